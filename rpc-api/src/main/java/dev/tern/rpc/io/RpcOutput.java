package dev.tern.rpc.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
 * count           varint, 1 to 5 bytes; of references: count &lt;&lt; 1 | 1 if one of them is null
 * text            count: length in bytes &lt;&lt; 2 | form, then the bytes   form 0: Latin-1, 1: UTF-16 big endian, 2: UTF-8
 * </pre>
 */
public final class RpcOutput extends KryoOutput {

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

    /** How far a reservation, which is for the most that may be put, can go beyond the limit. */
    private static final int SLACK = 4096;

    /** Texts of at most that many characters are copied one by one, which is faster than a call that copies many. */
    private static final int SHORT_TEXT = 16;

    private final ArraySource arrays;
    private byte[] own; // at most MAX_OWN_BYTES; the array of a larger message is the source's
    private int limit;
    private long counted; // bytes that were dropped because the message is over its limit
    private BodyLimits limits = BodyLimits.STANDARD;
    private int depth;
    private int elements;

    /** An empty message. */
    public RpcOutput(int initialBytes, int limit) {
        this(initialBytes, limit, ArraySource.UNKEPT);
    }

    /**
     * An empty message.
     *
     * @param arrays for messages of more than {@value ArraySource#MAX_OWN_BYTES} bytes
     */
    public RpcOutput(int initialBytes, int limit, ArraySource arrays) {
        super(initialBytes);
        this.limit = limit;
        this.arrays = arrays;
        this.own = buffer;
    }

    /** Sets what the messages that are written from now on may contain. */
    public void limits(BodyLimits newLimits) {
        limits = newLimits;
    }

