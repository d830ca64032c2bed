package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.TraceContext;
import dev.tern.rpc.client.ReferenceOptions;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.server.RpcServer;
import dev.tern.rpc.support.Logs;
import dev.tern.rpc.support.Requests;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.PartFrame;
import dev.tern.rpc.wire.RequestHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are sent in parts, between real sides, and between a real one and one that is played by hand and stops in the middle. */
class LargeMessagesTest {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int WINDOW = 64 * KIB;
    private static final String RAW = "raw-1";

    private final Loopback net = new Loopback();
    private final BlockingQueue<byte[]> put = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        net.close();
    }

    private final class Echo implements Bulk {

        @Override
        public byte[] echo(byte[] body) {
            return body;
        }

        @Override
        public byte[] make(int bytes) {
            return random(bytes);
        }

        @Override
        public void put(byte[] body) {
            put.add(body);
        }

        @Override
        public int next(int number) {
            return number + 1;
        }
    }

    private RpcServer.Builder provider() {
        return net.server().maxMessageBytes(16 * MIB).provide(Bulk.class, new Echo());
    }

    private <S> S refer(Class<S> contract) throws InterruptedException {
        return Loopback.refer(net.build(net.client().maxMessageBytes(16 * MIB)), contract);
    }

    private static byte[] random(int bytes) {
        byte[] body = new byte[bytes];
        new Random(bytes).nextBytes(body);
        return body;
    }

    // ---------------------------------------------------------------- between real sides

    @ParameterizedTest
    @ValueSource(ints = {100 * KIB, 128 * KIB, 129 * KIB, 192 * KIB, MIB, 10 * MIB})
    void bytes_sentAndAnswered_areTheSame(int size) throws Exception {
        net.start(provider());
        Bulk bulk = refer(Bulk.class);

        assertThat(Arrays.equals(bulk.echo(random(size)), random(size))).isTrue();
        assertThat(Arrays.equals(bulk.echo(random(size)), random(size))).isTrue();
    }

    /** More than may be under way at once, of all sizes, with small calls between them. */
    @Test
    void manyLargeCalls_withSmallOnesBetween_areAllAnsweredRight() throws Exception {
        net.start(provider());
        BulkAsync bulk = refer(BulkAsync.class);
        List<CompletableFuture<byte[]>> large = new ArrayList<>();
        List<CompletableFuture<Integer>> small = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            large.add(bulk.echo(random(300 * KIB + i * 10_007)));
            small.add(bulk.next(i));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(small.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i + 1);
            assertThat(Arrays.equals(large.get(i).get(20, TimeUnit.SECONDS), random(300 * KIB + i * 10_007)))
                    .isTrue();
        }
    }

    @Test
    void oneWayCall_large_arrives() throws Exception {
        net.start(provider());
        Bulk bulk = refer(Bulk.class);

        bulk.put(random(MIB));

        assertThat(Arrays.equals(put.poll(20, TimeUnit.SECONDS), random(MIB))).isTrue();
        assertThat(bulk.next(1)).isEqualTo(2);
    }

    @Test
    @SuppressWarnings("try") // the scope is only closed
    void baggage_ofALargeCall_arrivesInItsTail() throws Exception {
        String[] seen = new String[1];
        net.start(net.server().provide(Bulk.class, new Bulk() {
            @Override
            public byte[] echo(byte[] body) {
                seen[0] = CallContext.current().baggage().get("tenant");
                return body;
            }

            @Override
            public byte[] make(int bytes) {
                return random(bytes);
            }

            @Override
            public void put(byte[] body) {}

            @Override
            public int next(int number) {
                return number;
            }
        }));
        Bulk bulk = refer(Bulk.class);
        try (CallContext.Scope scope =
                CallContext.none().withBaggage("tenant", "blue").attach()) {
            assertThat(bulk.echo(new byte[MIB])).hasSize(MIB);
        }
        assertThat(seen[0]).isEqualTo("blue");
    }

    @Test
    void largeMessages_overTheLimitOfEitherSide_failAloneAtTheirSender() throws Exception {
        net.start(net.server().maxMessageBytes(300 * KIB).provide(Bulk.class, new Echo()));
        Bulk bulk = refer(Bulk.class);

        RpcException request = catchThrowableOfType(RpcException.class, () -> bulk.echo(new byte[300 * KIB]));
        RpcException response = catchThrowableOfType(RpcException.class, () -> bulk.make(300 * KIB));

        assertThat(request).hasMessageContaining("maxMessageBytes of the provider 127.0.0.1:");
        assertThat(request.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
        assertThat(response).hasMessageContaining("maxMessageBytes of provider and consumer");
        assertThat(response.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
        assertThat(bulk.echo(new byte[300 * KIB - 10])).hasSize(300 * KIB - 10);
    }

    // ---------------------------------------------------------------- a provider that is played by hand

    private final class RawProvider {
        final RawPeer peer;
        final BulkAsync bulk;

        RawProvider() throws Exception {
            this(options -> {});
        }

        RawProvider(Consumer<ReferenceOptions> options) throws Exception {
            ServerSocket socket = net.listen();
            net.register(Bulk.class, RAW, socket.getLocalPort());
            bulk = net.build(net.client()).refer(BulkAsync.class, options);
            peer = net.accept(socket, RAW, WINDOW);
        }

        /** Reads the first part of a request, and as much more as the window lets through; its id. */
        int readToTheWindowsEnd(int bodyBytes) throws IOException {
            RawPeer.Frame first = peer.read(FrameType.REQUEST);
            assertThat(first.flags() & FrameLayout.MORE).isNotZero();
            int id = first.in().getFixedInt();
            assertThat(first.in().getFixedInt()).isBetween(WINDOW + 1, bodyBytes);
            for (int left = WINDOW; left > 0; ) {
                RawPeer.Frame data = data(id);
                assertThat(data.flags()).isZero();
                left -= data.in().remaining();
                assertThat(left).isNotNegative();
            }
            return id;
        }

        RawPeer.Frame data(int id) throws IOException {
            RawPeer.Frame data = peer.read(FrameType.DATA);
            assertThat(data.in().getFixedInt()).isEqualTo(id);
            return data;
        }

        void expectStopped(int id) throws IOException {
            RawPeer.Frame stopped = data(id);
            assertThat(stopped.flags()).isEqualTo(FrameLayout.STOPPED);
            assertThat(stopped.in().remaining()).isZero();
        }

        /** A small call goes through. */
        void expectAlive() throws Exception {
            CompletableFuture<Integer> small = bulk.next(1);
            int id = peer.read(FrameType.REQUEST).in().getFixedInt();
            peer.respond(id, out -> {
                MethodDescriptor next = method("next");
                next.resultWriter().write(out, 2);
            });
            assertThat(small.get(20, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    private static MethodDescriptor method(String name) {
        return Contracts.descriptor(Bulk.class).methods().stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void request_withoutCredit_waitsAndSmallCallsPassIt() throws Exception {
        RawProvider provider = new RawProvider();
        CompletableFuture<byte[]> call = provider.bulk.echo(random(MIB));
        int id = provider.readToTheWindowsEnd(MIB);

        provider.expectAlive();
        provider.peer.credit(99, 1000); // of a message that is not under way
        provider.peer.credit(id, 2 * MIB);
        RawPeer.Frame data;
        do {
            data = provider.data(id);
        } while (data.flags() == 0);
        assertThat(data.flags()).isEqualTo(FrameLayout.END);
        provider.peer.respond(id, out -> method("echo").resultWriter().write(out, new byte[3]));
        assertThat(call.get(20, TimeUnit.SECONDS)).hasSize(3);
    }

    @Test
    void requests_thatAreLarge_takeTurns() throws Exception {
        RawProvider provider = new RawProvider();
        provider.bulk.echo(random(MIB));
        int one = provider.readToTheWindowsEnd(MIB);
        provider.bulk.echo(random(MIB));
        int two = provider.readToTheWindowsEnd(MIB);
        RpcOutput credits = new RpcOutput(64, Integer.MAX_VALUE);
        RpcOutput second = new RpcOutput(64, Integer.MAX_VALUE);
        PartFrame.writeCredit(credits, one, 3 * WINDOW);
        PartFrame.writeCredit(second, two, 3 * WINDOW);
        credits.putRaw(second.array(), 0, (int) second.size());
        provider.peer.sendRaw(Unpooled.wrappedBuffer(credits.array(), 0, (int) credits.size()));

        List<Integer> ids = new ArrayList<>();
        for (int left = 6 * WINDOW; left > 0; ) {
            RawPeer.Frame data = provider.peer.read(FrameType.DATA);
            ids.add(data.in().getFixedInt());
            left -= data.in().remaining();
        }
        assertThat(ids.subList(0, 4)).isIn(List.of(one, two, one, two), List.of(two, one, two, one));
    }

    @Test
    void request_cancelledInTheMiddle_isStopped() throws Exception {
        RawProvider provider = new RawProvider();
        CompletableFuture<byte[]> call = provider.bulk.echo(random(MIB));
        int id = provider.readToTheWindowsEnd(MIB);

        call.cancel(false);

        provider.expectStopped(id);
        provider.expectAlive();
    }

    @Test
    void request_whoseDeadlinePassesInTheMiddle_endsInTimeAndIsStopped() throws Exception {
        RawProvider provider = new RawProvider(options -> options.deadline("echo", Duration.ofMillis(200)));
        CompletableFuture<byte[]> call = provider.bulk.echo(random(MIB));
        int id = provider.readToTheWindowsEnd(MIB);

        assertThat(failure(call).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        provider.expectStopped(id);
    }

    @Test
    void provider_thatAnswersInTheMiddle_endsTheSending() throws Exception {
        RawProvider provider = new RawProvider();
        CompletableFuture<byte[]> call = provider.bulk.echo(random(MIB));
        int id = provider.readToTheWindowsEnd(MIB);

        provider.peer.respond(id, out -> method("echo").resultWriter().write(out, new byte[3]));

        assertThat(call.get(20, TimeUnit.SECONDS)).hasSize(3);
        provider.expectStopped(id);
        provider.expectAlive();
    }

    @Test
    void connection_lostInTheMiddleOfARequest_provesNothing() throws Exception {
        RawProvider provider = new RawProvider();
        CompletableFuture<byte[]> call = provider.bulk.echo(random(MIB));
        provider.readToTheWindowsEnd(MIB);

        provider.peer.close();

        RpcException error = failure(call);
        assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(error.neverExecuted()).isFalse();
    }

    @Test
    void answersInParts_interleaved_reachTheirCalls() throws Exception {
        RawProvider provider = new RawProvider();
        CompletableFuture<byte[]> one = provider.bulk.make(1);
        int first = provider.peer.read(FrameType.REQUEST).in().getFixedInt();
        CompletableFuture<byte[]> two = provider.bulk.make(2);
        int second = provider.peer.read(FrameType.REQUEST).in().getFixedInt();
        Message answer = Message.response(first, random(1000));
        Message other = Message.response(second, random(2000));
        Message nobodys = Message.response(77, random(500));
        provider.peer.sendRaw(answer.first(100));
        provider.peer.sendRaw(nobodys.first(30));
        provider.peer.sendRaw(other.first(200));
        provider.peer.sendRaw(answer.data(100, 400));
        provider.peer.sendRaw(other.rest(200));
        provider.peer.sendRaw(nobodys.rest(30));
        assertThat(two.get(20, TimeUnit.SECONDS)).isEqualTo(random(2000));
        assertThat(one).isNotDone();
        provider.peer.sendRaw(answer.rest(500));

        assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(random(1000));
        provider.expectAlive();
    }

    @Test
    void answer_thatTheProviderStopsInTheMiddle_failsItsCall() throws Exception {
        RawProvider provider = new RawProvider();
        CompletableFuture<byte[]> call = provider.bulk.make(1);
        int id = provider.peer.read(FrameType.REQUEST).in().getFixedInt();
        provider.peer.sendRaw(Message.response(id, random(1000)).first(100));
        provider.peer.sendRaw(Message.stopped(id));

        RpcException error = failure(call);
        assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(error).hasMessageContaining("gave its answer up in the middle");
        provider.expectAlive();
    }

    @Test
    void connection_lostInTheMiddleOfAnAnswer_failsItsCall() throws Exception {
        RawProvider provider = new RawProvider();
        CompletableFuture<byte[]> call = provider.bulk.make(1);
        int id = provider.peer.read(FrameType.REQUEST).in().getFixedInt();
        provider.peer.sendRaw(Message.response(id, random(1000)).first(100));
        provider.peer.close();

        assertThat(failure(call).status()).isEqualTo(Status.UNAVAILABLE);
    }

    private static RpcException failure(CompletableFuture<?> call) {
        ExecutionException failed =
                catchThrowableOfType(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
        return (RpcException) failed.getCause();
    }

    // ---------------------------------------------------------------- a consumer that is played by hand

    /** A frame to be sent in parts. */
    private record Message(int id, byte[] frame) {

        static Message request(int id, String method, Arguments arguments, long micros) {
            RpcOutput out = new RpcOutput(256, Integer.MAX_VALUE);
            RequestHeader.write(out, FrameLayout.NO_FLAGS, 0, method(method).number(), micros);
            Requests.trace(out, TraceContext.begin());
            out.setFixedInt(FrameLayout.ID, id);
            arguments.write(out);
            return of(id, out);
        }

        static Message echo(int id, int bytes) {
            return echo(id, bytes, 20_000_000);
        }

        static Message echo(int id, int bytes, long micros) {
            return request(id, "echo", Contracts.arguments(Bulk.class, bulk -> bulk.echo(random(bytes))), micros);
        }

        static Message response(int id, byte[] body) {
            RpcOutput out = new RpcOutput(256, Integer.MAX_VALUE);
            FrameLayout.begin(out, FrameType.RESPONSE, FrameLayout.NO_FLAGS, id);
            method("echo").resultWriter().write(out, body);
            return of(id, out);
        }

        private static Message of(int id, RpcOutput out) {
            FrameLayout.end(out);
            return new Message(id, Arrays.copyOf(out.array(), (int) out.size()));
        }

        ByteBuf first(int sent) {
            ByteBuf out = Unpooled.buffer();
            PartFrame.writeFirst(out, frame, frame.length, sent);
            return out;
        }

        ByteBuf data(int at, int length) {
            ByteBuf out = Unpooled.buffer();
            PartFrame.writeData(out, id, frame, at, length, at + length == frame.length);
            return out;
        }

        ByteBuf rest(int at) {
            return data(at, frame.length - at);
        }

        static ByteBuf stopped(int id) {
            ByteBuf out = Unpooled.buffer();
            PartFrame.writeStopped(out, id);
            return out;
        }
    }

    /** Takes one call at a time, so that one which is not given back is noticed. */
    private RpcServer narrow() {
        return net.start(net.server().maxConcurrentCalls(1).provide(Bulk.class, new Echo()));
    }

    private static void expectEcho(RawConsumer raw, int id) throws IOException {
        raw.peer.sendRaw(Message.echo(id, 500).first(200));
        raw.peer.sendRaw(Message.echo(id, 500).rest(200));
        RawPeer.Frame answer = raw.peer.read();
        assertThat(answer.type()).isEqualTo(FrameType.RESPONSE);
        assertThat(answer.in().getFixedInt()).isEqualTo(id);
        assertThat(method("echo").resultReader().read(answer.in())).isEqualTo(random(500));
    }

    @Test
    void request_givenUpInTheMiddle_givesItsAdmissionBack() throws Exception {
        RpcServer server = narrow();
        try (RawConsumer raw = RawConsumer.of(server.port(), Bulk.class)) {
            raw.peer.sendRaw(Message.echo(1, 5000).first(100));
            raw.request(2, 0, method("next").number(), out -> out.putInt(1));
            assertThat(raw.peer.read(FrameType.ERROR).error()).hasMessageContaining("1 calls are under way");

            raw.peer.sendRaw(Message.stopped(1));
            expectEcho(raw, 3);

            raw.peer.sendRaw(Message.echo(4, 5000).first(100));
            raw.peer.cancel(4);
            expectEcho(raw, 5);
            raw.peer.sendRaw(Message.echo(4, 5000).data(100, 50)); // sent before it was told
            raw.peer.sendRaw(Message.stopped(4));
            expectEcho(raw, 6);
        }
    }

    @Test
    void connection_lostInTheMiddleOfARequest_givesItsAdmissionBack() throws Exception {
        RpcServer server = narrow();
        try (RawConsumer raw = RawConsumer.of(server.port(), Bulk.class)) {
            raw.peer.sendRaw(Message.echo(1, 5000).first(100));
            raw.request(2, 0, method("next").number(), out -> out.putInt(1));
            raw.peer.read(FrameType.ERROR);
        }
        Bulk bulk = refer(Bulk.class);
        await().until(() -> {
            try {
                return bulk.next(1) == 2;
            } catch (RpcException e) {
                return false;
            }
        });
    }

    @Test
    void request_whoseDeadlinePassesInTheMiddle_isRefusedAndTheRestDropped() throws Exception {
        RpcServer server = narrow();
        try (RawConsumer raw = RawConsumer.of(server.port(), Bulk.class)) {
            Message late = Message.echo(1, 5000, 1000);
            raw.peer.sendRaw(late.first(100));
            RpcException error = raw.peer.read(FrameType.ERROR).error();
            assertThat(error.status()).isEqualTo(Status.DEADLINE_EXCEEDED);
            assertThat(error.neverExecuted()).isTrue();
            raw.peer.sendRaw(late.rest(100));
            expectEcho(raw, 2);
        }
    }

    /** The connection is alive all the time, and the caller would wait for a day. */
    @Test
    void request_thatStopsInTheMiddle_isRefusedAfterTheTimeOfKeepalive() throws Exception {
        RpcServer server = net.start(net.server()
                .maxConcurrentCalls(2)
                .keepalive(Duration.ofMillis(250), Duration.ofMillis(250))
                .provide(Bulk.class, new Echo()));
        try (RawConsumer raw = RawConsumer.of(server.port(), Bulk.class)) {
            Message stuck = Message.echo(1, 5000, 86_400_000_000L);
            Message slow = Message.echo(2, 5000, 86_400_000_000L);
            long start = System.nanoTime();
            raw.peer.sendRaw(stuck.first(100));
            raw.peer.sendRaw(slow.first(100));
            int[] sent = {100};
            await().pollInterval(Duration.ofMillis(10)).until(() -> {
                raw.peer.sendRaw(slow.data(sent[0]++, 1));
                return server.admission().inFlight() == 1;
            });
            assertThat(System.nanoTime() - start).isGreaterThan(500_000_000);
            RpcException error = raw.peer.read(FrameType.ERROR).error();
            assertThat(error.status()).isEqualTo(Status.DEADLINE_EXCEEDED);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(server.admission().inFlight()).isEqualTo(1);

            raw.peer.sendRaw(slow.rest(sent[0]));
            RawPeer.Frame answer = raw.peer.read(FrameType.RESPONSE);
            assertThat(answer.in().getFixedInt()).isEqualTo(2);
            raw.peer.sendRaw(stuck.rest(100));
            expectEcho(raw, 3);
        }
    }

    @Test
    void request_ofAnUnknownMethod_isRefusedByItsFirstPart() throws Exception {
        RpcServer server = narrow();
        try (RawConsumer raw = RawConsumer.of(server.port(), Bulk.class)) {
            Message unknown = Message.echo(1, 5000);
            unknown.frame[FrameLayout.ID + 5] = 99;
            raw.peer.sendRaw(unknown.first(100));
            assertThat(raw.peer.read(FrameType.ERROR).error().status()).isEqualTo(Status.UNIMPLEMENTED);
            raw.peer.sendRaw(unknown.rest(100));
            expectEcho(raw, 2);
        }
    }

    /** Ids rise by first parts; one that ends later is no mistake. */
    @Test
    void requests_thatEndInAnotherOrder_areServed() throws Exception {
        RpcServer server = net.start(provider());
        try (RawConsumer raw = RawConsumer.of(server.port(), Bulk.class)) {
            Message slow = Message.echo(1, 500);
            raw.peer.sendRaw(slow.first(100));
            expectEcho(raw, 2);
            raw.peer.sendRaw(slow.rest(100));
            assertThat(raw.peer.read(FrameType.RESPONSE).in().getFixedInt()).isEqualTo(1);
        }
    }

    @Test
    void ninthRequestInParts_closesTheConnectionWithAReason() throws Exception {
        RpcServer server = net.start(provider());
        try (Logs logs = Logs.of("dev.tern.rpc.transport");
                RawConsumer raw = RawConsumer.of(server.port(), Bulk.class)) {
            for (int id = 1; id <= 9; id++) {
                raw.peer.sendRaw(Message.echo(id, 5000).first(100));
            }
            raw.peer.awaitEnd();

            await().until(() -> !logs.warnings().isEmpty());
            assertThat(logs.warnings().get(0)).contains("REQUEST in parts: one more than 8");
        }
    }

    /** Reads the first part of an answer and what the window lets through. */
    private static int readToTheWindowsEnd(RawConsumer raw, int id) throws IOException {
        RawPeer.Frame first = raw.peer.read(FrameType.RESPONSE);
        assertThat(first.flags()).isEqualTo(FrameLayout.MORE);
        assertThat(first.in().getFixedInt()).isEqualTo(id);
        int rest = first.in().getFixedInt();
        for (int left = WINDOW; left > 0; ) {
            RawPeer.Frame data = raw.peer.read(FrameType.DATA);
            assertThat(data.in().getFixedInt()).isEqualTo(id);
            left -= data.in().remaining();
            assertThat(left).isNotNegative();
        }
        return rest - WINDOW;
    }

    private static void make(RawConsumer raw, int id, long micros) throws IOException {
        Message make = Message.request(id, "make", Contracts.arguments(Bulk.class, bulk -> bulk.make(MIB)), micros);
        raw.peer.sendRaw(Unpooled.wrappedBuffer(make.frame));
    }

    private static void expectStopped(RawConsumer raw, int id) throws IOException {
        RawPeer.Frame data = raw.peer.read(FrameType.DATA);
        assertThat(data.in().getFixedInt()).isEqualTo(id);
        assertThat(data.flags()).isEqualTo(FrameLayout.STOPPED);
    }

    @Test
    void answer_thatIsCancelledInTheMiddle_isStoppedAndGivesItsAdmissionBack() throws Exception {
        RpcServer server = narrow();
        try (RawConsumer raw = RawConsumer.of(server.port(), Bulk.class, WINDOW)) {
            make(raw, 1, 20_000_000);
            readToTheWindowsEnd(raw, 1);
            raw.request(2, 0, method("next").number(), out -> out.putInt(1));
            assertThat(raw.peer.read(FrameType.ERROR).error()).hasMessageContaining("1 calls are under way");

            raw.peer.cancel(1);

            expectStopped(raw, 1);
            expectEcho(raw, 3);
        }
    }

    @Test
    void answer_whoseDeadlinePassesInTheMiddle_isStopped() throws Exception {
        RpcServer server = narrow();
        try (RawConsumer raw = RawConsumer.of(server.port(), Bulk.class, WINDOW)) {
            make(raw, 1, 1_000_000);
            readToTheWindowsEnd(raw, 1);

            expectStopped(raw, 1);
            expectEcho(raw, 2);
        }
    }

    @Test
    void connection_lostInTheMiddleOfAnAnswer_givesItsAdmissionBack() throws Exception {
        RpcServer server = narrow();
        try (RawConsumer raw = RawConsumer.of(server.port(), Bulk.class, WINDOW)) {
            make(raw, 1, 20_000_000);
            readToTheWindowsEnd(raw, 1);
        }
        Bulk bulk = refer(Bulk.class);
        await().until(() -> {
            try {
                return bulk.next(1) == 2;
            } catch (RpcException e) {
                return false;
            }
        });
    }

    /** What has begun in either direction is finished before the provider goes. */
    @Test
    void provider_thatCloses_finishesWhatHasBegun() throws Exception {
        RpcServer server = net.server().provide(Bulk.class, new Echo()).start();
        try (RawConsumer raw = RawConsumer.of(server.port(), Bulk.class, WINDOW)) {
            make(raw, 1, 20_000_000);
            int rest = readToTheWindowsEnd(raw, 1);
            Message begun = Message.echo(2, 500);
            raw.peer.sendRaw(begun.first(100));
            raw.request(3, 0, method("next").number(), out -> out.putInt(1));
            raw.peer.read(FrameType.RESPONSE);
            Thread closer = new Thread(server::close, "closer");
            closer.start();
            RawPeer.Frame goaway;
            do {
                goaway = raw.peer.read(FrameType.GOAWAY);
            } while (goaway.flags() != FrameLayout.FINAL);
            assertThat(goaway.in().getFixedInt()).isEqualTo(3);

            raw.peer.sendRaw(begun.rest(100));
            assertThat(raw.peer.read(FrameType.RESPONSE).in().getFixedInt()).isEqualTo(2);
            raw.peer.credit(1, rest);
            RawPeer.Frame data;
            do {
                data = raw.peer.read(FrameType.DATA);
                assertThat(data.in().getFixedInt()).isEqualTo(1);
                rest -= data.in().remaining();
            } while (data.flags() == 0);
            assertThat(data.flags()).isEqualTo(FrameLayout.END);
            assertThat(rest).isZero();
            raw.peer.awaitEnd();
            closer.join(20_000);
            assertThat(closer.isAlive()).isFalse();
        }
    }
}
