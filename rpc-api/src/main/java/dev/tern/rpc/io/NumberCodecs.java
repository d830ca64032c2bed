package dev.tern.rpc.io;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The codecs of numbers that are objects.
 *
 * <pre>
 * BigInteger    count of bytes, two's complement, big endian
 * BigDecimal    scale (int), unscaled value (BigInteger)
 * UUID          16 bytes
 * OptionalInt, OptionalLong, OptionalDouble    1 byte: 1 if there is a value, then the value
 * </pre>
 */
public final class NumberCodecs {

    private NumberCodecs() {}

    /** Writes a big integer. */
    public static void writeBigInteger(RpcOutput out, BigInteger value) {
        out.putBytes(value.toByteArray());
    }

    /** Reads a big integer. */
    public static BigInteger readBigInteger(RpcInput in) {
        byte[] bytes = in.getBytes();
        if (bytes.length == 0) {
            throw new DecodingException("BigInteger: 0 bytes (expected: at least 1)");
        }
        return new BigInteger(bytes);
    }

    /** Writes a big decimal. */
    public static void writeBigDecimal(RpcOutput out, BigDecimal value) {
        out.reserve(RpcOutput.MAX_INT);
        out.putInt(value.scale());
        writeBigInteger(out, value.unscaledValue());
    }

    /** Reads a big decimal. */
    public static BigDecimal readBigDecimal(RpcInput in) {
        int scale = in.getInt();
        return new BigDecimal(readBigInteger(in), scale);
    }

    /** Writes a UUID. */
    public static void writeUUID(RpcOutput out, UUID value) {
        out.reserve(16);
        out.putFixedLong(value.getMostSignificantBits());
        out.putFixedLong(value.getLeastSignificantBits());
    }

    /** Reads a UUID. */
    public static UUID readUUID(RpcInput in) {
        long high = in.getFixedLong();
        return new UUID(high, in.getFixedLong());
    }

    /** Writes an optional int. */
    public static void writeOptionalInt(RpcOutput out, OptionalInt value) {
        out.reserve(1 + RpcOutput.MAX_INT);
        out.putBoolean(value.isPresent());
        if (value.isPresent()) {
            out.putInt(value.getAsInt());
        }
    }

    /** Reads an optional int. */
    public static OptionalInt readOptionalInt(RpcInput in) {
        return in.getBoolean() ? OptionalInt.of(in.getInt()) : OptionalInt.empty();
    }

    /** Writes an optional long. */
    public static void writeOptionalLong(RpcOutput out, OptionalLong value) {
        out.reserve(1 + RpcOutput.MAX_LONG);
        out.putBoolean(value.isPresent());
        if (value.isPresent()) {
            out.putLong(value.getAsLong());
        }
    }

    /** Reads an optional long. */
    public static OptionalLong readOptionalLong(RpcInput in) {
        return in.getBoolean() ? OptionalLong.of(in.getLong()) : OptionalLong.empty();
    }

    /** Writes an optional double. */
    public static void writeOptionalDouble(RpcOutput out, OptionalDouble value) {
        out.reserve(1 + Double.BYTES);
        out.putBoolean(value.isPresent());
        if (value.isPresent()) {
            out.putDouble(value.getAsDouble());
        }
    }

    /** Reads an optional double. */
    public static OptionalDouble readOptionalDouble(RpcInput in) {
        return in.getBoolean() ? OptionalDouble.of(in.getDouble()) : OptionalDouble.empty();
    }
}
