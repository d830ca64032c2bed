package dev.tern.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes in pieces of all sizes, and bytes that are no frames. */
class FrameDecoderTest {

    private static final int MAX = 200_000;
    private static final int MEGABYTE = 1024 * 1024;

    private final List<String> frames = new ArrayList<>();
    private int released;
    private final FrameDecoder decoder = decoder(MAX);

    private FrameDecoder decoder(int maxFrameBytes) {
        return new FrameDecoder(() -> new RpcInput(256, in -> released++), maxFrameBytes, 0, (type, flags, in) -> {
            frames.add(type + " " + flags + " " + in.remaining() + " "
                    + Arrays.hashCode(Arrays.copyOfRange(in.array(), in.position(), in.limit())));
            in.release();
        });
    }

    // ---------------------------------------------------------------- pieces

    @Test
    void decode_inOnePiece_cutsAllFrames() {
        feed(stream());

        assertThat(frames).hasSize(6);
        assertThat(frames.get(0)).startsWith("HELLO 0");
        assertThat(frames.get(2)).startsWith("RESPONSE 128 100004 ");
        assertThat(frames.get(5)).startsWith("PONG 0 0 ");
        assertThat(released).isEqualTo(6);
    }

    @Test
    void decode_byteByByte_cutsTheSameFrames() {
        feed(stream());
        List<String> whole = List.copyOf(frames);
        frames.clear();
        FrameDecoder again = decoder(MAX);
        for (byte b : stream()) {
            feed(again, b);
        }

        assertThat(frames).isEqualTo(whole);
    }

    @Test
    void decode_randomPieces_cutsTheSameFrames() {
        feed(stream());
        List<String> whole = List.copyOf(frames);
        for (int seed = 0; seed < 100; seed++) {
            frames.clear();
            FrameDecoder again = decoder(MAX);
            Random random = new Random(seed);
            byte[] bytes = stream();
            for (int at = 0; at < bytes.length; ) {
                int piece = Math.min(bytes.length - at, 1 + random.nextInt(seed % 2 == 0 ? 7 : 40_000));
                feed(again, Arrays.copyOfRange(bytes, at, at + piece));
                at += piece;
            }
            assertThat(frames).as("seed " + seed).isEqualTo(whole);
        }
    }

    @Test
    void decode_frameOfExactlyTheLimit_isTaken() {
        feed(hello());
        feed(frame(FrameType.RESPONSE, MAX));

        assertThat(frames).hasSize(2);
    }

    @Test
    void close_unfinishedFrame_isReleased() {
        feed(hello());
        feed(Arrays.copyOf(frame(FrameType.RESPONSE, 1000), 500));
        decoder.close();
        decoder.close();

        assertThat(frames).hasSize(1);
        assertThat(released).isEqualTo(2);
    }

    // ---------------------------------------------------------------- bad input

    @ParameterizedTest
    @CsvSource({
        "ffffffff, frame length: -1 (expected: 2 to 200000",
        "00000000, frame length: 0",
        "00000001, frame length: 1",
        "00030d41, frame length: 200001",
        "7fffffff, frame length: 2147483647",
        "80000000, frame length: -2147483648",
        "0000000a0e, frame type: 14 (expected: 1 to 13)",
        "0000000a00, frame type: 0",
        "0000000aff, frame type: 255",
        "0001000108, PING frame length: 65537 (expected: at most 65536)",
        "0001000101, HELLO frame length: 65537",
        "0001000102, BIND frame length: 65537"
    })
    void decode_badFrameAfterHello_isRefusedAtOnceWithLittleMemory(String hex, String message) {
        byte[] bad = HexFormat.of().parseHex(hex);
        refused(bad, message, true); // loads the classes
        assertThat(refused(bad, message, true)).isLessThan(64 * 1024);
    }

