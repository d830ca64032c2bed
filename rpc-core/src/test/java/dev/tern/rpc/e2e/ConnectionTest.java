package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.server.RpcServer;
import dev.tern.rpc.support.Logs;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A consumer whose provider vanishes, comes back, is another one, or answers what it should not. */
class ConnectionTest {

    private final Loopback net = new Loopback();

    @AfterEach
    void close() {
        net.close();
    }

    private static RpcException failure(CompletableFuture<?> future) {
        return (RpcException) catchThrowableOfType(ExecutionException.class, () -> future.get(20, TimeUnit.SECONDS))
                .getCause();
    }

    // ---------------------------------------------------------------- losing a connection

    @Test
    void halfOpenConnection_nothingIsHeard_isClosedAndItsCallsFailAtOnce() throws Exception {
        ServerSocket socket = net.listen();
        RpcClient client = net.build(net.client()
                .registry("static://127.0.0.1:" + socket.getLocalPort())
                .keepalive(Duration.ofMillis(200), Duration.ofMillis(200)));
        AskAsync ask = client.refer(AskAsync.class);
        RawPeer provider = net.accept(socket, "silent");
        CompletableFuture<String> future = ask.ask("x");
        provider.read(FrameType.REQUEST);
        long start = System.nanoTime();

        RpcException error = failure(future);

        assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(error.neverExecuted()).isFalse();
        assertThat(error).hasMessageContaining("was lost before the answer: nothing received for");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        provider.read(FrameType.PING);
        provider.awaitEnd();
    }

    @Test
    void silentButAliveProvider_answersPing_isKept() throws Exception {
        ServerSocket socket = net.listen();
        RpcClient client = net.build(net.client()
                .registry("static://127.0.0.1:" + socket.getLocalPort())
                .keepalive(Duration.ofMillis(100), Duration.ofSeconds(1)));
        AskAsync ask = client.refer(AskAsync.class);
        RawPeer provider = net.accept(socket, "");
        CompletableFuture<String> future = ask.ask("x");
        int id = provider.read(FrameType.REQUEST).in().getFixedInt();
        for (int i = 0; i < 2; i++) {
            long token = provider.read(FrameType.PING).in().getFixedLong();
            provider.send(out -> {
                FrameLayout.begin(out, FrameType.PONG, FrameLayout.NO_FLAGS);
                out.putFixedLong(token);
                FrameLayout.end(out);
            });
        }
        provider.respond(id, out -> out.putRaw(answer("late"), 0, answer("late").length));

        assertThat(future.get(10, TimeUnit.SECONDS)).isEqualTo("late");
    }

    /** A body that answers {@link Ask}. */
    private static byte[] answer(String text) {
        RpcOutput out = new RpcOutput(64, 1024);
        Contracts.descriptor(Ask.class).methods().get(0).resultWriter().write(out, text);
        return Arrays.copyOf(out.array(), (int) out.size());
    }

    @Test
    void noHello_fromTheOtherSide_connectionIsGivenUp() throws Exception {
        ServerSocket socket = net.listen();
        RpcClient client = net.build(net.client()
                .registry("static://127.0.0.1:" + socket.getLocalPort())
                .keepalive(Duration.ofSeconds(10), Duration.ofMillis(200)));
        Ask ask = client.refer(Ask.class);
        try (RawPeer mute = RawPeer.accept(socket)) {
            RpcException error = catchThrowableOfType(RpcException.class, () -> ask.ask("x"));

            assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
            assertThat(error).hasMessageContaining("no HELLO within 200 ms");
            mute.awaitEnd();
        }
    }

    @Test
    void connectionLost_callMayHaveRun_failsUnlessIdempotent() throws Exception {
        ServerSocket socket = net.listen();
        RpcClient client = net.build(net.client().registry("static://127.0.0.1:" + socket.getLocalPort()));
        AskAsync ask = client.refer(AskAsync.class);
        RawPeer provider = net.accept(socket, "");
        CompletableFuture<String> future = ask.ask("x");
        provider.read(FrameType.REQUEST);
        provider.close();

        RpcException error = failure(future);
        assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(error.neverExecuted()).isFalse();
        assertThat(error).hasMessageContaining("was lost before the answer");
    }

    @Test
    void connectionLost_idempotentCalls_areTriedAtAnotherProvider() throws Exception {
        ServerSocket socket = net.listen();
        net.register(AskAgain.class, "raw-1", socket.getLocalPort());
        AskAgainAsync ask = net.build(net.client()).refer(AskAgainAsync.class);
        RawPeer provider = net.accept(socket, "raw-1");
        List<CompletableFuture<String>> calls = new ArrayList<>();
        calls.add(ask.ask("x"));
        provider.read(FrameType.REQUEST);
        net.serve(AskAgain.class, text -> "other " + text);
        await().until(() -> {
            calls.add(ask.ask("x"));
            return calls.stream().anyMatch(CompletableFuture::isDone);
        });
        assertThat(calls.get(0)).isNotDone();

        provider.close();

        for (CompletableFuture<String> call : calls) {
            assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("other x");
        }
    }

