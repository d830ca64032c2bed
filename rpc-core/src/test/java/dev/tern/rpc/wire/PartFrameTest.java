package dev.tern.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in parts: put together whatever the pieces and the order, and refused when they are not what was announced. */
class PartFrameTest {

    private static final int MAX = 200_000;
    private static final int WINDOW = 1000;

    private final List<String> heard = new ArrayList<>();
    private boolean refuse;
    private int taken;
    private int released;
    private final FrameDecoder decoder = decoder(MAX, WINDOW);

    private FrameDecoder decoder(int maxFrameBytes, int windowBytes) {
        return new FrameDecoder(
                () -> {
                    taken++;
                    return new RpcInput(256, in -> released++);
                },
                maxFrameBytes,
                windowBytes,
                new Listener());
    }

    private final class Listener implements FrameDecoder.FrameListener {

        @Override
        public void frame(FrameType type, int flags, RpcInput in) {
            byte[] message = Arrays.copyOfRange(in.array(), in.position(), in.limit());
            heard.add(type + " " + Integer.toHexString(flags) + " " + message.length + " " + Arrays.hashCode(message));
            in.release();
        }

        @Override
        public boolean begins(FrameType type, int flags, RpcInput in) {
            heard.add(type + " " + Integer.toHexString(flags) + " begins with " + in.remaining() + ": "
                    + in.getFixedInt());
            return !refuse;
        }

        @Override
        public void stopped(FrameType type, int id) {
            heard.add(type + " stopped " + id);
        }

        @Override
        public void credit(int id, int bytes) {
            heard.add("credit " + id + " " + bytes);
        }
    }

    // ---------------------------------------------------------------- layout

    @Test
    void parts_written_bytesAndBack() {
        byte[] frame = frame(FrameType.RESPONSE, FrameLayout.TAIL, 7, 6);
        ByteBuf out = Unpooled.buffer();
        PartFrame.writeFirst(out, frame, frame.length, 12);
        PartFrame.writeData(out, 7, frame, 12, 1, false);
        PartFrame.writeData(out, 7, frame, 13, 3, true);
        PartFrame.writeStopped(out, 8);

        assertThat(ByteBufUtil.hexDump(out))
                .isEqualTo("0000000c" + "05" + "a0" + "00000007" + "00000004" + "0001" + "00000007" + "0c" + "00"
                        + "00000007" + "02" + "00000009" + "0c" + "01" + "00000007" + "030405" + "00000006" + "0c"
                        + "02" + "00000008");
    }

