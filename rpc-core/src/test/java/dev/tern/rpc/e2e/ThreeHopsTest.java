package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Caller -> {@code Ask} -> {@code AskAgain} -> {@code Later}, each with a client of its own. The last handler never answers: what ends it is what comes
 * down from the caller.
 */
class ThreeHopsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Loopback net = new Loopback();
    private final AtomicReference<CallContext> first = new AtomicReference<>();
    private final AtomicReference<CallContext> second = new AtomicReference<>();
    private final AtomicReference<CallContext> last = new AtomicReference<>();
    private final List<Duration> atBegin =
            new CopyOnWriteArrayList<>(); // what each handler had left, the first one's first
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch firstCancelled = new CountDownLatch(1);
    private final CountDownLatch secondCancelled = new CountDownLatch(1);
    private final CountDownLatch lastCancelled = new CountDownLatch(1);

    /** Deadlines of the second and the third call; what a reference is made with. */
    private Duration ofSecond = LONG;

    private Duration ofLast = LONG;

    private void keep(AtomicReference<CallContext> context, CountDownLatch cancelled) {
        CallContext current = CallContext.current();
        current.cancellation().listen(cause -> cancelled.countDown());
        context.set(current);
        atBegin.add(current.remaining().orElseThrow());
    }

    @BeforeEach
    void serve() throws Exception {
        net.serve(Later.class, text -> {
            keep(last, lastCancelled);
            reached.countDown();
            return new CompletableFuture<>();
        });
    }

    private AskAsync chain(Duration ofFirst) throws Exception {
        RpcClient secondToLast = net.build(net.client());
        Later later = secondToLast.refer(Later.class, options -> options.deadline("later", ofLast));
        secondToLast.awaitReady(Later.class, Loopback.READY);
        net.serve(AskAgain.class, text -> {
            keep(second, secondCancelled);
            return later.later(text).join();
        });
        RpcClient firstToSecond = net.build(net.client());
        AskAgain again = firstToSecond.refer(AskAgain.class, options -> options.deadline("ask", ofSecond));
        firstToSecond.awaitReady(AskAgain.class, Loopback.READY);
        net.serve(Ask.class, text -> {
            keep(first, firstCancelled);
            return again.ask(text);
        });
        RpcClient caller = net.build(net.client());
        AskAsync ask = caller.refer(AskAsync.class, options -> options.deadline("ask", ofFirst));
        caller.awaitReady(AskAsync.class, Loopback.READY);
        return ask;
    }

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void caller_givesUp_allThreeHandlersAreCancelled() throws Exception {
        CompletableFuture<String> call = chain(LONG).ask("x");
        Loopback.await(reached);

        call.cancel(true);

        Loopback.await(firstCancelled);
        Loopback.await(secondCancelled);
        Loopback.await(lastCancelled);
        assertThat(last.get().cancellation().cause().status()).isEqualTo(Status.CANCELLED);
    }

    @Test
    void deadline_ofTheCaller_holdsForAllThreeAndEndsThem() throws Exception {
        CompletableFuture<String> call = chain(Duration.ofMillis(400)).ask("x");
        Loopback.await(reached);

        ExecutionException error = catchThrowableOfType(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));

        assertThat(((RpcException) error.getCause()).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        Loopback.await(lastCancelled);
        assertThat(first.get().isCancelled())
                .isTrue(); // told, or ended first by its own call's deadline, which is the same
        assertThat(second.get().isCancelled()).isTrue();
        assertThat(atBegin).hasSize(3).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(atBegin.get(0)).isLessThanOrEqualTo(Duration.ofMillis(400));
    }

    /** The last call has less than what comes from above: that call ends by its own deadline, and those above go on. */
    @Test
    void deadline_smallerInTheMiddle_isTheLastHandlersAndNotTheFirsts() throws Exception {
        ofLast = Duration.ofMillis(300);
        CompletableFuture<String> call = chain(LONG).ask("x");
        Loopback.await(reached);

        ExecutionException error = catchThrowableOfType(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));

        Loopback.await(lastCancelled);
        assertThat(last.get().cancellation().cause().status()).isIn(Status.DEADLINE_EXCEEDED, Status.CANCELLED);
        assertThat(left(last)).isLessThanOrEqualTo(0);
        assertThat(left(first)).isGreaterThan(0);
        assertThat(firstCancelled.getCount()).isEqualTo(1);
        assertThat(secondCancelled.getCount()).isEqualTo(1);
        assertThat(error.getCause()).hasMessageContaining("no answer after");
    }

    /** What is in the middle cancels only what is below it. */
    @Test
    void deadline_ofTheSecondCall_cancelsTheSecondAndTheLastHandler() throws Exception {
        ofSecond = Duration.ofMillis(300);
        CompletableFuture<String> call = chain(LONG).ask("x");
        Loopback.await(reached);

        catchThrowableOfType(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));

        Loopback.await(secondCancelled);
        Loopback.await(lastCancelled);
        assertThat(firstCancelled.getCount()).isEqualTo(1);
    }

    private static long left(AtomicReference<CallContext> context) {
        return context.get().deadlineNanos() - System.nanoTime();
    }
}
