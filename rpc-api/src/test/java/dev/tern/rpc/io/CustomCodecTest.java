package dev.tern.rpc.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A body with a value of a serializer between two others: {@code 1, length, value, 2}. */
class CustomCodecTest {

    private static byte[] write(CustomCodec<String> codec, String value) {
        RpcOutput out = new RpcOutput(1, 1 << 20);
        out.reserve(1);
        out.putByte(1);
        codec.write(out, value);
        out.reserve(1);
        out.putByte(2);
        out.end();
        return Arrays.copyOf(out.array(), (int) out.size());
    }

    private static String read(CustomCodec<String> codec, byte[] body) {
        RpcInput in = new RpcInput(body);
        assertThat(in.getByte()).isEqualTo((byte) 1);
        String value = codec.read(in);
        assertThat(in.getByte()).isEqualTo((byte) 2);
        in.expectEnd();
        return value;
    }

    private static CustomCodec<String> codec(Texts serializer) {
        return CustomCodec.of(String.class, "shop.Texts", () -> serializer);
    }

    @Test
    void values_ofAnyLength_areReadAsTheyWereWritten() {
        CustomCodec<String> codec = codec(new Texts());
        for (String value : List.of("", "a", "x".repeat(126), "x".repeat(127), "€".repeat(100_000))) {
            assertThat(read(codec, write(codec, value))).isEqualTo(value);
        }
        assertThat(write(codec, "ab")).hasSize(1 + 1 + 2 + 1);
    }

    @Test
    void length_beyondTheBody_isRefused() {
        CustomCodec<String> codec = codec(new Texts());
        for (byte[] body : new byte[][] {{1, 3, 'a', 2}, {1, -1, -1, -1, -1, 15, 2}, {1, -1, -1, -1, -1, 7, 2}, {1}}) {
            assertThatThrownBy(() -> read(codec, body)).isInstanceOf(DecodingException.class);
        }
    }

    @Test
    void serializer_thatReadsBeyondItsValue_isRefused() {
        byte[] body = {1, 2, 'a', 'b', (byte) ('c' | 0x80), 2}; // the text ends only behind the value

        assertThatThrownBy(() -> read(codec(new Texts()), body))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("shop.Texts");
    }

    @Test
    void serializer_thatReadsLessThanItsValue_isRefused() {
        byte[] body = {1, 3, 'a', (byte) ('b' | 0x80), 0, 2};

        assertThatThrownBy(() -> read(codec(new Texts()), body)).isInstanceOf(DecodingException.class);
    }

    @Test
    void failureOfASerializer_isADecodingExceptionThatNamesIt() {
        CustomCodec<String> failing = codec(new Texts() {
            @Override
            public String read(Kryo kryo, Input input, Class<? extends String> type) {
                input.readString();
                throw new IllegalStateException("no such text");
            }
        });
        byte[] body = write(failing, "a");

        assertThatThrownBy(() -> read(failing, body))
                .isExactlyInstanceOf(DecodingException.class)
                .hasMessageContaining("shop.Texts")
                .hasMessageContaining("no such text")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void serializer_thatGoesTooDeep_isRefused() {
        CustomCodec<String> endless = codec(new Texts() {
            @Override
            public String read(Kryo kryo, Input input, Class<? extends String> type) {
                return read(kryo, input, type) + "x";
            }
        });
        byte[] body = write(endless, "a");

        assertThatThrownBy(() -> read(endless, body))
                .isExactlyInstanceOf(DecodingException.class)
                .hasMessageContaining("shop.Texts");
    }

    @Test
    void serializer_thatMakesNothingOrSomethingElse_isRefused() {
        Object[] made = {null, 5};
        for (Object each : made) {
            CustomCodec<String> codec = CustomCodec.of(String.class, "shop.Wrong", () -> new Wrong(each));
            assertThatThrownBy(() -> read(codec, new byte[] {1, 0, 2}))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("shop.Wrong")
                    .hasMessageContaining("expected: java.lang.String");
        }
    }

    @Test
    void serializer_thatFailed_isNotUsedAgain_butOneThatDidNotIs() {
        AtomicInteger made = new AtomicInteger();
        CustomCodec<String> codec = CustomCodec.of(String.class, "shop.Texts", () -> {
            made.incrementAndGet();
            return new Texts();
        });
        byte[] body = write(codec, "a");
        read(codec, body);
        read(codec, body);
        assertThat(made).hasValue(1);

        assertThatThrownBy(() -> read(codec, new byte[] {1, 1, 'a', 2})).isInstanceOf(DecodingException.class);

        assertThat(read(codec, body)).isEqualTo("a");
        assertThat(made).hasValue(2);
    }

    @Test
    void kryo_neitherLoadsClassesNorChoosesSerializers() {
        CustomCodec<String> byName = codec(new Texts() {
            @Override
            public String read(Kryo kryo, Input input, Class<? extends String> type) {
                return String.valueOf(kryo.readClassAndObject(input));
            }
        });
        byte[] named = {1, 6, 1, 0, 'a', '.', 'b', (byte) ('C' | 0x80), 2}; // 1: the name of a class follows
        assertThatThrownBy(() -> read(byName, named))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("the name of a class");
        CustomCodec<String> chosen = codec(new Texts() {
            @Override
            public void write(Kryo kryo, Output output, String value) {
                kryo.register(ArrayList.class);
            }
        });
        assertThatThrownBy(() -> write(chosen, "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no serializer for class java.util.ArrayList");
    }

    @Test
    void manyThreads_eachUseASerializerOfTheirOwn() throws InterruptedException, ExecutionException {
        CustomCodec<String> codec = CustomCodec.of(String.class, "shop.Texts", Exclusive::new);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String value = "value " + i;
                done.add(threads.submit(() -> {
                    for (int n = 0; n < 2_000; n++) {
                        assertThat(read(codec, write(codec, value))).isEqualTo(value);
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void slice_overTheLimitOfTheMessage_isCountedAndNotKept() {
        RpcOutput out = new RpcOutput(16, 1000);
        codec(new Texts()).write(out, "x".repeat(100_000));
        out.end();

        assertThat(out.isOverLimit()).isTrue();
        assertThat(out.size()).isGreaterThan(1000);
    }

    private static class Texts extends Serializer<String> {

        @Override
        public void write(Kryo kryo, Output output, String value) {
            output.writeString(value);
        }

        @Override
        public String read(Kryo kryo, Input input, Class<? extends String> type) {
            return input.readString();
        }
    }

    /** Fails if two threads use it at a time. */
    private static final class Exclusive extends Texts {

        private final AtomicInteger users = new AtomicInteger();

        @Override
        public void write(Kryo kryo, Output output, String value) {
            assertThat(users.incrementAndGet()).isEqualTo(1);
            super.write(kryo, output, value);
            users.decrementAndGet();
        }
    }

    private static final class Wrong extends Serializer<Object> {

        private final Object made;

        Wrong(Object made) {
            this.made = made;
        }

        @Override
        public void write(Kryo kryo, Output output, Object value) {}

        @Override
        public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
            return made;
        }
    }
}
