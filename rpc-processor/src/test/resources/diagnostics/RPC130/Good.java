package shop;

import com.esotericsoftware.kryo.kryo5.*;
import com.esotericsoftware.kryo.kryo5.io.*;
import dev.tern.rpc.*;
import java.util.*;

@RpcService
interface Good {

    void put(Money money, @RpcSerializer(ObjectSerializer.class) Runnable text, Price price);

    @RpcSerializer(ObjectSerializer.class)
    Map<Object, ?> map();

    @RpcSerializer(MoneySerializer.class)
    class Money {}

    record Price(@RpcSerializer(ObjectSerializer.class) Money money) {}

    abstract class Base<T> extends Serializer<T> {
        @Override
        public void write(Kryo kryo, Output output, T value) {}

        @Override
        public T read(Kryo kryo, Input input, Class<? extends T> type) {
            return null;
        }
    }

    class MoneySerializer extends Base<Money> {}

    class ObjectSerializer extends Base<Object> {}
}
