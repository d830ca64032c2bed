package dev.tern.rpc.io;

import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.util.Util;
import java.io.OutputStream;

/**
 * What a user's Kryo serializer sees of a message: Kryo's own methods that write values. Those that exchange, show or rewind the bytes of others are
 * not supported.
 */
abstract class KryoOutput extends Output {

    /** Bytes of the array beyond its capacity: a short varint is stored as eight bytes. */
    private static final int PADDING = Long.BYTES;

    KryoOutput(int initialBytes) {
        maxCapacity = Util.maxArraySize;
        allocate(initialBytes);
    }

    /** Exchanges the array for one that has room for that many bytes in all, and does not copy. */
    final void allocate(int bytes) {
        use(new byte[bytes + PADDING]);
    }

    /** Exchanges the array, and does not copy. */
    final void use(byte[] array) {
        buffer = array;
        capacity = array.length - PADDING;
    }

    /** How long an array must be that has room for so many bytes. */
    static int lengthFor(int bytes) {
        return bytes + PADDING;
    }

    /** The largest array. */
    static int maxBytes() {
        return Util.maxArraySize - PADDING;
    }

    /** Begins a new message. */
    final void restart() {
        position = 0;
        varEncoding = true;
    }

    /** Makes room for that many bytes. */
    public abstract void reserve(int bytes);

    @Override
    protected final boolean require(int required) {
        int before = capacity;
        reserve(required);
        return before != capacity;
    }

    /** Not supported: the bytes go where the message is. */
    @Override
    public final void setBuffer(byte[] bytes) {
        throw unsupported("setBuffer");
    }

    /** Not supported: the bytes go where the message is. */
    @Override
    public final void setBuffer(byte[] bytes, int maxBytes) {
        throw unsupported("setBuffer");
    }

    /** Not supported: the array holds more than what the serializer wrote. */
    @Override
    public final byte[] getBuffer() {
        throw unsupported("getBuffer");
    }

    /** Not supported: the array holds more than what the serializer wrote. */
    @Override
    public final byte[] toBytes() {
        throw unsupported("toBytes");
    }

    /** Not supported: there is no stream. */
    @Override
    public final OutputStream getOutputStream() {
        throw unsupported("getOutputStream");
    }

    /** Not supported: the bytes go where the message is. */
    @Override
    public final void setOutputStream(OutputStream outputStream) {
        throw unsupported("setOutputStream");
    }

    /** Not supported: what was written stays. */
    @Override
    public final void setPosition(int position) {
        throw unsupported("setPosition");
    }

    /** Not supported: what was written stays. */
    @Override
    public final void reset() {
        throw unsupported("reset");
    }

    /** Does nothing. */
    @Override
    public final void flush() {}

    /** Does nothing. */
    @Override
    public final void close() {}

    private static UnsupportedOperationException unsupported(String method) {
        return new UnsupportedOperationException(method + " (expected: that a serializer only writes values)");
    }
}
