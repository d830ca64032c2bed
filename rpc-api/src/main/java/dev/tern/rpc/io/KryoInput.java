package dev.tern.rpc.io;

import com.esotericsoftware.kryo.kryo5.io.Input;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a user's Kryo serializer sees of a body: Kryo's own methods, of which none reads beyond the limit, allocates more than the bytes that remain
 * justify, keeps anything for the next body, or gets at another source of bytes. Kryo's methods that are not here check with {@link #require} or
 * {@link #optional} before they read.
 */
abstract class KryoInput extends Input {

    /** Where the slice begins that is being read; there is no way back before it. */
    private int floor;

    private int slices;
    private int bodyEnd;

    KryoInput(byte[] bytes, int limit) {
        buffer = bytes;
        capacity = bytes.length;
        this.limit = limit;
        chars = new char[0]; // Kryo's readString would use it
    }

    /** Begins a new body of that many bytes. */
    final void restart(int bytes) {
        position = 0;
        limit = bytes;
        varEncoding = true;
        floor = 0;
        slices = 0;
    }

    /** The end of the body, whatever slice of it is being read. */
    final int bodyEnd() {
        return slices == 0 ? limit : bodyEnd;
    }

    /** How many bytes are left. */
    public final int remaining() {
        return limit - position;
    }

    final void need(int bytes) {
        if (bytes < 0 || limit - position < bytes) {
            throw shortOf(bytes);
        }
    }

    private DecodingException shortOf(int bytes) {
        return new DecodingException("body ends at " + limit + " (expected: " + Integer.toUnsignedString(bytes)
                + " more bytes at " + position + ")");
    }

    /** How many bytes that many values of a size take. */
    private void need(int values, int bytesEach) {
        if (values < 0 || (long) values * bytesEach > remaining()) {
            throw new DecodingException("length: " + values + " (expected: at most " + remaining() / bytesEach + ", as "
                    + remaining() + " bytes remain)");
        }
    }

    /**
     * Limits reading to a slice whose length comes first, for a value that somebody else's code reads.
     *
     * @return what {@link #exitSlice} needs: the limit before
     */
    final int limitTo(int length) {
        need(length);
        int before = limit;
        if (slices++ == 0) {
            bodyEnd = before;
        }
        floor = position;
        limit = position + length;
        return before;
    }

    /**
     * Ends a slice, all of which must have been read.
     *
     * @param before what {@code enterSlice} gave
     */
    public final void exitSlice(int before) {
        if (position != limit) {
            throw new DecodingException(
                    "custom value: " + remaining() + " bytes left (expected: that its serializer reads all of it)");
        }
        slices--;
        floor = slices == 0 ? 0 : position;
        limit = before;
        varEncoding = true;
    }

    // ---------------------------------------------------------------- where the bytes are

    @Override
    protected final int fill(byte[] bytes, int offset, int count) {
        return -1;
    }

    @Override
    protected final int require(int required) {
        need(required);
        return limit - position;
    }

    @Override
    protected final int optional(int optional) {
        return position == limit ? -1 : Math.min(optional, limit - position);
    }

    /** Not supported: there are no other bytes than those received. */
    @Override
    public final void setBuffer(byte[] bytes) {
        throw unsupported("setBuffer");
    }

    /** Not supported: there are no other bytes than those received. */
    @Override
    public final void setBuffer(byte[] bytes, int offset, int count) {
        throw unsupported("setBuffer");
    }

    /** Not supported: the array holds more than what may be read. */
    @Override
    public final byte[] getBuffer() {
        throw unsupported("getBuffer");
    }

    /** Not supported: there is no stream. */
    @Override
    public final InputStream getInputStream() {
        throw unsupported("getInputStream");
    }

    /** Not supported: there are no other bytes than those received. */
    @Override
    public final void setInputStream(InputStream inputStream) {
        throw unsupported("setInputStream");
    }

    /** Not supported: the position tells how much was read. */
    @Override
    public final void setTotal(long total) {
        throw unsupported("setTotal");
    }

    /** Not supported: a body is read once. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // as Kryo's
    public final void reset() {
        throw unsupported("reset");
    }

    /** Goes to a place in the slice that is being read, or anywhere up to the limit. */
    @Override
    public final void setPosition(int position) {
        if (position < floor || position > limit) {
            throw new DecodingException("position: " + position + " (expected: " + floor + " to " + limit + ")");
        }
        this.position = position;
    }

    /** Sets the end, and the position to it if that is behind; in a slice the end can only become less, and not less than what was read. */
    @Override
    public final void setLimit(int limit) {
        int least = slices == 0 ? 0 : position;
        int most = slices == 0 ? buffer.length : this.limit;
        if (limit < least || limit > most) {
            throw new DecodingException("limit: " + limit + " (expected: " + least + " to " + most + ")");
        }
        this.limit = limit;
        position = Math.min(position, limit);
    }

    @Override
    public final boolean end() {
        return position == limit;
    }

    @Override
    public final int available() {
        return limit - position;
    }

    /** Does nothing. */
    @Override
    public final void close() {}

    private static UnsupportedOperationException unsupported(String method) {
        return new UnsupportedOperationException(method + " (expected: that a serializer only reads values)");
    }

    // ---------------------------------------------------------------- what has a length

    @Override
    public final void skip(int count) {
        need(count);
        position += count;
    }

    @Override
    public final long skip(long count) {
        skip(count < 0 || count > Integer.MAX_VALUE ? -1 : (int) count);
        return count;
    }

    @Override
    public final int read(byte[] bytes, int offset, int count) {
        int length = Math.min(count, limit - position);
        if (length <= 0 && count > 0) {
            return -1;
        }
        readBytes(bytes, offset, length);
        return length;
    }

    @Override
    public final byte[] readBytes(int length) {
        need(length, 1);
        byte[] bytes = new byte[length];
        readBytes(bytes, 0, length);
        return bytes;
    }

    @Override
    public final void readBytes(byte[] bytes, int offset, int count) {
        need(count);
        System.arraycopy(buffer, position, bytes, offset, count);
        position += count;
    }

    @Override
    public final int[] readInts(int length) {
        need(length, Integer.BYTES);
        return super.readInts(length);
    }

    @Override
    public final int[] readInts(int length, boolean optimizePositive) {
        need(length, 1);
        return super.readInts(length, optimizePositive);
    }

    @Override
    public final long[] readLongs(int length) {
        need(length, Long.BYTES);
        return super.readLongs(length);
    }

    @Override
    public final long[] readLongs(int length, boolean optimizePositive) {
        need(length, 1);
        return super.readLongs(length, optimizePositive);
    }

    @Override
    public final float[] readFloats(int length) {
        need(length, Float.BYTES);
        return super.readFloats(length);
    }

    @Override
    public final double[] readDoubles(int length) {
        need(length, Double.BYTES);
        return super.readDoubles(length);
    }

    @Override
    public final short[] readShorts(int length) {
        need(length, Short.BYTES);
        return super.readShorts(length);
    }

    @Override
    public final char[] readChars(int length) {
        need(length, Character.BYTES);
        return super.readChars(length);
    }

    @Override
    public final boolean[] readBooleans(int length) {
        need(length, 1);
        return super.readBooleans(length);
    }

    /** Reads what {@code Output.writeString} and {@code writeAscii} wrote. */
    @Override
    public final @Nullable String readString() {
        if (!readVarIntFlag()) {
            return ascii();
        }
        int length = readVarIntFlag(true); // 0: null, else one more than the characters
        if (length == 0) {
            return null;
        }
        need(length - 1, 1);
        char[] text = new char[length - 1];
        for (int i = 0; i < text.length; i++) {
            text[i] = utf8();
        }
        return new String(text);
    }

    @Override
    public final @Nullable StringBuilder readStringBuilder() {
        String text = readString();
        return text == null ? null : new StringBuilder(text);
    }

    /** Characters of seven bits; the high bit of the last is set. */
    private String ascii() {
        int start = position;
        int end = start;
        while (end < limit && buffer[end] >= 0) {
            end++;
        }
        if (end == limit) {
            throw shortOf(end - start + 1);
        }
        position = end + 1;
        byte[] text = new byte[position - start];
        System.arraycopy(buffer, start, text, 0, text.length);
        text[text.length - 1] &= 0x7f;
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** One UTF-16 unit in one to three bytes. */
    private char utf8() {
        int first = readByte();
        if (first >= 0) {
            return (char) first;
        }
        if ((first & 0xe0) == 0xc0) {
            return atLeast(0x80, ((first & 0x1f) << 6) | continuation());
        }
        if ((first & 0xf0) == 0xe0) {
            return atLeast(0x800, ((first & 0xf) << 12) | (continuation() << 6) | continuation());
        }
        throw malformed();
    }

    private int continuation() {
        int next = readByte();
        if ((next & 0xc0) != 0x80) {
            throw malformed();
        }
        return next & 0x3f;
    }

    private char atLeast(int least, int unit) {
        if (unit < least) {
            throw malformed();
        }
        return (char) unit;
    }

    private DecodingException malformed() {
        return new DecodingException("string before " + position + ": malformed UTF-8");
    }
}
