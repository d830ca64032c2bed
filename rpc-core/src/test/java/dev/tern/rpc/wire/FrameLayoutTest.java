package dev.tern.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.TraceContext;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.support.Requests;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every frame: its bytes once as a picture, and back. */
class FrameLayoutTest {

    private static final TraceContext TRACE =
            TraceContext.of(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 0xb7ad6b7169203331L, 1);

    @Test
    void hello_written_bytesAndBack() {
        Hello hello = new Hello(1, 65_536, 10_000, "web", "web-1");
        RpcInput in = frame(
                hello::write,
                "00000030 01 00 5445524e" + " 01 08 0000000000000001 02 08 0000000000010000 03 08 0000000000002710"
                        + " 04 03 776562 05 05 7765622d31");

        assertThat(Hello.read(in)).isEqualTo(hello);
        in.expectEnd();
    }

    @Test
    void bind_written_bytesAndBack() {
        BindFrame bind = BindFrame.bind(3, "s", "", "1", 0xdeadbeefL);
        RpcInput in = frame(
                out -> bind.write(out, FrameType.BIND),
                "00000015 02 00 03 01 01 73 02 00 03 01 31 04 08 00000000deadbeef");

        assertThat(BindFrame.read(in)).isEqualTo(bind);
    }

    @Test
    void bound_written_bytesAndBack() {
        BindFrame bound = BindFrame.bound(3, 0xdeadbeefL);
        RpcInput in = frame(out -> bound.write(out, FrameType.BOUND), "0000000d 03 00 03 04 08 00000000deadbeef");

        assertThat(BindFrame.read(in)).isEqualTo(bound);
    }

    @Test
    void bindWithKnownContracts_written_bytesAndBack() {
        BindFrame bind = BindFrame.bind(3, "s", "", "", 1, List.of(2L, -1L));
        RpcInput in = frame(
                out -> bind.write(out, FrameType.BIND),
                "00000026 02 00 03 01 01 73 02 00 03 00 04 08 0000000000000001 07 10 0000000000000002 ffffffffffffffff");

        assertThat(BindFrame.read(in)).isEqualTo(bind);
    }

    @Test
    void bind_moreKnownContractsThanEight_keepsTheFirst() {
        List<Long> many = LongStream.range(0, 20).boxed().toList();

        assertThat(BindFrame.bind(3, "s", "", "", 1, many).known()).isEqualTo(many.subList(0, 8));
        RpcOutput out = new RpcOutput(64, 1024);
        out.putUnsigned(3);
        out.putUnsigned(7);
        out.putUnsigned(20 * Long.BYTES);
        many.forEach(hash -> {
            out.reserve(Long.BYTES);
            out.putFixedLong(hash);
        });
        assertThat(BindFrame.read(new RpcInput(Arrays.copyOf(out.array(), (int) out.size())))
                        .known())
                .isEqualTo(many.subList(0, 8));
    }

    @Test
    void boundWithContract_written_bytesAndBack() {
        PackedContract packed = PackedContract.ofText(new byte[] {'a'});
        BindFrame bound = BindFrame.bound(3, 1, packed, true);
        RpcInput in = frame(
                out -> bound.write(out, FrameType.BOUND),
                "00000022 03 00 03 04 08 0000000000000001 08 09 78da4b0400006200 62 09 08 0000000000000001");

        assertThat(BindFrame.read(in)).isEqualTo(bound);
    }

    @Test
    void contract_written_bytesAndBack() {
        ContractFrame contract = new ContractFrame(3, PackedContract.ofText(new byte[] {'a'}));
        RpcInput in = frame(contract::write, "0000000c 0b 00 03 78da4b040000620062");

        assertThat(ContractFrame.read(in)).isEqualTo(contract);
        in.expectEnd();
    }

    @Test
    void rebinding_written_bytesAndBack() {
        RpcOutput out = new RpcOutput(64, 1024);
        ErrorFrame.writeRebinding(out, 5);

        assertThat(HexFormat.of().formatHex(out.array(), 4, 11)).isEqualTo("061200000005" + "0e");
    }