    @Test
    void finalGoaway_callsAboveItsId_goElsewhereAndTheOthersAreAnswered() throws Exception {
        ServerSocket socket = net.listen();
        net.register(Ask.class, "raw-1", socket.getLocalPort());
        AskAsync ask = net.build(net.client()).refer(AskAsync.class);
        RawPeer provider = net.accept(socket, "raw-1");
        CompletableFuture<String> taken = ask.ask("taken");
        int takenId = provider.read(FrameType.REQUEST).in().getFixedInt();
        List<CompletableFuture<String>> refused = new ArrayList<>();
        net.serve(Ask.class, text -> "other " + text);
        await().until(() -> {
            refused.add(ask.ask("refused"));
            return refused.stream().anyMatch(CompletableFuture::isDone);
        });

        provider.goaway(false, 0);
        provider.goaway(true, takenId);

        for (CompletableFuture<String> call : refused) {
            assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("other refused");
        }
        assertThat(taken).isNotDone();
        byte[] body = answer("by the first");
        provider.respond(takenId, out -> out.putRaw(body, 0, body.length));
        assertThat(taken.get(20, TimeUnit.SECONDS)).isEqualTo("by the first");
        provider.awaitEnd(); // the consumer closes once all is answered
    }

    /** Small calls are written by their callers, large ones by the event loop. The first write brings a reset, the next one fails. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void providerIsGone_whileTheConsumerWasHeldUp_whatItDidNotTakeGoesElsewhere(int size) throws Exception {
        assertGoesElsewhere(net.listen(), true, size);
    }

    /** As a provider does that hears nothing for long, for instance of a process that is stopped. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void connectionClosed_byALastWordWithoutGoodbye_whatWasNotTakenGoesElsewhere(int size) throws Exception {
        ServerSocket socket = net.listen();

        assertGoesElsewhere(socket, false, size);

        net.accept(socket, "raw-1"); // it said no goodbye, and is looked for
    }

    private void assertGoesElsewhere(ServerSocket socket, boolean goodbye, int size) throws Exception {
        net.register(Ask.class, "raw-1", socket.getLocalPort());
        List<CompletableFuture<String>> calls = new ArrayList<>();
        try (HeldUp consumer = new HeldUp(net)) {
            RawPeer provider = net.accept(socket, "raw-1");
            int lastId = consumer.answerFirst(provider);
            if (goodbye) {
                provider.goaway(false, 0);
            }
            provider.goaway(true, lastId);
            provider.close();
            for (int i = 0; i < 8; i++) {
                calls.add(consumer.ask.ask("x".repeat(size)));
            }
            net.serve(Ask.class, text -> "other " + text.length());
        }

        for (CompletableFuture<String> call : calls) {
            assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("other " + size);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void providerIsGone_withoutAWord_whatMayHaveRunFails(int size) throws Exception {
        ServerSocket socket = net.listen();
        net.register(Ask.class, "raw-1", socket.getLocalPort());
        List<CompletableFuture<String>> calls = new ArrayList<>();
        try (HeldUp consumer = new HeldUp(net)) {
            RawPeer provider = net.accept(socket, "raw-1");
            consumer.answerFirst(provider);
            provider.close();
            for (int i = 0; i < 8; i++) {
                calls.add(consumer.ask.ask("x".repeat(size)));
            }
            net.serve(Ask.class, text -> "other " + text.length());
        }

        RpcException error = failure(calls.get(0));
        assertThat(error.neverExecuted()).isFalse();
        assertThat(error).hasMessageContaining("was lost before the answer");
        net.accept(socket, "raw-1"); // it said no goodbye, and is looked for
        if (size > 1) { // then not all were written
            assertThat(calls.get(7).get(20, TimeUnit.SECONDS)).isEqualTo("other " + size);
        }
    }

    /** A consumer whose one event loop is held up by what is put behind its first call. */
    private static final class HeldUp implements AutoCloseable {

        final AskAsync ask;
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final CompletableFuture<?> first;

        HeldUp(Loopback net) {
            ask = net.build(net.client().callbackExecutor(Runnable::run)).refer(AskAsync.class);
            first = ask.ask("first").thenRun(() -> {
                held.countDown();
                Loopback.await(goOn);
            });
        }

