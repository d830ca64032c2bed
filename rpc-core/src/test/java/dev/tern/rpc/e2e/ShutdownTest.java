package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leaving without losing a call, on both sides. */
class ShutdownTest {

    private final Loopback net = new Loopback();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        net.close();
    }

    private String block(String text) {
        started.countDown();
        Loopback.await(release);
        return "blocked " + text;
    }

    private static Thread inBackground(Runnable task) {
        Thread thread = new Thread(task, "closer");
        thread.start();
        return thread;
    }

    // ---------------------------------------------------------------- the provider

    /** Calls that are not idempotent, from several threads, while one provider after the other is replaced. */
    @Test
    void providersReplaced_underLoad_noCallFails() throws Exception {
        RpcServer current = provider();
        Ask ask = net.refer(Ask.class);
        AskAsync async = net.refer(AskAsync.class);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> load = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            boolean synchronous = t < 3;
            load.add(inBackground(() -> {
                while (!stop.get()) {
                    try {
                        if (synchronous) {
                            ask.ask("x");
                        } else {
                            async.ask("x").get(20, TimeUnit.SECONDS);
                        }
                        calls.incrementAndGet();
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                }
            }));
        }
        for (int i = 0; i < 8; i++) {
            RpcServer next = provider();
            int before = calls.get();
            await().until(() -> calls.get() > before + 50);
            current.close();
            current = next;
        }
        stop.set(true);
        for (Thread thread : load) {
            thread.join(20_000);
        }
        net.closing(current);

        assertThat(failures).isEmpty();
        assertThat(calls).hasPositiveValue();
    }

    private RpcServer provider() {
        return net.server()
                .drain(Duration.ofMillis(100), Duration.ofSeconds(10))
                .provide(Ask.class, text -> "re " + text)
                .start();
    }

    @Test
    void provider_closesWhileACallRuns_callIsAnsweredFirst() throws Exception {
        RpcServer server = net.server().provide(Ask.class, this::block).start();
        CompletableFuture<String> running = net.refer(AskAsync.class).ask("x");
        Loopback.await(started);
        Thread closer = inBackground(server::close);
        Ask late = net.build(net.client()).refer(Ask.class);
        await().until(() -> catchThrowable(() -> late.ask("y")) instanceof RpcException);
        assertThat(running).isNotDone();

        release.countDown();

        assertThat(running.get(20, TimeUnit.SECONDS)).isEqualTo("blocked x");
        closer.join(20_000);
        server.awaitTermination();
    }

    @Test
    void provider_closedByAnInterruptedThread_callIsAnsweredFirstAndTheFlagStays() throws Exception {
        RpcServer server = net.server().provide(Ask.class, this::block).start();
        CompletableFuture<String> running = net.refer(AskAsync.class).ask("x");
        Loopback.await(started);
        AtomicBoolean flag = new AtomicBoolean();
        Thread closer = inBackground(() -> {
            Thread.currentThread().interrupt();
            server.close();
            flag.set(Thread.currentThread().isInterrupted());
        });
        Ask late = net.build(net.client()).refer(Ask.class);
        await().until(() -> catchThrowable(() -> late.ask("y")) instanceof RpcException);

        release.countDown();

        assertThat(running.get(20, TimeUnit.SECONDS)).isEqualTo("blocked x");
        closer.join(20_000);
        assertThat(flag).isTrue();
    }

    @Test
    void provider_closesWithLargeAnswersOnTheWay_allArrive() throws Exception {
        RpcServer server = net.server()
                .provide(Blobs.class, new Blobs() {
                    @Override
                    public byte[] swap(byte[] body, int answerBytes) {
                        block("");
                        return new byte[answerBytes];
                    }

                    @Override
                    public byte[] small(byte[] body, int answerBytes) {
                        return body;
                    }
                })
                .start();
        BlobsAsync blobs = net.refer(BlobsAsync.class);
        List<CompletableFuture<byte[]>> futures = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            futures.add(blobs.swap(new byte[1], 3_000_000));
        }
        Loopback.await(started);
        Thread closer = inBackground(server::close);
        Blobs probe = net.build(net.client()).refer(Blobs.class);
        await().until(() -> catchThrowable(() -> probe.small(new byte[1], 1)) instanceof RpcException);

        release.countDown();

        for (CompletableFuture<byte[]> future : futures) {
            assertThat(future.get(20, TimeUnit.SECONDS)).hasSize(3_000_000);
        }
        closer.join(20_000);
    }

    @Test
    void provider_callLongerThanTheDrainTimeout_isCutOff() throws Exception {
        RpcServer server = net.server()
                .drain(Duration.ZERO, Duration.ofMillis(100))
                .provide(Ask.class, this::block)
                .start();
        CompletableFuture<String> running = net.refer(AskAsync.class).ask("x");
        Loopback.await(started);

        server.close();

        assertThat(catchThrowable(() -> running.get(20, TimeUnit.SECONDS))).hasCauseInstanceOf(RpcException.class);
    }

    @Test
    void provider_closedTwice_fromSeveralThreads_returnsWhenItIsClosed() throws Exception {
        RpcServer server = net.serve(Ask.class, text -> text);
        Thread other = inBackground(server::close);
        server.close();
        other.join(20_000);

        server.awaitTermination();
        assertThat(other.isAlive()).isFalse();
    }

    @Test
    void provider_closedTwiceWhileACallRuns_canStillBeChanged() throws Exception {
        RpcServer server = net.server().provide(Ask.class, this::block).start();
        CompletableFuture<String> running = net.refer(AskAsync.class).ask("x");
        Loopback.await(started);
        Thread first = inBackground(server::close);
        Thread second = inBackground(server::close);
        await().until(() ->
                waits(first) || waits(second)); // the one that came second; the other one waits with a limit

        server.ready(false);

        assertThat(running).isNotDone(); // else it has waited for the drain timeout
        release.countDown();
        assertThat(running.get(20, TimeUnit.SECONDS)).isEqualTo("blocked x");
        first.join(20_000);
        second.join(20_000);
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.BLOCKED;
    }

    // ---------------------------------------------------------------- the consumer

    @Test
    void consumer_closesWhileCallsRun_theyAreAnsweredFirst() throws Exception {
        net.serve(Ask.class, this::block);
        RpcClient client = net.client().build();
        CompletableFuture<String> running =
                Loopback.refer(client, AskAsync.class).ask("x");
        Ask ask = client.refer(Ask.class);
        Loopback.await(started);
        Thread closer = inBackground(client::close);
        await().until(() -> catchThrowable(() -> client.refer(Later.class)) instanceof IllegalStateException);

        assertThatThrownBy(() -> ask.ask("late"))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("endpoints: closed");
        release.countDown();

        assertThat(running.get(20, TimeUnit.SECONDS)).isEqualTo("blocked x");
        closer.join(20_000);
        client.close();
    }

    @Test
    void consumer_closesWhileACallPausesBetweenAttempts_itsFutureEnds() throws Exception {
        net.start(net.server().maxConcurrentCalls(1).provide(Ask.class, this::block));
        net.refer(AskAsync.class).ask("fills it");
        Loopback.await(started);
        RpcClient client = net.client().build();
        AskAsync ask = Loopback.refer(client, AskAsync.class);
        List<CompletableFuture<String>> futures = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            futures.add(ask.ask("x"));
        }
        client.close();

        for (CompletableFuture<String> future : futures) {
            assertThat(catchThrowable(() -> future.get(20, TimeUnit.SECONDS))).hasCauseInstanceOf(RpcException.class);
        }
    }

    @Test
    void closed_bothSides_noThreadIsLeft() throws Exception {
        try (Loopback own = new Loopback()) {
            own.serve(Ask.class, text -> text);
            own.refer(Ask.class).ask("x");
            own.refer(AskAsync.class).ask("x").get(10, TimeUnit.SECONDS);
            assertThat(threads()).isNotEmpty();
        }
        await().until(() -> threads().isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("tern-"))
                .toList();
    }
}