    @Test
    void error_undeclaredWithCauses_areToldUpToEight() {
        List<RpcRemoteException.Cause> causes = IntStream.range(0, 9)
                .mapToObj(i -> new RpcRemoteException.Cause("c.C" + i, "because " + i))
                .toList();
        RpcOutput out = new RpcOutput(64, 64 * 1024);
        ErrorFrame.writeUndeclared(out, 5, "a.B", "m", causes, "", 64 * 1024);
        RpcInput in = new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));
        in.pass(10);

        RpcRemoteException error = (RpcRemoteException) ErrorFrame.read(in, 0, "h:1");
        assertThat(error.causes()).isEqualTo(causes.subList(0, 8));
        assertThat(error.remoteStack()).isEmpty();
    }

    @Test
    void error_undeclaredWithLongTexts_fitsTheSmallestFrame() {
        String longest = "\u20ac".repeat(100_000);
        List<RpcRemoteException.Cause> causes = Collections.nCopies(8, new RpcRemoteException.Cause(longest, longest));
        RpcOutput out = new RpcOutput(64, Integer.MAX_VALUE);
        ErrorFrame.writeUndeclared(
                out, 5, longest, longest, causes, longest, 1024 + FrameLayout.overhead(FrameLayout.MAX_TAIL_BYTES));

        assertThat(out.size()).isLessThan(FrameLayout.MIN_FRAME_LIMIT);
    }

    @Test
    void hello_withAnotherTail_tellsIt() {
        Hello hello = new Hello(1, 65_536, 10_000, 32_768, 0, "web", "web-1");
        RpcOutput out = new RpcOutput(64, 1024);
        hello.write(out);
        RpcInput in = new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));
        in.pass(6);

        assertThat(Hello.read(in)).isEqualTo(hello);
        assertThat(hello.maxMessageBytes()).isEqualTo(65_536 - 64 - 32_768);
    }

    @Test
    void hello_withAWindow_tellsIt() {
        Hello hello = new Hello(1, 65_536, 10_000, FrameLayout.MAX_TAIL_BYTES, Hello.WINDOW_BYTES, "web", "web-1");
        RpcOutput out = new RpcOutput(64, 1024);
        hello.write(out);
        RpcInput in = new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));
        in.pass(6);

        assertThat(Hello.read(in)).isEqualTo(hello);
    }

    /** So little would be sent in crumbs. */
    @Test
    void hello_withATinyWindow_isReadAsOneWithout() {
        Hello hello = new Hello(1, 65_536, 10_000, FrameLayout.MAX_TAIL_BYTES, Hello.MIN_WINDOW_BYTES - 1, "web", "");
        RpcOutput out = new RpcOutput(64, 1024);
        hello.write(out);
        RpcInput in = new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));
        in.pass(6);

        assertThat(Hello.read(in).windowBytes()).isZero();
    }

    @Test
    void boundRefused_written_bytesAndBack() {
        BindFrame refused = BindFrame.refused(3, Status.UNIMPLEMENTED, "no");
        RpcInput in = frame(
                out -> refused.write(out, FrameType.BOUND),
                "0000001b 03 00 03 04 08 0000000000000000 05 08 000000000000000c 06 02 6e6f");

        assertThat(BindFrame.read(in)).isEqualTo(refused);
    }

    @Test
    void request_written_bytesAndBack() {
        RpcInput in = frame(
                out -> {
                    RequestHeader.write(out, FrameLayout.TAIL, 1, 2, 1000);
                    Requests.trace(out, TRACE);
                    out.putText("ok");
                    RequestHeader.writeTail(out, Map.of("a", "b"), Map.of("c", "d"));
                    FrameLayout.end(out);
                    out.setFixedInt(FrameLayout.ID, 0x11);
                },
                "00000034 04 80 00000011 01 02 d00f 0af7651916cd43dd8448eb211c80319c b7ad6b7169203331 01"
                        + " 08 6f6b 01 03 01 61 62 02 03 01 63 64 0000000a");

        RequestHeader header = new RequestHeader(FrameLayout.MAX_TAIL_BYTES);
        header.read(in, FrameLayout.TAIL);
        assertThat(header.id()).isEqualTo(0x11);
        assertThat(header.binding()).isEqualTo(1);
        assertThat(header.method()).isEqualTo(2);
        assertThat(header.remainingMicros()).isEqualTo(1000);
        assertThat(header.trace()).isEqualTo(TRACE);
        assertThat(header.oneWay()).isFalse();
        assertThat(header.attachments()).containsOnly(Map.entry("a", "b"));
        assertThat(header.baggage()).containsOnly(Map.entry("c", "d"));
        assertThat(in.getText()).isEqualTo("ok");
        in.expectEnd();
    }

    @Test
    void request_ofATypicalCall_hasAHeaderUnderTwentyBytesBesideItsTrace() {
        RpcOutput out = new RpcOutput(64, 1024);
        RequestHeader.write(out, FrameLayout.NO_FLAGS, 1, 2, 1_000_000);
        Requests.trace(out, TRACE);

        assertThat(out.size() - 25).isLessThan(20);
    }

    @Test
    void request_reusedHeader_keepsNothingOfTheOneBefore() {
        RequestHeader header = new RequestHeader(FrameLayout.MAX_TAIL_BYTES);
        header.read(requestWithTail(out -> RequestHeader.writeTail(out, Map.of("a", "b"), Map.of())), FrameLayout.TAIL);
        RpcInput plain = frame(
                out -> {
                    RequestHeader.write(out, FrameLayout.ONE_WAY, 0, 0, -5);
                    Requests.trace(out, TraceContext.NONE);
                    FrameLayout.end(out);
                },
                null);
        header.read(plain, FrameLayout.ONE_WAY);

        assertThat(header.attachments()).isEmpty();
        assertThat(header.oneWay()).isTrue();
        assertThat(header.trace()).isSameAs(TraceContext.NONE);
        assertThat(header.remainingMicros()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"-1", "9", "8193", "2147483647", "-2147483648"})
    void request_tailLengthThatCannotBe_isRefused(int length) {
        RpcInput in = requestWithTail(out -> {
            out.putFixedLong(0); // 8 bytes of body and tail
            out.putFixedInt(length);
        });

        assertThatThrownBy(() -> new RequestHeader(FrameLayout.MAX_TAIL_BYTES).read(in, FrameLayout.TAIL))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("tail: " + length);
    }

    @Test
    void request_tailFlagWithoutRoomForATail_isRefused() {
        RpcInput in = requestWithTail(out -> out.putByte(0));

        assertThatThrownBy(() -> new RequestHeader(FrameLayout.MAX_TAIL_BYTES).read(in, FrameLayout.TAIL))
                .isInstanceOf(DecodingException.class);
    }

    @ParameterizedTest
    @CsvSource({"0105ff", "01030561", "01ffffffff0f", "8080808080808001"})
    void request_tailFieldsThatLie_areRefused(String tail) {
        byte[] fields = HexFormat.of().parseHex(tail);
        RpcInput in = requestWithTail(out -> {
            out.putRaw(fields, 0, fields.length);
            out.reserve(4);
            out.putFixedInt(fields.length);
        });

        assertThatThrownBy(() -> new RequestHeader(FrameLayout.MAX_TAIL_BYTES).read(in, FrameLayout.TAIL))
                .isInstanceOf(DecodingException.class);
    }

    @Test
    void request_unknownTailField_isSkipped() {
        byte[] fields = HexFormat.of().parseHex("6302ffff" + "0103016162");
        RpcInput in = requestWithTail(out -> {
            out.putRaw(fields, 0, fields.length);
            out.reserve(4);
            out.putFixedInt(fields.length);
        });
        RequestHeader header = new RequestHeader(FrameLayout.MAX_TAIL_BYTES);
        header.read(in, FrameLayout.TAIL);

        assertThat(header.attachments()).containsOnly(Map.entry("a", "b"));
    }

    private static RpcInput requestWithTail(Consumer<RpcOutput> tail) {
        return frame(
                out -> {
                    RequestHeader.write(out, FrameLayout.TAIL, 0, 0, 1);
                    Requests.trace(out, TRACE);
                    tail.accept(out);
                    FrameLayout.end(out);
                },
                null);
    }

    @Test
    void response_written_bytes() {
        frame(
                out -> {
                    FrameLayout.begin(out, FrameType.RESPONSE, FrameLayout.NO_FLAGS, 5);
                    out.putText("ok");
                    FrameLayout.end(out);
                },
                "00000009 05 00 00000005 08 6f6b");
    }

    @Test
    void error_neverExecuted_bytesAndBack() {
        RpcInput in = frame(
                out -> ErrorFrame.write(out, 5, true, Status.UNAVAILABLE, "no"),
                "0000000b 06 02 00000005 0e 01 02 6e6f");
        assertThat(in.getFixedInt()).isEqualTo(5);

        RpcException error = ErrorFrame.read(in, FrameLayout.NEVER_EXECUTED, "h:1");
        assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(error.neverExecuted()).isTrue();
        assertThat(error.description()).isEqualTo("no (told by h:1)");
    }

    @Test
    void error_undeclared_bytesAndBack() {
        RpcInput in = frame(
                out -> ErrorFrame.writeUndeclared(out, 5, "a.B", "m", List.of(), "st", 8192),
                "00000013 06 00 00000005 02 01 01 6d 02 03 612e42 03 02 7374");
        in.getFixedInt();

        RpcException error = ErrorFrame.read(in, 0, "h:1");
        assertThat(error).isInstanceOfSatisfying(RpcRemoteException.class, remote -> {
            assertThat(remote.status()).isEqualTo(Status.UNKNOWN);
            assertThat(remote.remoteClass()).isEqualTo("a.B");
            assertThat(remote.remoteMessage()).isEqualTo("m");
            assertThat(remote.remoteStack()).isEqualTo("st");
            assertThat(remote.neverExecuted()).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource({"00, UNKNOWN", "63, UNKNOWN", "ff, UNKNOWN", "0e, UNAVAILABLE"})
    void error_anyStatusNumber_isAFailure(String code, Status expected) {
        RpcInput plain = new RpcInput(HexFormat.of().parseHex(code + "01016d"));
        RpcInput undeclared = new RpcInput(HexFormat.of().parseHex(code + "02016d"));

        assertThat(ErrorFrame.read(plain, 0, "h:1").status()).isEqualTo(expected);
        assertThat(catchThrowableOfType(RpcException.class, () -> {
                            throw ErrorFrame.read(undeclared, 0, "h:1");
                        })
                        .status())
                .isEqualTo(expected);
    }

    @Test
    void cancelPingGoaway_written_bytes() {
        frame(
                out -> {
                    FrameLayout.begin(out, FrameType.CANCEL, FrameLayout.NO_FLAGS, 7);
                    FrameLayout.end(out);
                },
                "00000006 07 00 00000007");
        frame(
                out -> {
                    FrameLayout.begin(out, FrameType.PING, FrameLayout.NO_FLAGS);
                    out.putFixedLong(0x0102030405060708L);
                    FrameLayout.end(out);
                },
                "0000000a 08 00 0102030405060708");
        frame(
                out -> {
                    FrameLayout.begin(out, FrameType.GOAWAY, FrameLayout.FINAL, -2);
                    FrameLayout.end(out);
                },
                "00000006 0a 08 fffffffe");
    }

    @Test
    void frameType_everyNumber_isThatOfItsType() {
        for (FrameType type : FrameType.values()) {
            assertThat(FrameType.of(type.code())).isSameAs(type);
        }
        assertThat(FrameType.of(0)).isNull();
        assertThat(FrameType.of(-1)).isNull();
        assertThat(FrameType.of(FrameType.LAST_CODE + 1)).isNull();
    }

    // ---------------------------------------------------------------- HELLO that cannot be

    @Test
    void hello_unknownField_isSkipped() {
        RpcInput in = new RpcInput(HexFormat.of()
                .parseHex("5445524e" + "0108" + "0000000000000001" + "6303ffffff" + "02080000000000010000"));

        assertThat(Hello.read(in).maxFrameBytes()).isEqualTo(65_536);
    }

    @ParameterizedTest
    @CsvSource({
        "5445524f 0108 0000000000000001, magic: 0x5445524f (expected: 0x5445524e",
        "5445524e 0108 0000000000000002, protocol version: 2 (expected: 1)",
        "5445524e, protocol version: 0",
        "5445524e 0108 0000000000000001 0208 0000000000001fff, largest frame: 8191",
        "5445524e 0108 0000000000000001 0208 ffffffffffffffff, largest frame: -1",
        "5445524e 0108 0000000000000001 0208 0000000080000000, largest frame: 2147483648"
    })
    void hello_wrongValue_isRefusedByItsName(String bytes, String message) {
        assertThatThrownBy(() -> Hello.read(new RpcInput(HexFormat.of().parseHex(bytes.replace(" ", "")))))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"54", "5445524e01", "5445524e0108", "5445524e010800000000000000", "5445524e0104000000010208"})
    void hello_cutShort_isRefused(String bytes) {
        assertThatThrownBy(() -> Hello.read(new RpcInput(HexFormat.of().parseHex(bytes))))
                .isInstanceOf(DecodingException.class);
    }

    /** Writes a frame, compares its bytes, and gives what stands behind its flags. */
    private static RpcInput frame(Consumer<RpcOutput> writer, String hex) {
        RpcOutput out = new RpcOutput(64, 64 * 1024);
        writer.accept(out);
        String written = HexFormat.of().formatHex(out.array(), 0, (int) out.size());
        if (hex != null) {
            assertThat(written).isEqualTo(hex.replace(" ", ""));
        }
        RpcInput in = new RpcInput(HexFormat.of().parseHex(written));
        assertThat(in.getFixedInt()).isEqualTo((int) out.size() - FrameLayout.LENGTH_BYTES);
        in.pass(2);
        return in;
    }
}
