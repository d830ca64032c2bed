package shop;

import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers.StringSerializer;
import dev.tern.rpc.*;

@RpcService
interface Bad {

    @RpcSerializer(StringSerializer.class)
    void put(Order order, State state);

    @RpcSubtypes(Order.class)
    record Order(@Sensitive long id) {

        @Sensitive
        static int count;
    }

    class Bean {

        @RpcUnknown
        public int id;

        @RpcDefault("1")
        public transient int cached;

        @RpcAlias("number")
        public int getId() {
            return id;
        }

        public void setId(@RpcDefault("1") int id) {
            this.id = id;
        }

        Bean(@Sensitive int id) {}

        void find(@HashKey int id) {}
    }

    enum State {
        @RpcDefault("1")
        OPEN
    }
}
