package dev.tern.rpc.io;

import com.esotericsoftware.kryo.kryo5.io.Input;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A received body: a byte array and how much of it is the body. Not thread-safe. Reads what {@link RpcOutput} writes; anything else is a
 * {@link DecodingException}, and no length or count is believed beyond what the bytes that remain can hold.
 */
public final class RpcInput extends Input {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int MAX_DEPTH = 64;
    private static final int MAX_ELEMENTS = 1_000_000;

    private final @Nullable Consumer<RpcInput> recycler;
    private int depth;
    private int elements;

    /** Reads a whole array. */
    public RpcInput(byte[] bytes) {
        super(bytes);
        recycler = null;
    }

    /**
     * An input that is used again.
     *
     * @param recycler takes it back at its {@linkplain #release() release}
     */
    public RpcInput(int initialBytes, Consumer<RpcInput> recycler) {
        super(new byte[initialBytes], 0, 0);
        this.recycler = recycler;
    }

    /** Empties this and makes room for that many bytes, which the caller then puts to the start of {@link #array()}. */
    public void refill(int bytes) {
        if (buffer.length < bytes) {
            buffer = new byte[bytes];
            capacity = bytes;
        }
        position = 0;
        limit = bytes;
        depth = 0;
        elements = 0;
    }

    /** Makes room for that many bytes in all and keeps those that are there. */
    public void extend(int bytes) {
        if (buffer.length < bytes) {
            buffer = Arrays.copyOf(buffer, bytes);
            capacity = bytes;
        }
        limit = bytes;
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
            recycler.accept(this);
        }
    }

    /** How many bytes are left. */
    public int remaining() {
        return limit - position;
    }

    /** Checks that the body was read to its end. */
    public void expectEnd() {
        if (position != limit) {
            throw new DecodingException(
                    "trailing bytes: " + remaining() + " (expected: the end of the body at " + position + ")");
        }
    }

    private void need(int bytes) {
        if (limit - position < bytes) {
            throw new DecodingException(
                    "body ends at " + limit + " (expected: " + bytes + " more bytes at " + position + ")");
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
        int value = getByte();
        if (value >= 0) {
            return value;
        }
        value &= 0x7f;
        for (int shift = 7; shift < 35; shift += 7) {
            int b = getByte();
            if (shift == 28 && (b & 0xf0) != 0) {
                break;
            }
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new DecodingException("varint before " + position + " (expected: at most 32 bits)");
    }

    /** One to ten bytes. */
    public long getLong() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            long b = getByte();
            if (shift == 63 && (b & 0xfe) != 0) {
                break;
            }
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new DecodingException("varint before " + position + " (expected: at most 64 bits)");
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
     * How many elements follow; the only way to read a count.
     *
     * @param minElementBytes the least an element takes, at least 1: a count that the rest of the body cannot hold is refused
     */
    public int count(int minElementBytes) {
        int count = getUnsigned();
        if (count < 0 || (long) count * minElementBytes > remaining()) {
            throw new DecodingException("count: " + Integer.toUnsignedString(count) + " (expected: at most "
                    + remaining() / minElementBytes + ", as " + remaining() + " bytes remain)");
        }
        if (count > MAX_ELEMENTS - elements) {
            throw new DecodingException(
                    "elements: " + ((long) elements + count) + " (expected: at most " + MAX_ELEMENTS + " in a body)");
        }
        elements += count;
        return count;
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
        if (text.indexOf('\ufffd') >= 0) { // sent like that, or put there for bad bytes: find out
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, at, length));
            } catch (CharacterCodingException e) {
                throw new DecodingException("text at " + at + ": malformed UTF-8");
            }
        }
        return text;
    }

    /** A count and the bytes. */
    public byte[] getBytes() {
        int length = getUnsigned();
        if (length < 0 || length > remaining()) {
            throw new DecodingException("bytes: " + Integer.toUnsignedString(length) + " (expected: at most "
                    + remaining() + ", which remain)");
        }
        byte[] bytes = Arrays.copyOfRange(buffer, position, position + length);
        position += length;
        return bytes;
    }

    // ---------------------------------------------------------------- depth

    /** Goes into a value of a type that can contain itself. */
    public void enter() {
        if (++depth > MAX_DEPTH) {
            throw new DecodingException(
                    "depth: more than " + MAX_DEPTH + " values inside each other (expected: at most that many)");
        }
    }

    /** Leaves such a value. */
    public void exit() {
        depth--;
    }
}
