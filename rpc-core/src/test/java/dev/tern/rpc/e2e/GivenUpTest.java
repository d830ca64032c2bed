package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.server.AdmissionState;
import dev.tern.rpc.server.RpcServer;
import dev.tern.rpc.wire.FrameType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Played by hand: a consumer that gives calls up before a provider of two permits has a thread for them, as it finds them after a pause. */
class GivenUpTest {

    private final Loopback net = new Loopback();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final BlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();
    private final AtomicInteger runs = new AtomicInteger();
    private RpcServer server;
    private RawConsumer consumer;

    @BeforeEach
    void start() throws Exception {
        server = net.start(net.server()
                .maxConcurrentCalls(2)
                .meterRegistry(meters)
                .executor(turns::add)
                .provide(Ask.class, text -> text + runs.incrementAndGet()));
        consumer = RawConsumer.of(server.port(), Ask.class);
        net.closing(consumer.peer);
    }

    @AfterEach
    void close() {
        net.close();
    }

    private static Consumer<RpcOutput> request(int id) {
        return RawConsumer.requestOf(
                id, 0, 0, Contracts.arguments(Ask.class, ask -> RawConsumer.quietly(() -> ask.ask("x")))::write);
    }

    private int nextTurn() throws InterruptedException {
        turns.poll(20, TimeUnit.SECONDS).run();
        return turns.size();
    }

    private RpcException error(int id) throws Exception {
        RawPeer.Frame frame = consumer.peer.read(FrameType.ERROR);
        assertThat(frame.in().getFixedInt()).isEqualTo(id);
        frame.in().setPosition(frame.in().position() - Integer.BYTES);
        return frame.error();
    }

    private void assertGivenUp(int id) throws Exception {
        RpcException error = error(id);
        assertThat(error.status()).isEqualTo(Status.CANCELLED);
        assertThat(error.neverExecuted()).isTrue();
        assertThat(error).hasMessageContaining("nobody waited any more when its turn came");
    }

    /** Nor counted: it was not for this provider that the callers did not wait. */
    private void assertNothingIsHeld() {
        await().untilAsserted(() -> assertThat(server.admission()).isEqualTo(new AdmissionState(2, 0, 0, 0)));
        assertThat(meters.get("tern.server.refusals")
                        .tag("tern.reason", "expired")
                        .functionCounter()
                        .count())
                .isZero();
        await().untilAsserted(() -> assertThat(Insides.of(server).values()).containsOnly(0));
    }

    @Test
    void requestAndCancel_inOneRead_isNeverGivenToTheExecutor() throws Exception {
        consumer.peer.sendTogether(List.of(request(1), request(2), RawPeer.cancelOf(1)));

        assertGivenUp(1);
        assertThat(nextTurn()).isZero();
        consumer.peer.read(FrameType.RESPONSE);
        assertThat(runs).hasValue(1);
        assertNothingIsHeld();
    }

    /** The permits of those that were given up are there for the next of the same read. */
    @Test
    void requestsAndCancels_moreThanPermits_laterOnesAreAdmitted() throws Exception {
        consumer.peer.sendTogether(List.of(
                request(1),
                RawPeer.cancelOf(1),
                request(2),
                RawPeer.cancelOf(2),
                request(3),
                RawPeer.cancelOf(3),
                request(4)));

        assertGivenUp(1);
        assertGivenUp(2);
        assertGivenUp(3);
        assertThat(nextTurn()).isZero();
        consumer.peer.read(FrameType.RESPONSE);
        assertThat(runs).hasValue(1);
        assertNothingIsHeld();
    }

    @Test
    void requestAndCancel_inSeparateReads_leavesAtOnceAndIsNotRunWhenItsTurnComes() throws Exception {
        consumer.peer.send(request(1));
        Runnable turn = turns.poll(20, TimeUnit.SECONDS);
        consumer.peer.cancel(1);

        assertGivenUp(1);
        turn.run();
        assertThat(runs).hasValue(0);
        assertNothingIsHeld();
    }
}
