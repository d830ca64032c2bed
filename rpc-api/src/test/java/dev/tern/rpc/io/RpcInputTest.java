package dev.tern.rpc.io;

import static dev.tern.rpc.io.Bodies.assertRefused;
import static dev.tern.rpc.io.Bodies.bytes;
import static dev.tern.rpc.io.Bodies.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RpcInputTest {

    @Test
    void boolean_otherThanZeroOrOne_isRefused() {
        assertThat(assertRefused(RpcInput::getBoolean, bytes(2))).isEqualTo("boolean: 2 (expected: 0 or 1)");
        assertRefused(RpcInput::getBoolean, bytes(-1));
    }

    @Test
    void varint_ofTooManyBits_isRefused() {
        assertRefused(RpcInput::getUnsigned, bytes(0xff, 0xff, 0xff, 0xff, 0x1f));
        assertRefused(RpcInput::getUnsigned, bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0x00));
        assertRefused(RpcInput::getLong, bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02));
        assertRefused(RpcInput::getLong, bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00));
    }

    @Test
    void text_longerThanTheBody_isRefusedWithoutBelievingItsLength() {
        byte[] body = write(out -> {
            out.reserve(RpcOutput.MAX_INT);
            out.putUnsigned(Integer.MAX_VALUE << 2);
        });
        assertThat(assertRefused(RpcInput::getText, body)).startsWith("body ends at 5");
    }

    @Test
    void text_ofUnknownFormOrOddLength_isRefused() {
        assertThat(assertRefused(RpcInput::getText, bytes(1 << 2 | 3, 'a'))).startsWith("text form: 3");
        assertThat(assertRefused(RpcInput::getText, bytes(3 << 2 | 1, 0, 'a', 0)))
                .startsWith("UTF-16 text: 3 bytes");
    }

    @Test
    void text_ofBadUtf8_isRefused() {
        for (byte[] bad : List.of(
                bytes(0xff), // no lead byte
                bytes(0xc0, 0x80), // overlong
                bytes(0xe4, 0xb8), // cut short
                bytes(0xed, 0xa0, 0x80), // a surrogate
                bytes(0xf4, 0x90, 0x80, 0x80))) { // beyond the last code point
            byte[] body = write(out -> {
                out.putCount(bad.length << 2 | RpcOutput.UTF_8);
                out.putRaw(bad, 0, bad.length);
            });
            assertThat(assertRefused(RpcInput::getText, body)).contains("malformed UTF-8");
        }
    }

    @Test
    void bytes_longerThanTheBody_areRefused() {
        assertRefused(RpcInput::getBytes, bytes(2, 0));
        assertRefused(RpcInput::getBytes, bytes(0xff, 0xff, 0xff, 0xff, 0x0f));
    }

    @Test
    void count_thatTheRestCannotHold_isRefused() {
        assertThat(Bodies.<Integer>read(in -> in.count(1), bytes(0))).isZero();
        assertThat(assertRefused(in -> in.count(1), bytes(2, 0)))
                .isEqualTo("count: 2 (expected: at most 1, as 1 bytes remain)");
        assertRefused(in -> in.count(8), bytes(1, 0, 0, 0, 0, 0, 0, 0));
        assertRefused(in -> in.count(1), bytes(0xff, 0xff, 0xff, 0xff, 0x0f));
        assertRefused(in -> in.count(8), bytes(0xff, 0xff, 0xff, 0xff, 0x07));
    }

    @Test
    void elements_ofAllCountsTogether_areLimited() {
        byte[] body = new byte[2_000_020];
        byte[] count = write(out -> out.putCount(400_000));
        System.arraycopy(count, 0, body, 0, count.length);
        System.arraycopy(count, 0, body, count.length, count.length);
        System.arraycopy(count, 0, body, 2 * count.length, count.length);
        RpcInput in = new RpcInput(body);
        assertThat(in.count(1)).isEqualTo(400_000);
        assertThat(in.count(1)).isEqualTo(400_000);
        assertThatThrownBy(() -> in.count(1))
                .isInstanceOf(DecodingException.class)
                .hasMessage("elements: 1200000 (expected: at most 1000000 in a body, set by maxElements)");
    }

    @Test
    void elements_thatTheRestCannotHold_areRefused() {
        assertThat(assertRefused(in -> in.elements(1), bytes(2 << 1, 0)))
                .isEqualTo("count: 2 (expected: at most 1, as 1 bytes remain)");
        assertRefused(in -> in.elements(2), bytes(1 << 1 | 1, 0));
        assertThat(assertRefused(in -> in.elements(1), bytes(0xff, 0xff, 0xff, 0xff, 0x0f)))
                .startsWith("count: 2147483647 ");
    }

    @Test
    void counts_insideEachOther_cannotPromiseTheSameBytesTwice() {
        RpcInput in = new RpcInput(bytes(5 << 1, 4 << 1, 0, 0, 0, 0));
        assertThat(in.elements(1)).isEqualTo(5 << 1);
        assertThatThrownBy(() -> in.elements(1))
                .isInstanceOf(DecodingException.class)
                .hasMessage("elements: 9 (expected: fewer, as the body has 6 bytes)");
    }

    @Test
    void limits_ofTheInput_replaceTheStandard() {
        RpcInput in = new RpcInput(bytes(3, 0, 0, 0));
        in.limits(new BodyLimits(1, 2));
        assertThatThrownBy(() -> in.count(1)).hasMessageContaining("elements: 3 (expected: at most 2");
        in.enter();
        assertThatThrownBy(in::enter).hasMessage("depth: 2 (expected: at most 1, set by maxDepth)");
        assertThatThrownBy(() -> new BodyLimits(0, 1)).hasMessage("maxDepth: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new BodyLimits(1, 0)).hasMessage("maxElements: 0 (expected: >= 1)");
    }

    @Test
    void objectWithoutProperties_otherThanZero_isRefused() {
        assertRefused(
                in -> {
                    in.getEmpty();
                    return in;
                },
                bytes(1));
    }

    @Test
    void bytesOfTheBodyBefore_areNeverRead() {
        RpcInput in = new RpcInput(16, released -> {});
        in.refill(16);
        Arrays.fill(in.array(), (byte) 1);
        for (int length = 0; length < 10; length++) {
            in.refill(length);
            Arrays.fill(in.array(), 0, length, (byte) 0x81); // a varint that would go on in the bytes before
            assertThatThrownBy(in::getLong).isInstanceOf(DecodingException.class);
            in.setPosition(0);
            assertThatThrownBy(in::getUnsigned).isInstanceOf(DecodingException.class);
            Arrays.fill(in.array(), (byte) 1);
        }
    }

    @Test
    void slice_thatIsNotReadToItsEnd_isRefused() {
        RpcInput in = new RpcInput(bytes(2, 7, 7, 7));
        int limit = in.enterSlice();
        in.getByte();
        assertThatThrownBy(() -> in.exitSlice(limit))
                .isInstanceOf(DecodingException.class)
                .hasMessageStartingWith("custom value: 1 bytes left");
    }

    @Test
    void slice_longerThanTheBody_isRefused() {
        assertRefused(RpcInput::enterSlice, bytes(2, 0));
        assertRefused(RpcInput::enterSlice, bytes(0xff, 0xff, 0xff, 0xff, 0x0f));
    }

    @Test
    void count_inASlice_mayPromiseWhatTheOuterCountPromisedOfTheRest() {
        RpcInput in = new RpcInput(bytes(4 << 1, 2, 1 << 1, 0, 0, 0, 0, 0));
        assertThat(in.elements(1)).isEqualTo(4 << 1);
        int limit = in.enterSlice();
        assertThat(in.elements(1)).isEqualTo(1 << 1);
        in.getByte();
        in.exitSlice(limit);
    }

    @Test
    void end_ofTheBody_isExpected() {
        RpcInput in = new RpcInput(bytes(1, 2));
        assertThat(in.getByte()).isEqualTo((byte) 1);
        assertThatThrownBy(in::expectEnd)
                .isInstanceOf(DecodingException.class)
                .hasMessageStartingWith("trailing bytes: 1");
        assertThat(in.getByte()).isEqualTo((byte) 2);
        in.expectEnd();
    }

    @Test
    void depth_beyondTheMost_isRefused() {
        RpcInput in = new RpcInput(bytes());
        for (int i = 0; i < 64; i++) {
            in.enter();
        }
        in.exit();
        in.enter();
        assertThatThrownBy(in::enter)
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("depth: 65 (expected: at most 64, set by maxDepth)");
    }

    @Test
    void input_usedAgain_knowsNothingOfTheBodyBefore() {
        List<RpcInput> released = new ArrayList<>();
        RpcInput in = new RpcInput(4, released::add);
        for (int round = 0; round < 2; round++) {
            in.refill(8);
            in.array()[0] = 7;
            for (int i = 0; i < 64; i++) {
                in.enter();
            }
            assertThat(in.count(1)).isEqualTo(7);
            assertThat(in.remaining()).isEqualTo(7);
        }
        in.refill(1);
        assertThat(in.remaining()).isEqualTo(1);
        in.release();
        assertThat(released).containsExactly(in);
    }
}
