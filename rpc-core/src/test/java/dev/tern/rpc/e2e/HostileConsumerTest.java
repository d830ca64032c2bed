package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.server.RpcServer;
import dev.tern.rpc.support.Logs;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A consumer that is played by hand sends what it should not; a real one beside it does not notice. */
class HostileConsumerTest {

    private static final ServiceDescriptor ASK = Contracts.descriptor(Ask.class);

    private final Loopback net = new Loopback();
    private final RpcServer server = net.serve(Ask.class, text -> "re " + text);

    @AfterEach
    void close() {
        net.close();
    }

    // ---------------------------------------------------------------- the connection is closed

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "false|ffffffff|frame length: -1 (expected: 2 to 8192 for the first frame, HELLO)",
                "false|00000000|frame length: 0",
                "false|00000001|frame length: 1",
                "false|00002001|frame length: 8193",
                "false|7fffffff|frame length: 2147483647",
                "false|474554202f20485454502f312e310d0a|frame length: 1195725856",
                "false|0000000e 01 00 5445524e 0108 000000000000|tagged field 1: length 8",
                "false|00000010 01 00 48545450 0108 0000000000000001|magic: 0x48545450 (expected: 0x5445524e, 'TERN')",
                "false|00000010 01 00 5445524e 0108 0000000000000063|protocol version: 99 (expected: 1)",
                "false|00000006 07 00 00000001|first frame: CANCEL (expected: HELLO)",
                "false|00000002 63 00|frame type: 99 (expected: 1 to 13)",
                "true|ffffffff|frame length: -1",
                "true|00000000|frame length: 0",
                "true|00000001|frame length: 1",
                "true|7fffffff|frame length: 2147483647",
                "true|00000002 0e 00|frame type: 14",
                "true|00000003 0b 00 00|binding: 0 (expected: one that was bound before)",
                "true|00000003 0b 00 07|binding: 7 (expected: one that was bound before)",
                "true|00010001 02|BIND frame length: 65537",
                "true|00000007 0c 00 00000001 00|DATA of 1 (expected: the id of a message in parts that is under way)",
                "true|00000007 0d 00 00000001 00|credit: 0 (expected: 1 to 2147483647)",
                "true|0000000a 04 20 00000001 00000000|REQUEST in parts: 0 bytes to come (expected: at least 1)",
                "true|0000000a 04 20 00000001 7fffffff|REQUEST in parts: 2147483653 bytes (expected: at most 4202560",
                "true|0000000a 04 20 00000001 00001000|body ends at 6",
                "true|0000000a 05 20 00000001 00001000|frame RESPONSE from a consumer",
                "true|00000002 04 00|body ends at 2",
                "true|00000008 04 00 00000001 00 00|body ends at 8",
                "true|00000002 07 00|body ends at 2",
                "true|00000002 08 00|body ends at 2",
                "true|00000004 02 00 01 01|body ends at 4",
                "true|00000005 02 00 01 01 7f|tagged field 1: length 127",
                "true|00000003 02 00 ff|body ends at 3",
                "true|00000007 02 00 ffffffff0f|binding: 4294967295 (expected: below 1024)",
                "true|00000004 02 00 80 08|binding: 1024 (expected: below 1024)",
                "true|00000006 05 00 00000001|frame RESPONSE from a consumer (expected: REQUEST, CANCEL, BIND or CONTRACT)",
                "true|00000010 01 00 5445524e 0108 0000000000000001|largest frame: 0"
            })
    void garbage_fromOneConsumer_closesItsConnectionOnlyWithALoggedReason(boolean hello, String hex, String reason)
            throws Exception {
        Ask healthy = net.refer(Ask.class);
        assertThat(healthy.ask("x")).isEqualTo("re x");
        try (Logs transport = Logs.of("dev.tern.rpc.transport");
                Logs connection = Logs.of("dev.tern.rpc.connection");
                RawPeer raw = RawPeer.connect(server.port())) {
            if (hello) {
                raw.hello("");
            }
            raw.sendHex(hex);
            raw.awaitEnd();

            await().until(() -> !transport.warnings().isEmpty());
            assertThat(transport.warnings()).hasSize(1).allMatch(text -> text.contains("closing: " + reason));
            assertThat(healthy.ask("y")).isEqualTo("re y");
            assertThat(connection.events()).isEmpty();
        }
    }

    @Test
    void requestOfANumber_thatWasNeverBound_closesTheConnection() throws Exception {
        try (Logs logs = Logs.of("dev.tern.rpc.transport");
                RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            raw.request(1, 5, 0, out -> {});
            raw.peer.awaitEnd();

            await().until(() -> !logs.warnings().isEmpty());
            assertThat(logs.warnings().get(0)).contains("binding: 5 (expected: one that was bound before)");
        }
    }

    /** Two calls under one id could not be told apart. */
    @ParameterizedTest
    @ValueSource(ints = {7, 6, 0})
    void requestId_thatDoesNotRise_closesTheConnection(int second) throws Exception {
        try (Logs logs = Logs.of("dev.tern.rpc.transport");
                RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            raw.request(7, 0, 0, out -> {});
            raw.request(second, 0, 0, out -> {});
            raw.peer.awaitEnd();

            await().until(() -> !logs.warnings().isEmpty());
            assertThat(logs.warnings().get(0)).contains("call id: " + second + " (expected: above the one before, 7)");
        }
    }

    @Test
    void helloTwice_closesTheConnection() throws Exception {
        try (RawPeer raw = RawPeer.connect(server.port())) {
            raw.hello("");
            raw.send(new Hello(1, 65_536, 1000, "again", "")::write);
            raw.awaitEnd();
        }
    }

    @Test
    void noHello_withinTheTimeout_closesTheConnection() throws Exception {
        RpcServer impatient = net.start(net.server()
                .keepalive(Duration.ofSeconds(10), Duration.ofMillis(200))
                .provide(AskAgain.class, text -> text));
        try (RawPeer raw = RawPeer.connect(impatient.port())) {
            raw.awaitEnd();
        }
    }

    @Test
    void silentConsumer_isAskedAndToldTheLastCallAndThenClosed() throws Exception {
        RpcServer impatient = net.start(net.server()
                .keepalive(Duration.ofMillis(200), Duration.ofMillis(200))
                .provide(AskAgain.class, text -> text));
        try (RawPeer raw = RawPeer.connect(impatient.port())) {
            raw.hello("");
            raw.read(FrameType.PING);
            RawPeer.Frame word = raw.read(FrameType.GOAWAY);
            assertThat(word.flags() & FrameLayout.FINAL).isNotZero();
            assertThat(word.in().getFixedInt())
                    .as("the last call that was taken")
                    .isZero();
            raw.awaitEnd();
        }
    }

    // ---------------------------------------------------------------- the connection stays

    private void assertStillServed(RawConsumer raw) throws Exception {
        raw.request(1000, arguments());
        RawPeer.Frame answer = raw.peer.read();
        assertThat(answer.type()).isEqualTo(FrameType.RESPONSE);
        assertThat(answer.in().getFixedInt()).isEqualTo(1000);
    }

    private static Arguments arguments() {
        return Contracts.arguments(Ask.class, ask -> RawConsumer.quietly(() -> ask.ask("x")));
    }

    @Test
    void unknownService_isUnimplementedNamingIt() throws Exception {
        try (RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            BindFrame bound = raw.bind(BindFrame.bind(1, "shop.Nothing", "blue", "2", 7));
            assertThat(bound.status()).isEqualTo(Status.UNIMPLEMENTED);
            assertThat(bound.message())
                    .contains("service shop.Nothing, group 'blue', version '2' is not provided", Ask.class.getName());

            raw.request(1, 1, 0, out -> {});
            RpcException error = raw.peer.read(FrameType.ERROR).error();
            assertThat(error.status()).isEqualTo(Status.UNIMPLEMENTED);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error).hasMessageContaining("shop.Nothing");
            assertStillServed(raw);
        }
    }

    @Test
    void unknownMethod_isUnimplementedNamingIt() throws Exception {
        try (RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            raw.request(1, 0, 17, out -> {});
            RpcException error = raw.peer.read(FrameType.ERROR).error();
            assertThat(error.status()).isEqualTo(Status.UNIMPLEMENTED);
            assertThat(error).hasMessageContaining(Ask.class.getName() + ": method 17 (expected: 0 to 0)");
            assertStillServed(raw);
        }
    }

    @Test
    void body_thatCannotBeDecoded_isInvalidForThatCallAlone() throws Exception {
        try (RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            raw.request(1, 0, 0, out -> {});
            assertInvalid(raw, "cannot be decoded");
            raw.request(2, 0, 0, out -> out.putFixedLong(-1));
            assertInvalid(raw, "cannot be decoded");
            raw.request(3, 0, 0, out -> {
                arguments().write(out);
                out.putByte(0);
            });
            assertInvalid(raw, "trailing bytes: 1");
            assertStillServed(raw);
        }
    }

    private static void assertInvalid(RawConsumer raw, String message) throws Exception {
        RpcException error = raw.peer.read(FrameType.ERROR).error();
        assertThat(error.status()).isEqualTo(Status.INVALID_ARGUMENT);
        assertThat(error.neverExecuted()).isTrue();
        assertThat(error).hasMessageContaining(message);
    }

    /** Bytes that are no UTF-8 take three times their room once they were decoded. */
    @Test
    void serviceName_asLongAsAFrameCanBe_isAnsweredShortly() throws Exception {
        byte[] name = new byte[64_000];
        Arrays.fill(name, (byte) 0xff);
        try (RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            raw.peer.send(out -> {
                FrameLayout.begin(out, FrameType.BIND, FrameLayout.NO_FLAGS);
                out.putUnsigned(1);
                out.putCount(1);
                out.putBytes(name);
                FrameLayout.end(out);
            });
            BindFrame bound = BindFrame.read(raw.peer.read(FrameType.BOUND).in());
            assertThat(bound.status()).isEqualTo(Status.UNIMPLEMENTED);
            raw.request(1, 1, 0, out -> {});
            assertThat(raw.peer.read(FrameType.ERROR).error().status()).isEqualTo(Status.UNIMPLEMENTED);
            assertStillServed(raw);
        }
    }

    @Test
    void cancelOfACall_thatIsNotThere_isIgnored() throws Exception {
        try (RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            raw.peer.sendHex("00000006 07 00 00000063");
            assertStillServed(raw);
        }
    }

    @Test
    void consumer_thatDoesNotReadItsAnswers_isNotReadEither() throws Exception {
        RpcServer blobs = net.start(net.server()
                .keepalive(Duration.ofSeconds(60), Duration.ofSeconds(60))
                .provide(Blobs.class, new Blobs() {
                    @Override
                    public byte[] swap(byte[] body, int answerBytes) {
                        return new byte[answerBytes];
                    }

                    @Override
                    public byte[] small(byte[] body, int answerBytes) {
                        return body;
                    }
                }));
        int method = Contracts.descriptor(Blobs.class).methods().get(0).name().equals("swap") ? 0 : 1;
        Arguments swap = Contracts.arguments(Blobs.class, b -> b.swap(new byte[1], 1_000_000));
        try (RawConsumer raw = RawConsumer.of(blobs.port(), Blobs.class)) {
            for (int id = 1; id <= 100; id++) {
                raw.request(id, 0, method, swap::write);
            }
            for (int i = 0; i < 100; i++) {
                RawPeer.Frame answer = raw.peer.read();
                assertThat(answer.type()).isEqualTo(FrameType.RESPONSE);
                assertThat(answer.in().remaining()).isGreaterThan(1_000_000);
            }
        }
    }
}
