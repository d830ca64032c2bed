package dev.tern.rpc.io;

import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import org.jspecify.annotations.Nullable;

/**
 * A message under construction: a growing byte array with a limit. Not thread-safe; reused from message to message.
 *
 * <p>Generated codecs call {@link #reserve} once for all values of bounded size of an object and then the {@code put} methods of such values, which
 * do not check again; values of any length reserve for themselves.
 *
 * <p>A message over its limit does not grow the array further: bytes are then only counted, so that the error can tell the size. Whoever sends
 * the message asks {@link #isOverLimit()} before.
 *
 * <pre>
 * boolean, byte   1 byte                      char, short   2 bytes       float 4, double 8 bytes: big endian
 * int, long       zigzag varint: 1 to 5, 1 to 10 bytes, seven bits each, lowest first
 * count           varint, 1 to 5 bytes
 * text            count: length in bytes &lt;&lt; 2 | form, then the bytes   form 0: Latin-1, 1: UTF-16 big endian, 2: UTF-8
 * </pre>
 */
public final class RpcOutput extends Output {

    /** The most bytes a value of each bounded type takes. */
    public static final int MAX_INT = 5;

    /** The most bytes a {@code long} takes. */
    public static final int MAX_LONG = 10;

    static final int LATIN_1 = 0;
    static final int UTF_16 = 1;
    static final int UTF_8 = 2;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int MAX_DEPTH = 64;

    /** How far a reservation, which is for the most that may be put, can go beyond the limit. */
    private static final int SLACK = 4096;

    private int limit;
    private long counted; // bytes that were dropped because the message is over its limit
    private int depth;

    /** An empty message. */
    public RpcOutput(int initialBytes, int limit) {
        super(initialBytes, -1);
        this.limit = limit;
    }

    /** Empties this for another message of at most {@code newLimit} bytes. */
    public void reset(int newLimit) {
        position = 0;
        counted = 0;
        depth = 0;
        limit = newLimit;
    }

    /** Changes the limit of the message under construction. */
    public void limit(int newLimit) {
        limit = newLimit;
    }

    /** The most bytes the message may have. */
    public int limit() {
        return limit;
    }

    /** Whether more was put than the limit allows; the content is then lost. */
    public boolean isOverLimit() {
        return counted > 0;
    }

    /** How many bytes were put, lost ones included. */
    public long size() {
        return counted + position;
    }

    /** The array that holds the message from its start; exchanged when it grows. */
    public byte[] array() {
        return buffer;
    }

    /** Overwrites four bytes that were put before. */
    public void setFixedInt(int at, int value) {
        INT.set(buffer, at, value);
    }

    /** Makes room for that many bytes. */
    public void reserve(int bytes) {
        if (capacity - position < bytes) {
            grow(bytes);
        }
    }

    @Override
    protected boolean require(int required) {
        int before = capacity;
        reserve(required);
        return before != capacity;
    }