        /** Answers the first call; its id. From then on nothing is read. */
        int answerFirst(RawPeer provider) throws IOException {
            int id = provider.read(FrameType.REQUEST).in().getFixedInt();
            byte[] body = answer("first");
            provider.respond(id, out -> out.putRaw(body, 0, body.length));
            Loopback.await(held);
            return id;
        }

        @Override
        public void close() {
            goOn.countDown();
            first.orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    // ---------------------------------------------------------------- another one at the address

    @Test
    void providerRestarted_onTheSamePort_isFoundAgainWithoutInstanceId() throws Exception {
        RpcServer first = net.server().provide(Ask.class, text -> "first").start();
        RpcClient client = net.build(net.client().registry("static://127.0.0.1:" + first.port()));
        Ask ask = Loopback.refer(client, Ask.class);
        assertThat(ask.ask("x")).isEqualTo("first");
        first.close();
        net.start(net.server().port(first.port()).provide(Ask.class, text -> "second"));

        await().ignoreException(RpcException.class).until(() -> ask.ask("x").equals("second"));
    }

    @Test
    void providerRestarted_onTheSamePort_isANewInstanceInARegistry() throws Exception {
        RpcServer first = net.server().provide(Ask.class, text -> "first").start();
        Ask ask = net.refer(Ask.class);
        assertThat(ask.ask("x")).isEqualTo("first");
        first.close();
        RpcServer second = net.start(net.server().port(first.port()).provide(Ask.class, text -> "second"));

        await().ignoreException(RpcException.class).until(() -> ask.ask("x").equals("second"));
        assertThat(second.instanceId()).isNotEqualTo(first.instanceId());
    }

    @Test
    void otherInstance_atTheAddress_isNotCalled() throws Exception {
        ServerSocket socket = net.listen();
        net.register(Ask.class, "expected-1", socket.getLocalPort());
        try (Logs logs = Logs.of("dev.tern")) {
            Ask ask = net.build(net.client()).refer(Ask.class);
            RawPeer provider = net.accept(socket, "other-2");

            RpcException error = catchThrowableOfType(RpcException.class, () -> ask.ask("x"));

            assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
            assertThat(error).hasMessageContaining("endpoints: none");
            provider.awaitEnd();
            assertThat(logs.events())
                    .anyMatch(event -> event.getFormattedMessage()
                            .contains("instance 'other-2' answers instead of 'expected-1': the address was reused"));
        }
    }

    @Test
    void nobodyListens_callsFailAtOnceTellingWhy() throws Exception {
        int port;
        try (ServerSocket socket = net.listen()) {
            port = socket.getLocalPort();
        }
        Ask ask = net.build(net.client().registry("static://127.0.0.1:" + port)).refer(Ask.class);

        RpcException error = catchThrowableOfType(RpcException.class, () -> ask.ask("x"));

        assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(error)
                .hasMessageContaining("service " + Ask.class.getName())
                .hasMessageContaining("static://127.0.0.1:" + port + ": 1 address")
                .hasMessageContaining("127.0.0.1:" + port + " refused: ")
                .hasMessageContaining("Connection refused");
    }

    // ---------------------------------------------------------------- answers that are none

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // no status
                "0e01", // a field without its length
                "0e01ff01", // longer than the frame
                "0eff", // half a tag
            })
    void providerAnswers_anErrorThatCannotBeRead_callFails(String hex) throws Exception {
        byte[] body = HexFormat.of().parseHex(hex);
        RpcException error = failure(answered(FrameType.ERROR, FrameLayout.NO_FLAGS, body));

        assertThat(error.status()).isEqualTo(Status.INTERNAL);
        assertThat(error).hasMessageContaining("cannot be read");
    }

    @Test
    void providerAnswers_aDeclaredExceptionThatIsNone_callFails() throws Exception {
        RpcException error = failure(answered(FrameType.ERROR, FrameLayout.DECLARED, new byte[] {9}));

        assertThat(error.status()).isEqualTo(Status.INTERNAL);
        assertThat(error).hasMessageContaining("answered with its exception 9 (expected: 0 to 0)");
    }

