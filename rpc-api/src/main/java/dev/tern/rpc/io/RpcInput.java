package dev.tern.rpc.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A received body: a byte array and how much of it is the body. Not thread-safe. Reads what {@link RpcOutput} writes; anything else is a
 * {@link DecodingException}, and no length or count is believed beyond what the bytes that remain can hold.
 *
 * <p>The array may be longer than the body: what lies beyond is of other bodies and is not looked at.
 */
public final class RpcInput extends KryoInput {

    private static final int MADE_EMPTY = 1024;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] NO_BYTES = {};

    private final @Nullable Consumer<RpcInput> recycler;
    private final ArraySource arrays;
    private byte[]
            own; // at most MAX_OWN_BYTES of those that are used again; the buffer of a larger body is the source's
    private BodyLimits limits = BodyLimits.STANDARD;
    private int depth;
    private int elements;
    private long madeEmpty; // collections for which the body has no byte
    private long promised; // bytes that the elements of all counts take at least

    /** Reads a whole array. */
    public RpcInput(byte[] bytes) {
        super(bytes, bytes.length);
        recycler = null;
        arrays = ArraySource.UNKEPT;
        own = bytes;
    }

    /**
     * An input that is used again.
     *
     * @param recycler takes it back at its {@linkplain #release() release}
     */
    public RpcInput(int initialBytes, Consumer<RpcInput> recycler) {
        this(initialBytes, ArraySource.UNKEPT, recycler);
    }

    /**
     * An input that is used again.
     *
     * @param arrays for bodies of more than {@value ArraySource#MAX_OWN_BYTES} bytes
     * @param recycler takes it back at its {@linkplain #release() release}
     */
    public RpcInput(int initialBytes, ArraySource arrays, Consumer<RpcInput> recycler) {
        super(new byte[initialBytes], 0);
        this.recycler = recycler;
        this.arrays = arrays;
        this.own = buffer;
    }

    /** Sets what the bodies that are read from now on may contain. */
    public void limits(BodyLimits newLimits) {
        limits = newLimits;
    }

    /** Empties this and makes room for that many bytes, which the caller then puts to the start of {@link #array()}. */
    public void refill(int bytes) {
        if (buffer.length < bytes) {
            dropLarge();
            use(bytes <= ArraySource.MAX_OWN_BYTES ? enlarged(bytes) : arrays.take(bytes));
        }
        clear(bytes);
    }

    /**
     * Empties this for a body that is announced to have so many bytes: makes room for all of them if an array of that size is kept, else for those
     * that are there, so that nothing is allocated for what may never come.
     *
     * @param bytes those that are there
     */
    public void refill(int bytes, int announced) {
        byte[] kept = announced <= ArraySource.MAX_OWN_BYTES || announced <= buffer.length
                ? null
                : arrays.takeKept(announced);
        if (kept == null) {
            refill(bytes);
        } else {
            dropLarge();
            use(kept);
            clear(bytes);
        }
    }

    private void clear(int bytes) {
        restart(bytes);
        depth = 0;
        elements = 0;
        promised = 0;
        madeEmpty = 0;
    }

    /** Makes room for that many bytes in all and keeps those that are there. */
    public void extend(int bytes) {
        byte[] before = buffer;
        if (before.length < bytes) {
            boolean isLarge = before != own;
            byte[] larger = bytes <= ArraySource.MAX_OWN_BYTES ? enlarged(bytes) : arrays.take(bytes);
            System.arraycopy(before, 0, larger, 0, before.length);
            use(larger);
            if (isLarge) {
                arrays.give(before);
            }
        }
        limit = bytes;
    }

    private byte[] enlarged(int bytes) {
        own = new byte[bytes];
        return own;
    }

    private void use(byte[] array) {
        buffer = array;
        capacity = array.length;
    }

    /** Gives the array of a large body back. */
    private void dropLarge() {
        if (buffer != own) {
            byte[] large = buffer;
            use(own);
            arrays.give(large);
        }
    }

    /** Skips bytes. */
    public void pass(int bytes) {
        if (bytes < 0) {
            throw new DecodingException("length: " + bytes + " (expected: >= 0)");
        }
        need(bytes);
        position += bytes;
    }

    /** The array that holds the body from its start. */
    public byte[] array() {
        return buffer;
    }

    /** Gives this back to where it came from; it must not be read any more. An input that is never released is merely garbage. */
    public void release() {
        if (recycler != null) {
            dropLarge();
            recycler.accept(this);
        }
    }

    /** Checks that the body was read to its end. */
    public void expectEnd() {
        if (position != limit) {
            throw new DecodingException(
                    "trailing bytes: " + remaining() + " (expected: the end of the body at " + position + ")");
        }
    }

    // ---------------------------------------------------------------- values of bounded size

    /** One byte, 0 or 1. */
    public boolean getBoolean() {
        int value = getByte();
        if ((value & ~1) != 0) {
            throw new DecodingException("boolean: " + value + " (expected: 0 or 1)");
        }
        return value != 0;
    }

    /** One byte. */
    public byte getByte() {
        need(1);
        return buffer[position++];
    }

    /** Two bytes. */
    public short getShort() {
        need(2);
        short value = (short) SHORT.get(buffer, position);
        position += 2;
        return value;
    }

    /** Two bytes. */
    public char getChar() {
        return (char) getShort();
    }

    /** One to five bytes. */
    public int getInt() {
        int value = getUnsigned();
        return value >>> 1 ^ -(value & 1);
    }

    /** One to five bytes. */
    public int getUnsigned() {
        int at = position;
        if (limit - at < Long.BYTES) {
            return (int) Varint.checked(varintByByte(5), 32, position);
        }
        byte first = buffer[at];
        if (first >= 0) {
            position = at + 1;
            return first;
        }
        long bytes = Varint.load(buffer, at);
        int length = Varint.length(bytes);
        if (length > 5) {
            throw Varint.tooLong(at, 32);
        }
        position = at + length;
        return (int) Varint.checked(Varint.unpack(bytes, length), 32, at);
    }

    /** One to ten bytes. */
    public long getLong() {
        long value = getVarint();
        return value >>> 1 ^ -(value & 1);
    }

    private long getVarint() {
        int at = position;
        if (limit - at >= Long.BYTES) {
            long bytes = Varint.load(buffer, at);
            int length = Varint.length(bytes);
            if (length <= Long.BYTES) {
                position = at + length;
                return Varint.unpack(bytes, length);
            }
        }
        return varintByByte(10);
    }

    private long varintByByte(int maxBytes) {
        long value = 0;
        for (int i = 0; i < maxBytes; i++) {
            long b = getByte();
            if (i == 9 && (b & 0xfe) != 0) {
                break;
            }
            value |= (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw Varint.tooLong(position, maxBytes == 5 ? 32 : 64);
    }

    /** Four bytes. */
    public int getFixedInt() {
        need(4);
        int value = (int) INT.get(buffer, position);
        position += 4;
        return value;
    }

    /** Eight bytes. */
    public long getFixedLong() {
        need(8);
        long value = (long) LONG.get(buffer, position);
        position += 8;
        return value;
    }

    /** Four bytes. */
    public float getFloat() {
        return Float.intBitsToFloat(getFixedInt());
    }

    /** Eight bytes. */
    public double getDouble() {
        return Double.longBitsToDouble(getFixedLong());
    }

    // ---------------------------------------------------------------- values of any length

    /**
     * How many primitives of an array follow; with {@link #elements} the only way to read a count.
     *
     * @param minElementBytes the least an element takes, at least 1: a count that the rest of the body cannot hold is refused
     */
    public int count(int minElementBytes) {
        return promise(getUnsigned(), minElementBytes);
    }

    /**
     * How many references follow.
     *
     * @param minElementBytes the least an element or entry takes, at least 1: a count that the rest of the body cannot hold is refused
     * @return the count &lt;&lt; 1 | 1 if each element begins with its presence; without, none is null
     */
    public int elements(int minElementBytes) {
        int header = getUnsigned();
        promise(header >>> 1, minElementBytes);
        return header;
    }

    /** Believes a count if the body can hold these elements after all that were promised before: each has a byte that belongs to no other. */
    private int promise(int count, int minElementBytes) {
        if (count < 0 || (long) count * minElementBytes > remaining()) {
            throw new DecodingException("count: " + Integer.toUnsignedString(count) + " (expected: at most "
                    + remaining() / minElementBytes + ", as " + remaining() + " bytes remain)");
        }
        if (count > limits.maxElements() - elements) {
            throw new DecodingException(limits.elementsExceeded((long) elements + count));
        }
        elements += count;
        promised += (long) count * minElementBytes;
        if (promised > bodyEnd()) {
            throw new DecodingException(
                    "elements: " + elements + " (expected: fewer, as the body has " + bodyEnd() + " bytes)");
        }
        return count;
    }

    /**
     * Tells that collections are made for which the writer, of another version, sends nothing: as many as there are bytes, and 1,024, may be, so that a body
     * of a few bytes cannot fill the memory.
     */
    public void makeEmpty(int collections) {
        madeEmpty += collections;
        if (madeEmpty > MADE_EMPTY + (long) bodyEnd()) {
            throw new DecodingException("collections that the writer's version does not have: " + madeEmpty
                    + " (expected: at most " + MADE_EMPTY + " and one for each of the body's " + bodyEnd() + " bytes)");
        }
    }

    /** How large a hash table must be made so that it takes that many elements and does not grow. */
    public static int capacity(int count) {
        return count + (count >>> 1) + 1;
    }

    /** What counts the hash codes of that many keys of a set or map, whose class may have an order that the table cannot use. */
    public HashGuard hashGuard(int count) {
        return HashGuard.of(count);
    }

    /** The byte of an object without properties. */
    public void getEmpty() {
        int value = getByte();
        if (value != 0) {
            throw new DecodingException("object without properties: " + value + " (expected: 0)");
        }
    }

    /**
     * Limits reading to a value that somebody else's code reads: its length, then that many bytes.
     *
     * @return what {@link #exitSlice} needs: the limit before
     */
    public int enterSlice() {
        int length = getUnsigned();
        if (length < 0 || length > remaining()) {
            throw new DecodingException("custom value: " + Integer.toUnsignedString(length)
                    + " bytes (expected: at most " + remaining() + ", which remain)");
        }
        return limitTo(length);
    }

    /** A text. */
    public String getText() {
        int header = getUnsigned();
        int length = header >>> 2;
        need(length);
        int at = position;
        position = at + length;
        return switch (header & 3) {
            case RpcOutput.LATIN_1 -> new String(buffer, at, length, StandardCharsets.ISO_8859_1);
            case RpcOutput.UTF_16 -> utf16(at, length);
            case RpcOutput.UTF_8 -> utf8(at, length);
            default -> throw new DecodingException("text form: 3 (expected: 0, 1 or 2)");
        };
    }

    private String utf16(int at, int length) {
        if ((length & 1) != 0) {
            throw new DecodingException("UTF-16 text: " + length + " bytes (expected: an even number)");
        }
        char[] chars = new char[length / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (short) SHORT.get(buffer, at + 2 * i);
        }
        return new String(chars);
    }

    private String utf8(int at, int length) {
        String text = new String(buffer, at, length, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0 && replacements(text) != replacements(at, length)) {
            throw new DecodingException("text at " + at + ": malformed UTF-8");
        }
        return text;
    }

    /** How many U+FFFD a text has: sent like that, or put there for bad bytes. */
    private static int replacements(String text) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            count += text.charAt(i) == '\ufffd' ? 1 : 0;
        }
        return count;
    }

    /** How many U+FFFD were sent: no byte of one can be part of something malformed that is longer. */
    private int replacements(int at, int length) {
        int count = 0;
        for (int i = at; i < at + length - 2; i++) {
            count += buffer[i] == (byte) 0xef && buffer[i + 1] == (byte) 0xbf && buffer[i + 2] == (byte) 0xbd ? 1 : 0;
        }
        return count;
    }

    /** A count and the bytes. */
    public byte[] getBytes() {
        int length = getUnsigned();
        if (length < 0 || length > remaining()) {
            throw new DecodingException("bytes: " + Integer.toUnsignedString(length) + " (expected: at most "
                    + remaining() + ", which remain)");
        }
        byte[] bytes = length == 0 ? NO_BYTES : Arrays.copyOfRange(buffer, position, position + length);
        position += length;
        return bytes;
    }

    // ---------------------------------------------------------------- depth

    /** Goes into a value of a type that can contain itself. */
    public void enter() {
        if (++depth > limits.maxDepth()) {
            throw new DecodingException(limits.depthExceeded(depth));
        }
    }

    /** Leaves such a value. */
    public void exit() {
        depth--;
    }
}
