package dev.tern.rpc.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Varints of up to eight bytes in one {@code long}, without a branch: numbers of mixed size cost one that is guessed wrong otherwise.
 *
 * <pre>
 * value   ........ 7 bits | 7 bits | 7 bits      lowest
 * bytes   0xxxxxxx 1xxxxxxx 1xxxxxxx             lowest first in the array
 * </pre>
 */
final class Varint {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** From this on a value takes more than eight bytes. */
    static final int BITS = 56;

    private Varint() {}

    /** Eight bytes of an array, of which the varint may be fewer. */
    static long load(byte[] buffer, int at) {
        return (long) LONG.get(buffer, at);
    }

    /** How many of these bytes are the varint; 9 if it does not end in them. */
    static int length(long bytes) {
        return (Long.numberOfTrailingZeros(~bytes & HIGH_BITS) >>> 3) + 1;
    }

    /** The value of a varint of at most eight bytes. */
    static long unpack(long bytes, int length) {
        long x = bytes & ~HIGH_BITS & (-1L >>> (64 - 8 * length));
        x = (x & 0x007f007f007f007fL) | ((x & 0x7f007f007f007f00L) >>> 1);
        x = (x & 0x00003fff00003fffL) | ((x & 0x3fff00003fff0000L) >>> 2);
        return (x & 0x0fffffffL) | ((x & 0x0fffffff00000000L) >>> 4);
    }

    /** Stores a value of at most 56 bits: overwrites eight bytes, of which as many are the varint as this returns. */
    static int store(byte[] buffer, int at, long value) {
        long x = (value & 0x0fffffffL) | ((value << 4) & 0x0fffffff00000000L);
        x = (x & 0x00003fff00003fffL) | ((x << 2) & 0x3fff00003fff0000L);
        x = (x & 0x007f007f007f007fL) | ((x << 1) & 0x7f007f007f007f00L);
        int length = (640 - 9 * Long.numberOfLeadingZeros(value)) >>> 6;
        LONG.set(buffer, at, x | (HIGH_BITS & ((1L << (8 * length - 8)) - 1)));
        return length;
    }

    /** A value that must not have more bits. */
    static long checked(long value, int bits, int at) {
        if (value >>> bits != 0) {
            throw tooLong(at, bits);
        }
        return value;
    }

    static DecodingException tooLong(int at, int bits) {
        return new DecodingException("varint at " + at + " (expected: at most " + bits + " bits)");
    }
}
