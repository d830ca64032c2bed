package dev.tern.rpc.io;

import static dev.tern.rpc.io.Bodies.assertRoundTrip;
import static dev.tern.rpc.io.Bodies.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RpcOutputTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void boolean_written_isRead(boolean value) {
        assertRoundTrip(
                value,
                (out, v) -> {
                    out.reserve(1);
                    out.putBoolean(v);
                },
                RpcInput::getBoolean);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1, -1, Byte.MIN_VALUE, Byte.MAX_VALUE})
    void byte_written_isRead(byte value) {
        assertRoundTrip(
                value,
                (out, v) -> {
                    out.reserve(1);
                    out.putByte(v);
                },
                RpcInput::getByte);
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1, -1, Short.MIN_VALUE, Short.MAX_VALUE})
    void short_written_isRead(short value) {
        assertRoundTrip(
                value,
                (out, v) -> {
                    out.reserve(2);
                    out.putShort(v);
                },
                RpcInput::getShort);
    }

    @ParameterizedTest
    @ValueSource(chars = {'\0', 'a', '\uffff', '\ud800'})
    void char_written_isRead(char value) {
        assertRoundTrip(
                value,
                (out, v) -> {
                    out.reserve(2);
                    out.putChar(v);
                },
                RpcInput::getChar);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, 63, 64, -64, -65, 1 << 20, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void int_written_isReadInEachForm(int value) {
        assertRoundTrip(
                value,
                (out, v) -> {
                    out.reserve(RpcOutput.MAX_INT);
                    out.putInt(v);
                },
                RpcInput::getInt);
        assertRoundTrip(
                value,
                (out, v) -> {
                    out.reserve(RpcOutput.MAX_INT);
                    out.putUnsigned(v);
                },
                RpcInput::getUnsigned);
        assertRoundTrip(
                value,
                (out, v) -> {
                    out.reserve(4);
                    out.putFixedInt(v);
                },
                RpcInput::getFixedInt);
        assertThat(write(out -> {
                    out.reserve(RpcOutput.MAX_INT);
                    out.putUnsigned(value);
                }))
                .hasSize(RpcOutput.sizeOfUnsigned(value));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, 64, 1L << 31, 1L << 62, Long.MIN_VALUE, Long.MAX_VALUE})
    void long_written_isReadInEachForm(long value) {
        assertRoundTrip(
                value,
                (out, v) -> {
                    out.reserve(RpcOutput.MAX_LONG);
                    out.putLong(v);
                },
                RpcInput::getLong);
        assertRoundTrip(
                value,
                (out, v) -> {
                    out.reserve(8);
                    out.putFixedLong(v);
                },
                RpcInput::getFixedLong);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY})
    void float_written_isRead(float value) {
        assertRoundTrip(
                value,
                (out, v) -> {
                    out.reserve(4);
                    out.putFloat(v);
                },
                RpcInput::getFloat);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0d, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY})
    void double_written_isRead(double value) {
        assertRoundTrip(
                value,
                (out, v) -> {
                    out.reserve(8);
                    out.putDouble(v);
                },
                RpcInput::getDouble);
    }

    static String[] texts() {
        return new String[] {
            "",
            "a",
            "\u00ff\u0080",
            "x".repeat(200),
            "\u20ac",
            "mostly latin \u20ac",
            "\u4e2d\u6587",
            "\ud83d\ude00 smile",
            "\ufffd replacement \ufffd",
            "\ud83d",
            "\ude00\ud83d",
            "lone \ud83d in a long latin text",
            "\u0100".repeat(70),
            "end \ud83d"
        };
    }

    @ParameterizedTest
    @MethodSource("texts")
    void text_ofAnyCharacters_isRead(String text) {
        assertRoundTrip(text, RpcOutput::putText, RpcInput::getText);
    }

    @Test
    void text_ofEachForm_takesTheShortest() {
        assertThat(write(out -> out.putText("\u00e4"))).containsExactly(1 << 2, 0xe4);
        assertThat(write(out -> out.putText("\u4e2d"))).containsExactly(2 << 2 | 1, 0x4e, 0x2d);
        assertThat(write(out -> out.putText("ab\u4e2d"))).containsExactly(5 << 2 | 2, 'a', 'b', 0xe4, 0xb8, 0xad);
    }

    @Test
    void bytes_written_areRead() {
        byte[] value = {1, 2, 3, -1};
        byte[] body = write(out -> out.putBytes(value));
        assertThat(Bodies.read(RpcInput::getBytes, body)).isEqualTo(value);
        assertThat(Bodies.read(RpcInput::getBytes, write(out -> out.putBytes(new byte[0]))))
                .isEmpty();
    }

    @Test
    void count_written_isRead() {
        byte[] body = write(out -> {
            out.putCount(3);
            out.putRaw(new byte[3], 0, 3);
        });
        RpcInput in = new RpcInput(body);
        assertThat(in.count(1)).isEqualTo(3);
        assertThat(in.remaining()).isEqualTo(3);
    }

    @Test
    void elements_written_areRead() {
        byte[] body = write(out -> {
            out.putElements(2, true);
            out.putRaw(new byte[2], 0, 2);
        });
        assertThat(body).containsExactly(2 << 1 | 1, 0, 0);
        assertThat(new RpcInput(body).elements(1)).isEqualTo(2 << 1 | 1);
        assertThat(write(out -> out.putElements(0, false))).containsExactly(0);
    }

    @Test
    void elements_beyondTheMost_areRefusedUntilReset() {
        RpcOutput out = new RpcOutput(16, 100);
        out.limits(new BodyLimits(3, 10));
        out.putElements(4, false);
        out.putElements(6);
        assertThatThrownBy(() -> out.putElements(1, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("elements: 11 (expected: at most 10 in a body, set by maxElements)");
        out.reset(100);
        assertThatCode(() -> out.putElements(10)).doesNotThrowAnyException();
    }

    @Test
    void objectWithoutProperties_isOneByte() {
        byte[] body = write(RpcOutput::putEmpty);
        assertThat(body).containsExactly(0);
        RpcInput in = new RpcInput(body);
        in.getEmpty();
        in.expectEnd();
    }

    @Test
    void slice_ofAnyLength_isReadWithinItsBounds() {
        for (int length : new int[] {0, 1, 127, 128, 16_383, 16_384, 70_000}) {
            byte[] content = new byte[length];
            Arrays.fill(content, (byte) 7);
            byte[] body = write(out -> {
                out.putText("before");
                long start = out.beginSlice();
                out.writeBytes(content);
                out.endSlice(start);
                out.putText("after");
            });
            assertThat(body.length).isEqualTo(7 + RpcOutput.sizeOfUnsigned(length) + length + 6);
            RpcInput in = new RpcInput(body);
            assertThat(in.getText()).isEqualTo("before");
            int limit = in.enterSlice();
            assertThat(in.remaining()).isEqualTo(length);
            assertThat(in.readBytes(length)).isEqualTo(content);
            in.exitSlice(limit);
            assertThat(in.getText()).isEqualTo("after");
            in.expectEnd();
        }
    }

    @Test
    void slice_insideAnother_movesWithIt() {
        byte[] body = write(out -> {
            long outer = out.beginSlice();
            long inner = out.beginSlice();
            out.writeBytes(new byte[200]);
            out.endSlice(inner);
            out.endSlice(outer);
        });
        RpcInput in = new RpcInput(body);
        int whole = in.enterSlice();
        int outer = in.enterSlice();
        in.skip(200);
        in.exitSlice(outer);
        in.exitSlice(whole);
        in.expectEnd();
    }

    @Test
    void slice_overTheLimit_isCounted() {
        RpcOutput out = new RpcOutput(16, 100);
        long start = out.beginSlice();
        for (int i = 0; i < 20_000; i++) {
            out.writeByte(1);
        }
        out.endSlice(start);
        out.end();
        assertThat(out.isOverLimit()).isTrue();
        assertThat(out.size()).isEqualTo(20_003);
    }

    @Test
    void presence_ofAnElement_isWrittenAndTold() {
        byte[] body = write(out -> {
            assertThat(out.putPresence("x")).isTrue();
            assertThat(out.putPresence(null)).isFalse();
        });
        assertThat(body).containsExactly(1, 0);
    }

    @Test
    void message_ofExactlyTheLimit_isNotOverIt() {
        RpcOutput out = new RpcOutput(1, 100);
        for (int i = 0; i < 100; i++) {
            out.reserve(1);
            out.putByte(i);
        }
        out.end();
        assertThat(out.isOverLimit()).isFalse();
        assertThat(out.size()).isEqualTo(100);
        assertThat(Arrays.copyOf(out.array(), 100))
                .isEqualTo(Bodies.bytes(IntStream.range(0, 100).toArray()));
    }

    @Test
    void message_ofOneByteMore_isOverTheLimitAndTellsItsSize() {
        RpcOutput out = new RpcOutput(1, 100);
        out.putRaw(new byte[100], 0, 100);
        out.reserve(1);
        out.putByte(0);
        out.end();
        assertThat(out.isOverLimit()).isTrue();
        assertThat(out.size()).isEqualTo(101);
    }

    @Test
    void message_farOverTheLimit_isCountedButNotKept() {
        RpcOutput out = new RpcOutput(64, 10_000);
        for (int i = 0; i < 100_000; i++) {
            out.putText("0123456789");
        }
        out.end();
        assertThat(out.isOverLimit()).isTrue();
        assertThat(out.size()).isEqualTo(1_100_000);
        assertThat(out.array().length).isLessThan(40_000);
    }

    @Test
    void valuesLongerThanTheLimit_areCountedButNotKept() {
        RpcOutput out = new RpcOutput(64, 100);
        out.putText("x".repeat(1_000_000));
        out.putBytes(new byte[1_000_000]);
        out.end();
        assertThat(out.isOverLimit()).isTrue();
        assertThat(out.size()).isGreaterThanOrEqualTo(2_000_000);
        out.putText("\u4e2d".repeat(90));
        assertThat(out.size()).isGreaterThanOrEqualTo(2_000_180);
        assertThat(out.array().length).isLessThan(1_000);
    }

    @Test
    void reset_afterAMessageOverTheLimit_beginsAnew() {
        RpcOutput out = new RpcOutput(1, 1);
        out.putText("too long");
        out.end();
        assertThat(out.isOverLimit()).isTrue();
        out.reset(10);
        out.putText("fits");
        out.end();
        assertThat(out.isOverLimit()).isFalse();
        assertThat(out.size()).isEqualTo(5);
        assertThat(out.limit()).isEqualTo(10);
    }

    @Test
    void depth_beyondTheMost_isRefusedUntilReset() {
        RpcOutput out = new RpcOutput(1, 1);
        for (int i = 0; i < 64; i++) {
            out.enter();
        }
        assertThatThrownBy(out::enter)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("depth: 65 (expected: at most 64, set by maxDepth)");
        out.reset(1);
        assertThatCode(out::enter).doesNotThrowAnyException();
    }

    @Test
    void elements_otherThanPromised_areRefused() {
        RpcOutput out = new RpcOutput(1, 1);
        out.endElements(0);
        assertThatThrownBy(() -> out.endElements(2))
                .isInstanceOf(ConcurrentModificationException.class)
                .hasMessageContaining("2 elements fewer");
        assertThatThrownBy(() -> out.endElements(-1))
                .isInstanceOf(ConcurrentModificationException.class)
                .hasMessageContaining("1 elements more");
    }
}
