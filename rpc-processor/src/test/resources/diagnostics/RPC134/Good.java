package shop;

import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers.StringSerializer;
import dev.tern.rpc.*;

@RpcService
interface Good {

    @RpcSerializer(StringSerializer.class)
    @RpcAlias("load")
    String get(
            @Sensitive @RpcDefault("a") String order,
            @RpcSerializer(StringSerializer.class) String state,
            Order whole,
            Bean bean);

    record Order(
            @Sensitive @RpcAlias("number") @RpcDefault("1") long id,
            @RpcSerializer(StringSerializer.class) String text) {

        public Order {
            id = Math.abs(id);
        }
    }

    class Bean {

        @RpcDefault("1")
        @RpcAlias("number")
        @Sensitive
        public int id;
    }
}