    @ParameterizedTest
    @CsvSource({
        "ffffffff, frame length: -1 (expected: 2 to 8192 for the first frame)",
        "00000000, frame length: 0",
        "00002001, frame length: 8193",
        "7fffffff, frame length: 2147483647",
        "474554202f20485454502f312e310d0a, frame length: 1195725856",
        "1603010200010001fc0303, frame length: 369295618",
        "0000000604, first frame: REQUEST (expected: HELLO)",
        "0000000a08, first frame: PING",
        "0000000a0e, frame type: 14",
        "0000000a0b, first frame: CONTRACT"
    })
    void decode_badFirstFrame_isRefusedAtOnceWithLittleMemory(String hex, String message) {
        byte[] bad = HexFormat.of().parseHex(hex);
        String expected = message.replace(" for the first frame)", " for the first frame");
        refused(bad, expected, false);
        assertThat(refused(bad, expected, false)).isLessThan(64 * 1024);
    }

    private long refused(byte[] bad, String message, boolean afterHello) {
        FrameDecoder fresh = decoder(MAX);
        if (afterHello) {
            feed(fresh, hello());
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(bad);
        long before = allocated();
        Throwable refusal = catchThrowable(() -> fresh.decode(bytes));
        long after = allocated();
        assertThat(refusal).isInstanceOf(ProtocolException.class).hasMessageContaining(message);
        fresh.close();
        return after - before;
    }

    @Test
    void decode_controlFrameOfExactly64KiB_isTaken() {
        feed(hello());
        feed(frame(FrameType.BIND, FrameLayout.MAX_CONTROL_BYTES));

        assertThat(frames).hasSize(2);
    }

    @Test
    void decode_largeFrameAnnouncedButNotSent_memoryGrowsOnlyWithWhatArrives() {
        FrameDecoder fresh = decoder(8 * MEGABYTE);
        feed(fresh, hello());
        byte[] start = Arrays.copyOf(frame(FrameType.RESPONSE, 4 * MEGABYTE), 1024);
        ByteBuf first = Unpooled.wrappedBuffer(start);
        long before = allocated();
        fresh.decode(first);
        long sum = allocated() - before;
        assertThat(sum).isLessThan(32 * 1024);

        byte[] more = new byte[1024];
        ByteBuf piece = Unpooled.wrappedBuffer(more);
        for (int received = 2; received <= 256; received++) {
            piece.resetReaderIndex();
            before = allocated();
            fresh.decode(piece);
            sum += allocated() - before;
            assertThat(sum).isLessThan(64 * 1024 + 5L * received * 1024);
        }
        fresh.close();
    }

    @Test
    void decode_afterRefusal_nothingIsDelivered() {
        feed(hello());
        byte[] bad = HexFormat.of().parseHex("0000000a0e");

        assertThatThrownBy(() -> feed(bad)).isInstanceOf(ProtocolException.class);
        assertThat(frames).hasSize(1);
    }

    // ---------------------------------------------------------------- frames

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private void feed(byte... bytes) {
        feed(decoder, bytes);
    }

    private static void feed(FrameDecoder to, byte... bytes) {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        to.decode(buffer);
        assertThat(buffer.isReadable()).isFalse();
    }

    private static byte[] stream() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(hello());
        all.writeBytes(frame(FrameType.PING, 10));
        byte[] large = frame(FrameType.RESPONSE, 100_006);
        large[5] = (byte) FrameLayout.TAIL;
        all.writeBytes(large);
        all.writeBytes(frame(FrameType.REQUEST, 40));
        all.writeBytes(frame(FrameType.ERROR, 20_000));
        all.writeBytes(frame(FrameType.PONG, 2));
        return all.toByteArray();
    }

    private static byte[] hello() {
        RpcOutput out = new RpcOutput(64, 1024);
        new Hello(1, 65_536, 10_000, "web", "").write(out);
        return Arrays.copyOf(out.array(), (int) out.size());
    }

    private static byte[] frame(FrameType type, int length) {
        byte[] frame = new byte[FrameLayout.LENGTH_BYTES + length];
        new Random(length).nextBytes(frame);
        for (int i = 0; i < 4; i++) {
            frame[i] = (byte) (length >>> 24 - 8 * i);
        }
        frame[4] = (byte) type.code();
        frame[5] = 0;
        return frame;
    }
}
