package shop;

import com.esotericsoftware.kryo.kryo5.*;
import com.esotericsoftware.kryo.kryo5.io.*;
import dev.tern.rpc.*;

@RpcService
interface Bad {

    void put(@RpcSerializer(Unrelated.class) Runnable task, Money money, @RpcSerializer(MoneySerializer.class) String text, Price price);

    @RpcSerializer(MoneySerializer.class)
    int number();

    @RpcSerializer(Open.class)
    class Money {}

    record Price(@RpcSerializer(Hidden.class) Money money, @RpcSerializer(Generic.class) Money other) {}

    abstract class Open extends Serializer<Money> {}

    abstract class Base<T> extends Serializer<T> {
        @Override
        public void write(Kryo kryo, Output output, T value) {}

        @Override
        public T read(Kryo kryo, Input input, Class<? extends T> type) {
            return null;
        }
    }

    class MoneySerializer extends Base<Money> {}

    class Hidden extends Base<Money> {
        private Hidden() {}
    }

    class Unrelated {}

    class Generic<T> extends Base<T> {}
}
