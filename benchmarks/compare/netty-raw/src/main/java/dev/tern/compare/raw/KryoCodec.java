package dev.tern.compare.raw;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;

/** The same transport with Kryo 5 and its stock field serializers: one per thread, classes registered, no references. */
final class KryoCodec {
    private static final ThreadLocal<KryoCodec> LOCAL = ThreadLocal.withInitial(KryoCodec::new);

    private final Kryo kryo = new Kryo();
    private final Output output = new Output();
    private final Input input = new Input();

    private KryoCodec() {
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.register(User.class);
        kryo.register(Page.class);
        kryo.register(ArrayList.class);
        kryo.register(LocalDate.class);
        kryo.register(LocalDateTime.class);
    }

    static void write(Bytes buf, Object value) {
        KryoCodec c = LOCAL.get();
        c.output.setBuffer(buf.array, -1);
        c.output.setPosition(buf.end);
        c.kryo.writeObject(c.output, value);
        buf.array = c.output.getBuffer();
        buf.end = c.output.position();
    }

    static <T> T read(Bytes buf, Class<T> type) {
        KryoCodec c = LOCAL.get();
        c.input.setBuffer(buf.array, buf.at, buf.end - buf.at);
        T value = c.kryo.readObject(c.input, type);
        buf.at = c.input.position();
        return value;
    }
}
