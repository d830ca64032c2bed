package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.server.AdmissionState;
import dev.tern.rpc.server.RpcServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that is full refuses at once, and what it refused goes elsewhere. */
class OverloadTest {

    private final Loopback net = new Loopback();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        release.countDown();
        net.close();
    }

    private String block(String text) {
        runs.incrementAndGet();
        started.countDown();
        Loopback.await(release);
        return "blocked " + text;
    }

    private CompletableFuture<String> fill() throws InterruptedException {
        net.start(net.server().maxConcurrentCalls(1).provide(Ask.class, this::block));
        CompletableFuture<String> first = net.refer(AskAsync.class).ask("first");
        Loopback.await(started);
        return first;
    }

    @Test
    void fullProvider_oneMoreCall_isRefusedABoundedNumberOfTimesNamingTheSetting() throws Exception {
        CompletableFuture<String> first = fill();
        Ask ask = net.refer(Ask.class);

        RpcException error = catchThrowableOfType(RpcException.class, () -> ask.ask("second"));

        assertThat(error.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
        assertThat(error.neverExecuted()).isTrue();
        assertThat(error).hasMessageContaining("1 calls are under way").hasMessageContaining("maxConcurrentCalls");
        assertThat(error.getSuppressed()).hasSize(2);
        assertThat(CallInfo.last().attempts()).isEqualTo(3);
        assertThat(runs).hasValue(1);
        release.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("blocked first");
        assertThat(ask.ask("third")).isEqualTo("blocked third");
    }

    @Test
    void fullProvider_consumerWithoutABudget_refusalIsToldAtOnce() throws Exception {
        fill();
        RpcClient client = net.build(net.client().set("retry.budgetRatio", "0").set("retry.budgetPerSecond", "0"));
        Ask ask = Loopback.refer(client, Ask.class);

        RpcException error = catchThrowableOfType(RpcException.class, () -> ask.ask("second"));

        assertThat(error.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
        assertThat(error.getSuppressed()).isEmpty();
        assertThat(CallInfo.last().attempts()).isEqualTo(1);
    }

    @Test
    void fullProvider_anotherOneThere_callsGoToIt() throws Exception {
        fill();
        net.serve(Ask.class, text -> "free " + text);
        net.serve(Ask.class, text -> "free " + text);
        Ask ask = net.refer(Ask.class);
        for (int i = 0; i < 30; i++) {
            assertThat(ask.ask("x")).isEqualTo("free x");
        }
        assertThat(runs).hasValue(1);
    }

    @Test
    void executorOfTheProvider_takesNoMore_isARefusalToo() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        net.start(net.server()
                .maxConcurrentCalls(1)
                .meterRegistry(meters)
                .executor(task -> {
                    if (full.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                })
                .provide(Ask.class, text -> text));
        Ask ask = net.refer(Ask.class);

        RpcException error = catchThrowableOfType(RpcException.class, () -> ask.ask("x"));
        assertThat(error.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
        assertThat(error).hasMessageContaining("executor of the provider takes no more");
        assertThat(refusals("executor")).isEqualTo(error.getSuppressed().length + 1);
        full.set(false);
        assertThat(ask.ask("x")).isEqualTo("x");
    }

    @Test
    void filterOfTheProvider_throws_callFailsAndGivesItsAdmissionBack() throws Exception {
        net.start(net.server()
                .maxConcurrentCalls(1)
                .filter((method, next) -> call -> {
                    throw new IllegalStateException("a filter should not throw");
                })
                .provide(Ask.class, text -> text));
        Ask ask = net.refer(Ask.class);
        for (int i = 0; i < 5; i++) {
            assertThat(catchThrowableOfType(RpcRemoteException.class, () -> ask.ask("x"))
                            .remoteMessage())
                    .isEqualTo("a filter should not throw");
        }
    }

    private double refusals(String reason) {
        return meters.get("tern.server.refusals")
                .tag("tern.reason", reason)
                .functionCounter()
                .count();
    }

    /** Stuck threads, or an executor that drops what it is given: the turn of the first call comes late, if at all. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @SuppressWarnings("try") // the scope is only closed
    void call_thatExpiresBeforeItsTurn_leavesAtOnceAndIsNeverRun(boolean asynchronous) throws Exception {
        BlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();
        RpcServer server = net.start(net.server()
                .maxConcurrentCalls(1)
                .meterRegistry(meters)
                .executor(turns::add)
                .provide(Ask.class, this::block)
                .provide(Later.class, text -> CompletableFuture.completedFuture(block(text))));
        release.countDown();
        AskAsync ask = net.refer(AskAsync.class);
        Later later = net.refer(Later.class);

        CompletableFuture<String> call;
        try (CallContext.Scope scope =
                CallContext.current().withDeadline(Duration.ofMillis(100)).attach()) {
            call = asynchronous ? later.later("x") : ask.ask("x");
        }
        Runnable turn = turns.poll(10, TimeUnit.SECONDS);
        assertThat(call).failsWithin(10, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(server.admission()).isEqualTo(new AdmissionState(1, 0, 0, 1)));
        assertThat(refusals("expired")).isEqualTo(1);

        turn.run();
        assertThat(runs).hasValue(0);
        assertThat(server.admission()).isEqualTo(new AdmissionState(1, 0, 0, 1));
        CompletableFuture<String> next = ask.ask("next");
        turns.poll(10, TimeUnit.SECONDS).run();
        assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo("blocked next");
    }

    /** It is answered when it is given up, and must not be answered, or counted, once more when its turn comes. */
    @Test
    void asynchronousCall_givenUpBeforeItsTurn_givesItsAdmissionBackOnce() throws Exception {
        BlockingQueue<Runnable> turns = new LinkedBlockingQueue<>();
        net.start(net.server()
                .maxConcurrentCalls(2)
                .executor(turns::add)
                .provide(Later.class, CompletableFuture::completedFuture));
        Later later = net.refer(Later.class);

        CompletableFuture<String> first = later.later("first");
        Runnable firstTurn = turns.poll(10, TimeUnit.SECONDS);
        first.cancel(false);
        CompletableFuture<String> second = later.later("second"); // behind the CANCEL
        Runnable secondTurn = turns.poll(10, TimeUnit.SECONDS);
        firstTurn.run();
        secondTurn.run();
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("second");

        later.later("third");
        later.later("fourth");
        assertThat(turns.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(turns.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(later.later("fifth"))
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("2 calls are under way");
    }

    @Test
    void filterOfTheProvider_holdsTheCall_itIsAnsweredAllTheSame() throws Exception {
        Holder holder = (call, cause) -> cause;
        net.start(net.server()
                .filter((method, next) -> call -> {
                    call.heldBy(holder);
                    new Thread(() -> {
                                if (call.releasedBy(holder)) {
                                    next.invoke(call);
                                }
                            })
                            .start();
                })
                .provide(Ask.class, text -> "held " + text));

        assertThat(net.refer(Ask.class).ask("x")).isEqualTo("held x");
    }

    @Test
    void answeredCall_consumerLeaves_whatItLeftBehindIsNotCancelled() throws Exception {
        AtomicReference<Cancellation> left = new AtomicReference<>();
        RpcServer server = net.start(net.server().provide(Ask.class, text -> {
            left.set(CallContext.current().cancellation());
            return text;
        }));
        RpcClient client = net.build(net.client());
        assertThat(Loopback.refer(client, Ask.class).ask("x")).isEqualTo("x");
        client.close();
        server.close(); // after it has seen that the consumer is gone

        assertThat(left.get().isCancelled()).isFalse();
    }

    /** Who has the answer may call again at once: its permit must have been given back before the answer left. */
    @Test
    void oneCallAfterTheOther_oneIsAllowedAtATime_noneIsRefused() throws Exception {
        net.start(net.server().maxConcurrentCalls(1).provide(Ask.class, text -> text));
        Ask ask = net.refer(Ask.class);
        for (int i = 0; i < 5000; i++) {
            ask.ask("x");
            assertThat(CallInfo.last().attempts()).isEqualTo(1);
        }
    }
}