    @Test
    void providerAnswers_anErrorWithStatusOk_callFails() throws Exception {
        RpcException error = failure(
                answered(FrameType.ERROR, FrameLayout.NO_FLAGS, HexFormat.of().parseHex("0002016d")));

        assertThat(error.status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void providerAnswers_aBodyThatCannotBeDecoded_callFailsAlone() throws Exception {
        RpcException error = failure(answered(FrameType.RESPONSE, FrameLayout.NO_FLAGS, new byte[] {1, 2, 3, 4, 5}));

        assertThat(error.status()).isEqualTo(Status.INTERNAL);
        assertThat(error).hasMessageContaining("cannot be decoded");
    }

    @Test
    void providerAnswers_withATailThatIsNotKnown_itIsSkipped() throws Exception {
        byte[] okAndTail = HexFormat.of().parseHex("01086f6b" + "090107" + "00000003"); // "ok", tag 9, its length

        assertThat(answered(FrameType.RESPONSE, FrameLayout.TAIL, okAndTail).get(20, TimeUnit.SECONDS))
                .isEqualTo("ok");
    }

    @Test
    void providerAnswers_withATailLongerThanTheAnswer_callFails() throws Exception {
        byte[] okAndTail = HexFormat.of().parseHex("01086f6b" + "00000063");

        RpcException error = failure(answered(FrameType.RESPONSE, FrameLayout.TAIL, okAndTail));

        assertThat(error.status()).isEqualTo(Status.INTERNAL);
        assertThat(error).hasMessageContaining("tail: 99 bytes (expected: 0 to 4)");
    }

    private CompletableFuture<String> answered(FrameType type, int flags, byte[] body) throws IOException {
        ServerSocket socket = net.listen();
        AskAsync ask = net.build(net.client().registry("static://127.0.0.1:" + socket.getLocalPort()))
                .refer(AskAsync.class);
        RawPeer provider = net.accept(socket, "");
        CompletableFuture<String> future = ask.ask("x");
        int id = provider.read(FrameType.REQUEST).in().getFixedInt();
        provider.respond(id + 1, out -> out.putByte(0)); // of a call that nobody made
        provider.send(out -> {
            FrameLayout.begin(out, type, flags, id);
            out.putRaw(body, 0, body.length);
            FrameLayout.end(out);
        });
        return future;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffff", // a length that cannot be
                "00000002 0b00", // a type that is none
                "00000006 0400 00000001", // a REQUEST from a provider
                "00000002 0500", // a RESPONSE without id
                "00000002 0a00" // a GOAWAY without id
            })
    void providerSends_whatIsNoFrameOfIts_connectionIsClosedWithAReason(String hex) throws Exception {
        ServerSocket socket = net.listen();
        try (Logs logs = Logs.of("dev.tern.rpc.transport")) {
            AskAsync ask = net.build(net.client().registry("static://127.0.0.1:" + socket.getLocalPort()))
                    .refer(AskAsync.class);
            RawPeer provider = net.accept(socket, "");
            CompletableFuture<String> future = ask.ask("x");
            provider.read(FrameType.REQUEST);
            provider.sendHex(hex);

            RpcException error = failure(future);
            assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
            assertThat(logs.warnings()).anyMatch(text -> text.contains("closing: "));
            provider.awaitEnd();
        }
    }

    // ---------------------------------------------------------------- a provider that hangs

    /** It has never unanswered calls for long, because they end at their deadline; that must not make it look idle. */
    @Test
    void providerThatHangs_besideOneThatAnswers_getsFewCalls() throws Exception {
        ServerSocket socket = net.listen();
        net.register(Quick.class, "raw-1", socket.getLocalPort());
        net.serve(Quick.class, text -> "answered " + text);
        Quick quick = net.refer(Quick.class);
        net.accept(socket, "raw-1");
        List<Throwable> failures = new ArrayList<>();
        int calls = 0;
        while (failures.isEmpty() && calls < 1000) { // until it was hit for the first time
            calls++;
            Throwable failure = catchThrowable(() -> quick.ask("x"));
            if (failure != null) {
                failures.add(failure);
            }
        }
        assertThat(failures).hasSize(1);

        for (int i = 0; i < 20; i++) { // 20 short calls; had it kept its half of them, these would take 3 s
            Throwable failure = catchThrowable(() -> quick.ask("x"));
            if (failure != null) {
                failures.add(failure);
            }
        }

        assertThat(failures).hasSizeLessThanOrEqualTo(4);
    }

    // ---------------------------------------------------------------- a provider that does not read

    @Test
    void providerThatDoesNotRead_queuedCalls_endAtTheirDeadline() throws Exception {
        ServerSocket socket = net.listen();
        RpcClient client = net.build(net.client().registry("static://127.0.0.1:" + socket.getLocalPort()));
        BlobsAsync blobs = client.refer(BlobsAsync.class, o -> o.deadline("swap", Duration.ofMillis(500)));
        net.accept(socket, "");
        List<CompletableFuture<byte[]>> futures = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            futures.add(blobs.swap(new byte[1_000_000], 1));
        }
        long start = System.nanoTime();
        for (CompletableFuture<byte[]> future : futures) {
            assertThat(failure(future).status()).isIn(Status.DEADLINE_EXCEEDED, Status.UNAVAILABLE);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
