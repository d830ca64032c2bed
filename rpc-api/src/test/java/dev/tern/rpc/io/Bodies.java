package dev.tern.rpc.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** Writes and reads bodies for tests. */
final class Bodies {

    private static final int LIMIT = 1 << 20;

    private Bodies() {}

    /** The bytes that are written. */
    static byte[] write(Consumer<RpcOutput> writer) {
        RpcOutput out = new RpcOutput(0, LIMIT);
        writer.accept(out);
        out.end();
        assertThat(out.isOverLimit()).isFalse();
        return Arrays.copyOf(out.array(), (int) out.size());
    }

    /** What is read from these bytes, which must be all. */
    static <T> T read(Function<RpcInput, T> reader, byte... body) {
        RpcInput in = new RpcInput(body);
        T value = reader.apply(in);
        in.expectEnd();
        return value;
    }

    /** Checks that a value is read as it was written, and that the body is refused when it is cut anywhere. */
    static <T> void assertRoundTrip(T value, BiConsumer<RpcOutput, T> writer, Function<RpcInput, T> reader) {
        byte[] body = write(out -> writer.accept(out, value));
        assertThat(read(reader, body)).isEqualTo(value);
        for (int length = 0; length < body.length; length++) {
            assertRefused(reader, Arrays.copyOf(body, length));
        }
    }

    /** Checks that bytes are refused in the one way that is allowed; gives the message. */
    static String assertRefused(Function<RpcInput, ?> reader, byte... body) {
        DecodingException[] refusal = new DecodingException[1];
        assertThatThrownBy(() -> read(reader, body))
                .isExactlyInstanceOf(DecodingException.class)
                .satisfies(e -> refusal[0] = (DecodingException) e);
        return String.valueOf(refusal[0].getMessage());
    }

    /** Bytes from ints. */
    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
