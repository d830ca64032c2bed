package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.NonBlocking;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.server.RpcServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deadlines and cancellation, from the consumer's thread to the provider's and on to the calls made there. */
class DeadlineTest {

    private final Loopback net = new Loopback();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicReference<CallContext> inHandler = new AtomicReference<>();

    @AfterEach
    void close() {
        net.close();
    }

    /** A provider that interrupts handlers nobody waits for. */
    private <S> RpcServer interrupting(Class<S> contract, S implementation) {
        return net.start(net.server().interruptHandlers(true).provide(contract, implementation));
    }

    /** A handler that blocks until it is interrupted. */
    private String block(String text) {
        inHandler.set(CallContext.current());
        started.countDown();
        try {
            never.await();
        } catch (InterruptedException e) {
            stopped.countDown();
        }
        return text;
    }

    @Test
    void deadline_passes_callerGivesUpAndTheHandlerIsStopped() throws Exception {
        interrupting(Quick.class, this::block);
        Quick quick = net.refer(Quick.class);
        long start = System.nanoTime();

        RpcException error = catchThrowableOfType(RpcException.class, () -> quick.ask("x"));

        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertThat(error.status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        assertThat(error).hasMessageContaining("deadline 300 ms, attempts 1, last at 127.0.0.1:");
        assertThat(millis).isBetween(299L, 5000L);
        Loopback.await(stopped);
        assertThat(inHandler.get().isCancelled()).isTrue();
    }

    @Test
    void deadline_passesOfAnAsynchronousCall_futureFailsInTime() throws Exception {
        interrupting(Quick.class, this::block);
        QuickAsync quick = net.refer(QuickAsync.class);

        ExecutionException error = catchThrowableOfType(
                ExecutionException.class, () -> quick.ask("x").get(10, TimeUnit.SECONDS));

        assertThat(((RpcException) error.getCause()).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        Loopback.await(stopped);
    }

    /** Consumer -> a handler that calls another provider, whose handler never answers. */
    @Test
    void deadline_passesWithoutInterruptHandlers_contextIsCancelledAndTheChildCallEndsWithoutAnInterrupt()
            throws Exception {
        net.serve(Later.class, text -> new CompletableFuture<>());
        Later inner = net.build(net.client()).refer(Later.class, o -> o.deadline("later", Duration.ofMinutes(1)));
        AtomicReference<CompletableFuture<String>> child = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        net.serve(Quick.class, text -> {
            child.set(inner.later(text));
            block(text);
            interrupted.set(Thread.currentThread().isInterrupted());
            return text;
        });
        Quick outer = net.refer(Quick.class);
        catchThrowableOfType(RpcException.class, () -> outer.ask("x"));

        await().until(() -> inHandler.get().isCancelled());
        await().until(() -> child.get().isDone());
        never.countDown();

        assertThat(stopped.getCount()).isEqualTo(1);
        assertThat(child.get()).isCompletedExceptionally();
        assertThat(interrupted).isFalse();
    }

    @Test
    void deadline_travels_handlerSeesWhatIsLeft() throws Exception {
        net.serve(
                Quick.class,
                text -> String.valueOf(
                        CallContext.current().remaining().orElseThrow().toMillis()));

        assertThat(Long.parseLong(net.refer(Quick.class).ask("x"))).isBetween(0L, 300L);
    }

    @Test
    void deadline_ofAnOption_overridesTheContracts() throws Exception {
        net.serve(
                Ask.class,
                text -> String.valueOf(
                        CallContext.current().remaining().orElseThrow().toMillis()));
        Ask ask = net.build(net.client()).refer(Ask.class, options -> options.deadline("ask", Duration.ofMinutes(5)));

        assertThat(Long.parseLong(ask.ask("x"))).isBetween(60_000L, 300_000L);
    }

    @Test
    void childCall_insideAHandler_getsTheSmallerDeadlineAndItsCancellation() throws Exception {
        interrupting(Ask.class, this::block);
        Ask inner = net.refer(Ask.class);
        net.serve(Quick.class, text -> {
            try {
                return inner.ask(text);
            } catch (Refused e) {
                throw new AssertionError(e);
            }
        });
        Quick outer = net.refer(Quick.class);

        RpcException error = catchThrowableOfType(RpcException.class, () -> outer.ask("x"));

        assertThat(error.status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        assertThat(inHandler.get().remaining().orElseThrow()).isLessThanOrEqualTo(Duration.ofMillis(300));
        Loopback.await(stopped);
    }

    @Test
    void expiredWork_waitingForAThread_isNeverStarted() throws Exception {
        LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        AtomicInteger runs = new AtomicInteger();
        net.start(net.server().executor(tasks::add).provide(Quick.class, text -> "run " + runs.incrementAndGet()));
        Quick quick = net.refer(Quick.class);
        catchThrowableOfType(RpcException.class, () -> quick.ask("x"));

        await().until(() -> !tasks.isEmpty());
        tasks.remove().run();

        assertThat(runs).hasValue(0);
    }

    @Test
    void cancelledFuture_ofABlockingHandler_interruptsIt() throws Exception {
        interrupting(Ask.class, this::block);
        AskAsync ask = net.refer(AskAsync.class);
        CompletableFuture<String> future = ask.ask("x");
        Loopback.await(started);

        future.cancel(true);

        Loopback.await(stopped);
        assertThat(inHandler.get().cancellation().cause().status()).isEqualTo(Status.CANCELLED);
    }

    @Test
    void cancelledFuture_ofAnAsynchronousHandler_reachesItsContext() throws Exception {
        CompletableFuture<String> unfinished = new CompletableFuture<>();
        net.serve(Later.class, text -> {
            CallContext.current().cancellation().listen(cause -> stopped.countDown());
            started.countDown();
            return unfinished;
        });
        CompletableFuture<String> future = net.refer(Later.class).later("x");
        Loopback.await(started);

        future.cancel(true);

        Loopback.await(stopped);
    }

    @Test
    void interruptedCaller_getsCancelledAndTheHandlerIsStopped() throws Exception {
        interrupting(Ask.class, this::block);
        Ask ask = net.refer(Ask.class);
        AtomicReference<RpcException> error = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            error.set(catchThrowableOfType(RpcException.class, () -> ask.ask("x")));
            flag.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        Loopback.await(started);

        caller.interrupt();
        caller.join(20_000);

        assertThat(error.get().status()).isEqualTo(Status.CANCELLED);
        assertThat(flag).isTrue();
        Loopback.await(stopped);
    }

    @Test
    void consumerGone_handlerIsStopped() throws Exception {
        int port = interrupting(Ask.class, this::block).port();
        RawConsumer consumer = RawConsumer.of(port, Ask.class);
        consumer.request(1, Contracts.arguments(Ask.class, ask -> RawConsumer.quietly(() -> ask.ask("x"))));
        Loopback.await(started);

        consumer.close();

        Loopback.await(stopped);
        assertThat(inHandler.get().cancellation().cause().description()).contains("connection to its caller is closed");
    }

    @Test
    void deadline_ofANonBlockingAsynchronousHandler_reachesItsContext() throws Exception {
        net.serve(Later.class, new Unfinished(stopped));
        Later later = net.build(net.client()).refer(Later.class, o -> o.deadline("later", Duration.ofMillis(200)));

        ExecutionException error = catchThrowableOfType(
                ExecutionException.class, () -> later.later("x").get(10, TimeUnit.SECONDS));

        assertThat(((RpcException) error.getCause()).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        Loopback.await(stopped);
    }

    @NonBlocking
    private record Unfinished(CountDownLatch stopped) implements Later {

        @Override
        public CompletableFuture<String> later(String text) {
            CallContext.current().cancellation().listen(cause -> stopped.countDown());
            return new CompletableFuture<>();
        }
    }

    @Test
    void unfinishedStages_afterTheirDeadline_giveTheirAdmissionBack() throws Exception {
        net.start(net.server().maxConcurrentCalls(2).provide(Later.class, text -> new CompletableFuture<>()));
        Later later = net.build(net.client()).refer(Later.class, o -> o.deadline("later", Duration.ofMillis(100)));
        for (int i = 0; i < 6; i++) {
            ExecutionException error = catchThrowableOfType(
                    ExecutionException.class, () -> later.later("x").get(10, TimeUnit.SECONDS));
            assertThat(((RpcException) error.getCause()).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        }
    }
}