    private void grow(int bytes) {
        long needed = (long) position + bytes;
        if (needed > limit + (long) SLACK) {
            counted += position;
            position = 0;
            needed = bytes;
            if (capacity >= bytes) {
                return;
            }
        }
        capacity = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * capacity));
        buffer = Arrays.copyOf(buffer, capacity);
    }

    /** Checks the limit at the end of a message, which reservations do only roughly. */
    public void end() {
        if (counted == 0 && position > limit) {
            counted = position;
            position = 0;
        }
    }

    // ---------------------------------------------------------------- values of bounded size, into what was reserved

    /** One byte, 0 or 1. */
    public void putBoolean(boolean value) {
        buffer[position++] = (byte) (value ? 1 : 0);
    }

    /** One byte. */
    public void putByte(int value) {
        buffer[position++] = (byte) value;
    }

    /** Two bytes. */
    public void putShort(short value) {
        SHORT.set(buffer, position, value);
        position += 2;
    }

    /** Two bytes. */
    public void putChar(char value) {
        SHORT.set(buffer, position, (short) value);
        position += 2;
    }

    /** One to five bytes. */
    public void putInt(int value) {
        putUnsigned(value << 1 ^ value >> 31);
    }

    /** One to five bytes; for values that are rarely negative. */
    public void putUnsigned(int value) {
        byte[] b = buffer;
        int p = position;
        int v = value;
        while ((v & ~0x7f) != 0) {
            b[p++] = (byte) (v | 0x80);
            v >>>= 7;
        }
        b[p++] = (byte) v;
        position = p;
    }

    /** One to ten bytes. */
    public void putLong(long value) {
        byte[] b = buffer;
        int p = position;
        long v = value << 1 ^ value >> 63;
        while ((v & ~0x7fL) != 0) {
            b[p++] = (byte) (v | 0x80);
            v >>>= 7;
        }
        b[p++] = (byte) v;
        position = p;
    }

    /** Four bytes. */
    public void putFixedInt(int value) {
        INT.set(buffer, position, value);
        position += 4;
    }

    /** Eight bytes. */
    public void putFixedLong(long value) {
        LONG.set(buffer, position, value);
        position += 8;
    }

    /** Four bytes. */
    public void putFloat(float value) {
        putFixedInt(Float.floatToRawIntBits(value));
    }

    /** Eight bytes. */
    public void putDouble(double value) {
        putFixedLong(Double.doubleToRawLongBits(value));
    }

    // ---------------------------------------------------------------- values of any length, which reserve for
    // themselves

    /** How many elements follow. */
    public void putCount(int count) {
        reserve(MAX_INT);
        putUnsigned(count);
    }

    /**
     * Whether an element of a collection is there, one byte.
     *
     * @return whether it is, so that it is to be written now
     */
    public boolean putPresence(@Nullable Object element) {
        reserve(1);
        putBoolean(element != null);
        return element != null;
    }

    /**
     * Checks, after the elements of a collection, that there were as many as its size promised.
     *
     * @param left the promised count less the elements that were written
     */
    public void endElements(int left) {
        if (left != 0) {
            throw new ConcurrentModificationException("a collection changed while it was sent: "
                    + (left > 0 ? left + " elements fewer" : -left + " elements more")
                    + " than its size (expected: nobody changes arguments and results of calls in progress)");
        }
    }

    /** A text that is not null. */
    public void putText(String text) {
        int n = text.length();
        if (n > limit) {
            count(n);
            return;
        }
        reserve(MAX_INT + n);
        int header = position;
        int at = header + sizeOfUnsigned(n << 2);
        byte[] b = buffer;
        int seen = 0;
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            seen |= c;
            b[at + i] = (byte) c;
        }
        if (seen < 0x100) {
            putUnsigned(n << 2 | LATIN_1);
            position = at + n;
        } else {
            putWideText(text);
        }
    }

    private void putWideText(String text) {
        int utf8 = utf8Length(text);
        boolean wide = 2L * text.length() <= utf8;
        byte[] bytes = text.getBytes(wide ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8);
        if (wide) { // by hand: the encoder of UTF-16 would replace a lone surrogate
            for (int i = 0; i < text.length(); i++) {
                SHORT.set(bytes, 2 * i, (short) text.charAt(i));
            }
        }
        reserve(MAX_INT);
        putUnsigned(bytes.length << 2 | (wide ? UTF_16 : UTF_8));
        putRaw(bytes, 0, bytes.length);
    }

    /** The bytes that UTF-8 takes; more than any other form does if the text is not well-formed. */
    private static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                return Integer.MAX_VALUE;
            }
        }
        return bytes;
    }

    /** A count and the bytes. */
    public void putBytes(byte[] bytes) {
        putCount(bytes.length);
        putRaw(bytes, 0, bytes.length);
    }

    /** Only the bytes. */
    public void putRaw(byte[] bytes, int offset, int length) {
        if (length > limit) {
            count(length);
            return;
        }
        reserve(length);
        System.arraycopy(bytes, offset, buffer, position, length);
        position += length;
    }

    private void count(int bytes) {
        counted += (long) position + bytes;
        position = 0;
    }

    /** How many bytes a count takes. */
    public static int sizeOfUnsigned(int value) {
        return value == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
    }

    // ---------------------------------------------------------------- depth

    /** Goes into a value of a type that can contain itself. */
    public void enter() {
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("depth: more than " + MAX_DEPTH
                    + " values inside each other (expected: a tree without cycles, at most that deep)");
        }
    }

    /** Leaves such a value. */
    public void exit() {
        depth--;
    }
}