    /** Empties this for another message of at most {@code newLimit} bytes. */
    public void reset(int newLimit) {
        restart();
        counted = 0;
        depth = 0;
        elements = 0;
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

    @Override
    public void reserve(int bytes) {
        if (capacity - position < bytes) {
            grow(bytes);
        }
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
        byte[] before = buffer;
        boolean isLarge = before != own;
        exchange((int) Math.min(maxBytes(), Math.max(needed, 2L * capacity)));
        System.arraycopy(before, 0, buffer, 0, position);
        if (isLarge) {
            arrays.give(before);
        }
    }

    private void exchange(int bytes) {
        if (lengthFor(bytes) <= ArraySource.MAX_OWN_BYTES) {
            allocate(bytes);
            own = buffer;
        } else {
            use(arrays.take(lengthFor(bytes)));
        }
    }

    /** Empties this and gives the array of a large message back: the message is done with. */
    public void release() {
        position = 0;
        if (buffer != own) {
            byte[] large = buffer;
            use(own);
            arrays.give(large);
        }
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
        if (value >>> 7 == 0) {
            buffer[position++] = (byte) value;
        } else {
            position += Varint.store(buffer, position, value & 0xffffffffL);
        }
    }

    /** One to ten bytes. */
    public void putLong(long value) {
        long unsigned = value << 1 ^ value >> 63;
        if (unsigned >>> Varint.BITS == 0) {
            position += Varint.store(buffer, position, unsigned);
        } else {
            putLongVarint(unsigned);
        }
    }

    private void putLongVarint(long value) {
        byte[] b = buffer;
        int p = position;
        long v = value;
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

    /** A length, or a count of what is not elements. */
    public void putCount(int count) {
        reserve(MAX_INT);
        putUnsigned(count);
    }

    /** How many primitives of an array follow. */
    public void putElements(int count) {
        countElements(count);
        putCount(count);
    }

    /**
     * How many references follow.
     *
     * @param nulls whether one of them is null: then each begins with its {@linkplain #putPresence presence}
     */
    public void putElements(int count, boolean nulls) {
        countElements(count);
        putCount((count << 1) | (nulls ? 1 : 0));
    }

    private void countElements(int count) {
        if (count > limits.maxElements() - elements) {
            throw new IllegalArgumentException(limits.elementsExceeded((long) elements + count));
        }
        elements += count;
    }

    /** An object without properties: one byte, so that a count of them cannot promise more than a body holds. */
    public void putEmpty() {
        reserve(1);
        putByte(0);
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
        if (n > SHORT_TEXT) {
            putLongText(text, n);
            return;
        }
        reserve(1 + SHORT_TEXT);
        int at = position + 1; // the header of so few bytes is one byte
        byte[] b = buffer;
        int seen = 0;
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            seen |= c;
            b[at + i] = (byte) c;
        }
        if (seen < 0x100) {
            b[at - 1] = (byte) ((n << 2) | LATIN_1);
            position = at + n;
        } else {
            putWideText(text, n);
        }
    }

    @SuppressWarnings("deprecation") // String.getBytes into an array takes the low bytes: Latin-1's characters
    private void putLongText(String text, int n) {
        if (n > limit) {
            count(n);
            return;
        }
        int seen = 0;
        for (int i = 0; i < n; i++) {
            seen |= text.charAt(i);
        }
        if (seen < 0x100) {
            reserve(MAX_INT + n);
            putUnsigned((n << 2) | LATIN_1);
            text.getBytes(0, n, buffer, position);
            position += n;
        } else {
            putWideText(text, n);
        }
    }

    private void putWideText(String text, int n) {
        int utf8 = utf8Length(text);
        if (Math.min(2L * n, utf8) > limit) {
            count((int) Math.min(2L * n, utf8));
        } else if (2L * n <= utf8) {
            reserve(MAX_INT + 2 * n);
            putUnsigned((n << 3) | UTF_16);
            for (int i = 0; i < n; i++) {
                SHORT.set(buffer, position + 2 * i, (short) text.charAt(i));
            }
            position += 2 * n;
        } else {
            reserve(MAX_INT + utf8);
            putUnsigned((utf8 << 2) | UTF_8);
            position = putUtf8(text, buffer, position);
        }
    }

    /** The bytes of a well-formed text; the place after them. */
    private static int putUtf8(String text, byte[] b, int at) {
        int p = at;
        for (int i = 0; i < text.length(); i++) {
            int c = text.charAt(i);
            if (c < 0x80) {
                b[p++] = (byte) c;
                continue;
            }
            if (c < 0x800) {
                b[p++] = (byte) (0xc0 | (c >> 6));
            } else {
                if (Character.isSurrogate((char) c)) {
                    c = text.codePointAt(i++);
                    b[p++] = (byte) (0xf0 | (c >> 18));
                    b[p++] = (byte) (0x80 | ((c >> 12) & 0x3f));
                } else {
                    b[p++] = (byte) (0xe0 | (c >> 12));
                }
                b[p++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            }
            b[p++] = (byte) (0x80 | (c & 0x3f));
        }
        return p;
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

    // ---------------------------------------------------------------- values that somebody else's code writes

    /**
     * Begins a value of unknown length.
     *
     * @return what {@link #endSlice} needs: where it begins
     */
    public long beginSlice() {
        reserve(1);
        putByte(0); // the length, if it fits
        return size();
    }

    /**
     * Ends such a value: puts its length in front of it.
     *
     * @param start what {@link #beginSlice} gave
     */
    public void endSlice(long start) {
        varEncoding = true;
        int length = (int) (size() - start);
        int more = sizeOfUnsigned(length) - 1;
        reserve(more);
        if (counted > 0) { // the content is lost, only its size matters
            position += more;
            return;
        }
        int at = (int) start;
        System.arraycopy(buffer, at, buffer, at + more, length);
        position = at - 1;
        putLongVarint(length); // byte by byte: what stands behind it must stay
        position += length;
    }

    // ---------------------------------------------------------------- depth

    /** Goes into a value of a type that can contain itself. */
    public void enter() {
        if (++depth > limits.maxDepth()) {
            throw new IllegalArgumentException(limits.depthExceeded(depth) + ": cycles cannot be sent");
        }
    }

    /** Leaves such a value. */
    public void exit() {
        depth--;
    }
}
