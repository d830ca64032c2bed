package dev.tern.rpc.benchmarks.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.FieldSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.RecordSerializer;
import dev.tern.rpc.benchmarks.Page;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;

/** Kryo with registration and without references: its FieldSerializer for classes, its RecordSerializer for records. */
final class KryoContender extends Contender {

    private final Kryo kryo = new Kryo();
    private final Output output = new Output(512, -1);
    private final Input input = new Input();
    private byte[] bytes = {};

    KryoContender() {
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.register(Item.class, new RecordSerializer<>(Item.class));
        kryo.register(Page.class, new RecordSerializer<>(Page.class));
        kryo.register(Person.class, new FieldSerializer<>(kryo, Person.class));
        kryo.register(LocalDate.class);
        kryo.register(LocalDateTime.class);
        kryo.register(ArrayList.class);
        kryo.register(HashMap.class);
    }

    @Override
    int encode(Object value) {
        output.reset();
        kryo.writeClassAndObject(output, value);
        return output.position();
    }

    @Override
    byte[] encoded() {
        return output.toBytes();
    }

    @Override
    void fill(byte[] newBytes) {
        bytes = newBytes;
    }

    @Override
    Object decode() {
        input.setBuffer(bytes);
        return kryo.readClassAndObject(input);
    }
}
