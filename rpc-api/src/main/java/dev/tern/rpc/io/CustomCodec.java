package dev.tern.rpc.io;

import com.esotericsoftware.kryo.kryo5.Serializer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * Writes and reads values by a Kryo serializer of the user's: the length of what it writes, then that. It reads no byte beyond it. Thread-safe.
 *
 * @param <T> the type of the values
 */
public final class CustomCodec<T> {

    /** How many serializers wait to be used again; more than that at a time are made anew. */
    private static final int MAX_IDLE = 16;

    private final Class<? super T> type;
    private final Supplier<? extends Serializer<? super T>> serializers;
    private final String name;
    private final BlockingQueue<Lease<T>> idle = new ArrayBlockingQueue<>(MAX_IDLE);

    private CustomCodec(Class<? super T> type, String name, Supplier<? extends Serializer<? super T>> serializers) {
        this.type = type;
        this.name = name;
        this.serializers = serializers;
    }

    /**
     * The codec of a type.
     *
     * @param type what every value that is read must be
     * @param name how errors call the serializer
     * @param serializers makes one; each is used by one thread at a time
     */
    public static <T> CustomCodec<T> of(
            Class<? super T> type, String name, Supplier<? extends Serializer<? super T>> serializers) {
        return new CustomCodec<>(type, name, serializers);
    }

    /** Writes a value; an exception of the serializer is passed on. */
    public void write(RpcOutput out, T value) {
        Lease<T> lease = lease();
        long start = out.beginSlice();
        lease.serializer.write(lease.kryo, out, value);
        out.endSlice(start);
        giveBack(lease);
    }

    /**
     * Reads a value.
     *
     * @throws DecodingException if the serializer fails, reads less than was written, or makes nothing or something of another type
     */
    public T read(RpcInput in) {
        int before = in.enterSlice();
        Lease<T> lease = lease();
        Object value;
        try {
            value = lease.read(in, type);
        } catch (RuntimeException | StackOverflowError e) { // it is the user's code, and the bytes may be anybody's
            throw new DecodingException("serializer " + name + " failed: " + e, e);
        }
        if (!type.isInstance(value)) {
            throw new DecodingException(
                    "serializer " + name + " read " + (value == null ? "null" : "a value of " + value.getClass())
                            + " (expected: " + type.getName() + ")");
        }
        if (in.remaining() > 0) {
            throw new DecodingException("serializer " + name + " left " + in.remaining()
                    + " bytes unread (expected: that it reads all it wrote)");
        }
        in.exitSlice(before);
        giveBack(lease);
        @SuppressWarnings("unchecked") // as far as it can be known; its arguments are erased
        T checked = (T) value;
        return checked;
    }

    private Lease<T> lease() {
        Lease<T> lease = idle.poll();
        return lease != null ? lease : new Lease<>(serializers.get());
    }

    /** Only after success: whatever failed may be in any state, and is left to the garbage collector. */
    private void giveBack(Lease<T> lease) {
        lease.kryo.reset();
        idle.offer(lease);
    }

    /** What one thread uses at a time. */
    private static final class Lease<T> {

        private final StrictKryo kryo = new StrictKryo();
        private final Serializer<? super T> serializer;

        Lease(Serializer<? super T> serializer) {
            this.serializer = serializer;
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // a serializer wants the class it makes; what it makes is checked
        Object read(RpcInput in, Class<?> type) {
            return ((Serializer) serializer).read(kryo, in, type);
        }
    }
}
