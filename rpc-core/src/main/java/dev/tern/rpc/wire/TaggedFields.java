package dev.tern.rpc.wire;

import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import java.nio.charset.StandardCharsets;

/**
 * Fields that both sides may know or not: {@code tag varint | length varint | value}. Unknown tags are skipped, so that a newer peer can tell more.
 *
 * <p>A text is UTF-8; a number is a fixed int64.
 */
final class TaggedFields {

    private TaggedFields() {}

    static void putText(RpcOutput out, int tag, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putCount(tag);
        out.putBytes(bytes);
    }

    static void putNumber(RpcOutput out, int tag, long value) {
        out.reserve(2 * RpcOutput.MAX_INT + Long.BYTES);
        out.putUnsigned(tag);
        out.putUnsigned(Long.BYTES);
        out.putFixedLong(value);
    }

    /** Reads fields to the end of the input. */
    static void read(RpcInput in, Field field) {
        while (in.remaining() > 0) {
            int tag = in.getUnsigned();
            int length = in.getUnsigned();
            if (length < 0 || length > in.remaining()) {
                throw new DecodingException("tagged field " + tag + ": length " + Integer.toUnsignedString(length)
                        + " (expected: at most " + in.remaining() + ", which remain)");
            }
            int end = in.position() + length;
            field.read(tag, in, length);
            if (in.position() > end) {
                throw new DecodingException("tagged field " + tag + ": longer than its " + length + " bytes");
            }
            in.setPosition(end);
        }
    }

    static String text(RpcInput in, int length) {
        int at = in.position();
        in.pass(length);
        return new String(in.array(), at, length, StandardCharsets.UTF_8);
    }

    /** Takes one field; what it leaves unread is skipped. */
    @FunctionalInterface
    interface Field {
        void read(int tag, RpcInput in, int length);
    }
}