    @Test
    void credit_written_bytesAndBack() {
        RpcOutput out = new RpcOutput(64, 1024);
        PartFrame.writeCredit(out, 7, 300);

        assertThat(HexFormat.of().formatHex(out.array(), 0, (int) out.size()))
                .isEqualTo("00000008" + "0d" + "00" + "00000007" + "ac02");
        assertThat(PartFrame.readCredit(new RpcInput(HexFormat.of().parseHex("ac02"))))
                .isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "ffffffff0f", "8080808008"})
    void credit_ofNothingOrTooMuch_isRefused(String bytes) {
        RpcInput in = new RpcInput(HexFormat.of().parseHex(bytes));

        assertThatThrownBy(() -> PartFrame.readCredit(in))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("expected: 1 to 2147483647");
    }

    // ---------------------------------------------------------------- put together

    @Test
    void message_inParts_isThatInOnePiece() {
        byte[] frame = frame(FrameType.REQUEST, FrameLayout.TAIL, 5, 900);
        feed(hello(), frame);
        String whole = heard.get(1);
        heard.clear();

        feed(first(frame, 100), data(frame, 100, 300), data(frame, 400, frame.length - 400));

        assertThat(heard).containsExactly("REQUEST 80 begins with 94: 5", whole.replace("REQUEST 80", "REQUEST a0"));
        assertThat(released).isEqualTo(taken);
    }

    @Test
    void parts_ofSeveralMessagesWithOthersBetween_arePutTogetherInPiecesOfAnySize() {
        byte[] one = frame(FrameType.REQUEST, 0, 1, 800);
        byte[] two = frame(FrameType.REQUEST, FrameLayout.ONE_WAY, 2, 70_000);
        byte[] stream = join(
                first(one, 20),
                first(two, 69_500),
                frame(FrameType.CANCEL, 0, 9, 0),
                data(two, 69_500, 100),
                data(one, 20, 700),
                frame(FrameType.REQUEST, 0, 3, 10),
                data(two, 69_600, two.length - 69_600),
                data(one, 720, one.length - 720));
        feed(hello(), stream);
        List<String> whole = List.copyOf(heard.subList(1, heard.size()));
        assertThat(whole).hasSize(6);

        for (int seed = 0; seed < 60; seed++) {
            heard.clear();
            FrameDecoder again = decoder(MAX, WINDOW);
            feed(again, hello());
            Random random = new Random(seed);
            for (int at = 0; at < stream.length; ) {
                int piece = Math.min(stream.length - at, 1 + random.nextInt(seed % 2 == 0 ? 3 : 5000));
                feed(again, Arrays.copyOfRange(stream, at, at + piece));
                at += piece;
            }
            assertThat(heard.subList(1, heard.size())).as("seed " + seed).isEqualTo(whole);
        }
        assertThat(released).isEqualTo(taken);
    }

    @Test
    void credit_isGivenByHalfAWindowAsLongAsItIsNeeded() {
        byte[] frame = frame(FrameType.RESPONSE, 0, 4, 2990); // 3,000 in all, 2,900 in DATA
        feed(hello(), first(frame, 100));
        for (int at = 100; at < 3000; at += 100) {
            feed(data(frame, at, 100));
        }

        assertThat(heard.subList(2, heard.size() - 1))
                .containsExactly("credit 4 500", "credit 4 500", "credit 4 500", "credit 4 500");
        assertThat(heard.get(heard.size() - 1)).startsWith("RESPONSE 20 2994 ");
    }

    @Test
    void message_thatNobodyWants_isDroppedButLetInToItsEnd() {
        refuse = true;
        byte[] frame = frame(FrameType.REQUEST, 0, 4, 1490);
        feed(hello(), first(frame, 100), data(frame, 100, 1000), data(frame, 1100, 400));

        assertThat(heard.subList(1, heard.size())).containsExactly("REQUEST 0 begins with 94: 4", "credit 4 1000");
        assertThat(released).isEqualTo(taken);
        assertRefused(data(frame, 100, 10), "DATA of 4 (expected: the id of a message in parts that is under way)");
    }

    @Test
    void message_discardedInTheMiddleOfAPart_isDroppedAtOnce() {
        byte[] frame = frame(FrameType.REQUEST, 0, 4, 990);
        feed(hello(), first(frame, 100));
        byte[] part = data(frame, 100, 500);
        feed(Arrays.copyOf(part, 50));
        decoder.discard(FrameType.RESPONSE, 4);
        assertThat(released).isEqualTo(taken - 1);
        decoder.discard(FrameType.REQUEST, 4);
        assertThat(released).isEqualTo(taken);

        feed(Arrays.copyOfRange(part, 50, part.length), data(frame, 600, 400));
        assertThat(heard).noneMatch(text -> text.startsWith("REQUEST 20"));
        feed(first(frame, 100));
        assertThat(heard.get(heard.size() - 1)).isEqualTo("REQUEST 0 begins with 94: 4");
    }

    @Test
    void message_thatItsSenderStops_isDroppedAndTold() {
        byte[] frame = frame(FrameType.RESPONSE, 0, 4, 990);
        feed(hello(), first(frame, 100), data(frame, 100, 100), stopped(4));

        assertThat(heard.subList(2, heard.size())).containsExactly("RESPONSE stopped 4");
        assertThat(released).isEqualTo(taken);
    }

    @Test
    void close_inTheMiddle_releasesAll() {
        byte[] frame = frame(FrameType.RESPONSE, 0, 4, 990);
        byte[] other = frame(FrameType.RESPONSE, 0, 5, 990);
        feed(hello(), first(frame, 100), first(other, 100), Arrays.copyOf(data(frame, 100, 100), 20));
        decoder.close();
        decoder.close();

        assertThat(released).isEqualTo(taken).isEqualTo(3);
    }

    @Test
    void eightMessages_atOnce_areTakenAndOneMoreAfterOneHasEnded() {
        feed(hello());
        byte[] frame = frame(FrameType.REQUEST, 0, 1, 90);
        for (int id = 1; id <= 8; id++) {
            feed(first(frame(FrameType.REQUEST, 0, id, 90), 50));
        }
        feed(data(frame, 50, 50), first(frame(FrameType.REQUEST, 0, 9, 90), 50));

        assertThat(heard).hasSize(11);
        assertRefused(
                first(frame(FrameType.REQUEST, 0, 10, 90), 50),
                "REQUEST in parts: one more than 8 (expected: at most that many under way)");
        decoder.close();
        assertThat(released).isEqualTo(taken);
    }

    @Test
    void message_ofExactlyTheLimit_isTaken() {
        FrameDecoder exact = decoder(1000, WINDOW);
        byte[] frame = frame(FrameType.RESPONSE, 0, 4, 994);
        feed(exact, hello());
        feed(exact, join(first(frame, 100), data(frame, 100, frame.length - 100)));

        assertThat(heard.get(2)).startsWith("RESPONSE 20 998 ");
    }

    // ---------------------------------------------------------------- hostile

    @ParameterizedTest
    @CsvSource({
        "00000009 0420 00000001 000000, REQUEST part length: 9 (expected: at least 10)",
        "0000000a 0420 00000001 00000000, REQUEST in parts: 0 bytes to come (expected: at least 1)",
        "0000000a 0420 00000001 ffffffff, REQUEST in parts: -1 bytes to come",
        "0000000a 0420 00000001 80000000, REQUEST in parts: -2147483648 bytes to come",
        "0000000a 0420 00000001 7fffffff, REQUEST in parts: 2147483653 bytes (expected: at most 200000; set by maxMessageBytes)",
        "0000000a 0420 00000001 00030d3b, REQUEST in parts: 200001 bytes (expected: at most 200000; set",
        "0000000a 0420 00000005 00000001, REQUEST in parts: id 5 again (expected: one not under way)",
        "00000005 0c00 000000, DATA part length: 5 (expected: at least 6)",
        "00000007 0c00 00000006 00, DATA of 6 (expected: the id of a message in parts that is under way)",
        "00000006 0c00 00000005, DATA: 0 bytes (expected: 1 to 1900; as announced)",
        "00000773 0c01 00000005, DATA: 1901 bytes (expected: 1 to 1900; as announced)",
        "00000772 0c00 00000005, DATA: not the end; 0 bytes missing (expected: the end with the last byte announced)",
        "00000007 0c01 00000005, DATA: the end; 1899 bytes missing",
        "000003ef 0c00 00000005, DATA: 1001 bytes (expected: at most 1000; for which there is credit)",
        "00000772 0c01 00000005, DATA: 1900 bytes (expected: at most 1000; for which there is credit)",
        "00000007 0c02 00000005 00, DATA that stops a message: 1 bytes; not its end (expected: 0; not its end)",
        "00000006 0c03 00000005, DATA that stops a message: 0 bytes; its end",
        "7fffffff 0c00 00000005, frame length: 2147483647"
    })
    void parts_thatAreNotAsAnnounced_areRefusedAtOnceWithLittleMemory(String hex, String message) {
        byte[] bad = HexFormat.of().parseHex(hex.replace(" ", ""));
        String expected = message.replace(";", ",");
        refused(bad, expected); // loads the classes
        assertThat(refused(bad, expected)).isLessThan(64 * 1024);
        assertThat(released).isEqualTo(taken);
    }

    private long refused(byte[] bad, String message) {
        FrameDecoder fresh = decoder(MAX, WINDOW);
        feed(fresh, join(hello(), first(frame(FrameType.REQUEST, 0, 5, 1990), 100)));
        ByteBuf bytes = Unpooled.wrappedBuffer(bad);
        long before = allocated();
        Throwable refusal = catchThrowable(() -> fresh.decode(bytes));
        long after = allocated();
        assertThat(refusal).isInstanceOf(ProtocolException.class).hasMessageContaining(message);
        fresh.close();
        return after - before;
    }

    @Test
    void parts_withoutAWindow_areRefused() {
        FrameDecoder whole = decoder(MAX, 0);
        feed(whole, hello());

        assertThatThrownBy(() -> feed(whole, first(frame(FrameType.REQUEST, 0, 1, 90), 50)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("REQUEST in parts (expected: whole, as no window was told)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000000a0420", "0000000a0c00", "0000000a0d00"})
    void parts_beforeHello_areRefused(String hex) {
        assertRefused(HexFormat.of().parseHex(hex), "(expected: HELLO)");
    }

    @Test
    void moreOnAFrame_thatIsNoMessage_isAnUnknownFlag() {
        byte[] bind = frame(FrameType.BIND, FrameLayout.MORE, 1, 10);
        feed(hello(), bind);

        assertThat(heard.get(1)).startsWith("BIND 20 14 ");
    }

    /** Eight messages are announced as large as they may be: room is made for what comes. */
    @Test
    void announcedBytes_thatDoNotCome_takeNoMemory() {
        FrameDecoder wide = decoder(64 << 20, 1 << 20);
        feed(wide, hello());
        byte[] some = new byte[1024];
        List<byte[]> firsts = new ArrayList<>();
        for (int id = 1; id <= 8; id++) {
            byte[] start = first(frame(FrameType.REQUEST, 0, id, 1000), 50);
            start[10] = 0x03; // 48 MiB
            firsts.add(start);
        }
        firsts.forEach(start -> feed(wide, start)); // loads the classes
        wide.close();
        FrameDecoder fresh = decoder(64 << 20, 1 << 20);
        feed(fresh, hello());
        long before = allocated();
        for (byte[] start : firsts) {
            feed(fresh, start);
        }
        assertThat(allocated() - before).isLessThan(8 * 20 * 1024);

        ByteBuf head = Unpooled.buffer();
        head.writeInt(6 + 512 * 1024)
                .writeByte(FrameType.DATA.code())
                .writeByte(0)
                .writeInt(1);
        before = allocated();
        fresh.decode(head);
        long sum = allocated() - before;
        ByteBuf piece = Unpooled.wrappedBuffer(some);
        for (int received = 1; received <= 512; received++) {
            piece.resetReaderIndex();
            before = allocated();
            fresh.decode(piece);
            sum += allocated() - before;
            assertThat(sum).isLessThan(64 * 1024 + 5L * received * 1024);
        }
        fresh.close();
    }

    private void assertRefused(byte[] bad, String message) {
        assertThatThrownBy(() -> feed(decoder, bad))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(message);
    }

    // ---------------------------------------------------------------- frames

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private void feed(byte[]... frames) {
        feed(decoder, join(frames));
    }

    private static void feed(FrameDecoder to, byte[] bytes) {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        to.decode(buffer);
        assertThat(buffer.isReadable()).isFalse();
    }

    private static byte[] join(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    private static byte[] hello() {
        RpcOutput out = new RpcOutput(64, 1024);
        new Hello(1, 65_536, 10_000, "web", "").write(out);
        return Arrays.copyOf(out.array(), (int) out.size());
    }

    /** A frame with so many bytes behind its id: 0, 1, 2 and so on. */
    private static byte[] frame(FrameType type, int flags, int id, int bytes) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeInt(6 + bytes).writeByte(type.code()).writeByte(flags).writeInt(id);
        for (int i = 0; i < bytes; i++) {
            frame.writeByte(i);
        }
        return ByteBufUtil.getBytes(frame);
    }

    private static byte[] first(byte[] frame, int sent) {
        ByteBuf out = Unpooled.buffer();
        PartFrame.writeFirst(out, frame, frame.length, sent);
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] data(byte[] frame, int at, int length) {
        ByteBuf out = Unpooled.buffer();
        PartFrame.writeData(out, frame[9], frame, at, length, at + length == frame.length);
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] stopped(int id) {
        ByteBuf out = Unpooled.buffer();
        PartFrame.writeStopped(out, id);
        return ByteBufUtil.getBytes(out);
    }
}
