package dev.tern.rpc.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.TraceContext;
import dev.tern.rpc.kernel.TestMethods.NoArguments;
import dev.tern.rpc.kernel.TestMethods.Sold;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** {@code MethodBinding -> an invoker that keeps the call}; the test plays the provider. */
@Timeout(30)
class MethodBindingTest {

    private final Keeper keeper = new Keeper();
    private final ArrayDeque<Runnable> callbacks = new ArrayDeque<>();
    private final MethodBinding binding = new MethodBinding(TestMethods.GET, keeper, callbacks::add);

    // ---------------------------------------------------------------- synchronous

    @Test
    void call_completedAtOnce_returnsTheValue() {
        binding.invoker(call -> call.complete("book"));

        assertThat(binding.<String>call(NoArguments.INSTANCE)).isEqualTo("book");
    }

    @Test
    void call_declaredException_isThrownAsItself() {
        binding.invoker(call -> call.fail(new Sold("yesterday")));

        assertThatThrownBy(() -> binding.call(NoArguments.INSTANCE))
                .isInstanceOf(Sold.class)
                .hasMessage("yesterday");
    }

    @Test
    void call_fails_theStackIsTheCallers() {
        binding.invoker(call -> {
            Thread other = new Thread(() -> call.fail(new RpcException(Status.UNAVAILABLE, "gone")));
            other.start();
        });

        Throwable error = catchThrowable(() -> binding.call(NoArguments.INSTANCE));

        assertThat(error.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("call_fails_theStackIsTheCallers"));
    }

    @Test
    void call_nobodyAnswers_theCallerItselfEndsItAtTheDeadline() throws Exception {
        try (CallContext.Scope scope =
                CallContext.none().withDeadline(Duration.ofMillis(20)).attach()) {
            assertThat(scope.context().hasDeadline()).isTrue();
            RpcException error = catchThrowableOfType(RpcException.class, () -> binding.call(NoArguments.INSTANCE));

            assertThat(error.status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        }
        assertThat(keeper.abandoned).isEqualTo(1);
    }

    @Test
    void call_callerInterruptedWhileItWaits_isCancelledAndTheFlagStays() {
        binding.invoker(call -> {
            keeper.invoke(call);
            Thread.currentThread().interrupt();
        });

        RpcException error = catchThrowableOfType(RpcException.class, () -> binding.call(NoArguments.INSTANCE));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(error.status()).isEqualTo(Status.CANCELLED);
        assertThat(error.neverExecuted()).isFalse();
        assertThat(keeper.abandoned).isEqualTo(1);
    }

    @Test
    void call_callerInterruptedBefore_isNotInvokedAndTheFlagStays() {
        Thread.currentThread().interrupt();

        RpcException error = catchThrowableOfType(RpcException.class, () -> binding.call(NoArguments.INSTANCE));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(error.status()).isEqualTo(Status.CANCELLED);
        assertThat(error.neverExecuted()).isTrue();
        assertThat(keeper.call).isNull();
    }

    @Test
    void call_answeredThoughTheCallerIsInterrupted_returnsTheValueAndTheFlagStays() {
        binding.invoker(call -> {
            Thread.currentThread().interrupt();
            call.complete("book");
        });

        assertThat(binding.<String>call(NoArguments.INSTANCE)).isEqualTo("book");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void call_onAThreadThatMustNotWait_isRefusedAndNotInvoked() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread loop = new Loop(() -> thrown.set(catchThrowable(() -> binding.call(NoArguments.INSTANCE))));
        loop.start();
        loop.join();

        assertThat(thrown.get()).isInstanceOfSatisfying(RpcException.class, error -> {
            assertThat(error.status()).isEqualTo(Status.FAILED_PRECONDITION);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error).hasMessageContaining("event loop 'loop-7'").hasMessageContaining("Async");
        });
        assertThat(keeper.call).isNull();
    }

    @Test
    void call_inACancelledContext_failsWithItsCause() {
        RpcException cause = new RpcException(Status.CANCELLED, "the caller is gone");
        Cancellation cancellation = new Cancellation();
        cancellation.cancel(cause);

        try (CallContext.Scope scope = handler(cancellation).attach()) {
            assertThat(scope.context().isCancelled()).isTrue();
            assertThatThrownBy(() -> binding.call(NoArguments.INSTANCE))
                    .isInstanceOf(RpcException.class)
                    .hasMessageContaining("the caller is gone")
                    .hasCause(cause);
        }
    }

    @Test
    void call_filterThrows_failsAsInternal() {
        IllegalStateException thrown = new IllegalStateException("a defect");
        binding.invoker(call -> {
            throw thrown;
        });

        RpcException error = catchThrowableOfType(RpcException.class, () -> binding.call(NoArguments.INSTANCE));

        assertThat(error.status()).isEqualTo(Status.INTERNAL);
        assertThat(error).hasMessageContaining("a filter threw").hasCause(thrown);
    }

    @Test
    void call_ended_isWhatCallInfoTells() {
        binding.invoker(call -> {
            call.attempt(new CallInfo.Peer("10.0.0.7:20880", "shop-1"));
            call.complete("book");
        });
        try (CallContext.Scope scope = CallContext.none().withNewTrace().attach()) {
            binding.call(NoArguments.INSTANCE);

            CallInfo info = CallInfo.last();
            assertThat(info.endpoint()).isEqualTo("10.0.0.7:20880");
            assertThat(info.instance()).isEqualTo("shop-1");
            assertThat(info.attempts()).isEqualTo(1);
            assertThat(info.elapsed()).isPositive();
            assertThat(info.traceId()).isEqualTo(scope.context().traceId());
        }
    }

    // ---------------------------------------------------------------- asynchronous

    @Test
    void callAsync_answered_completesOnTheCallbackExecutor() {
        CompletableFuture<String> future = binding.callAsync(NoArguments.INSTANCE);
        keeper.answer("book");

        assertThat(future).isNotDone();
        callbacks.remove().run();
        assertThat(future).isCompletedWithValue("book");
    }

    @Test
    void callAsync_fails_completesWithTheErrorItself() {
        CompletableFuture<String> future = binding.callAsync(NoArguments.INSTANCE);
        assertThat(keeper.call.releasedBy(keeper)).isTrue();
        keeper.call.fail(new Sold("yesterday"));
        callbacks.remove().run();

        assertThat(catchThrowable(future::get)).hasCauseInstanceOf(Sold.class);
    }

    @Test
    void callAsync_continuation_runsInTheContextOfTheCall() {
        List<CallContext> around = new ArrayList<>();
        CallContext context = CallContext.none().withNewTrace().withBaggage("tag", "canary");
        CompletableFuture<String> future;
        try (CallContext.Scope scope = context.attach()) {
            assertThat(scope.context()).isSameAs(context);
            future = binding.callAsync(NoArguments.INSTANCE);
        }
        CompletableFuture<Boolean> behind = future.thenApply(value -> around.add(CallContext.current()));
        keeper.answer("book");
        callbacks.remove().run();

        assertThat(behind).isCompletedWithValue(true);
        assertThat(around).containsExactly(context);
        assertThat(CallContext.current()).isSameAs(CallContext.none());
    }

    @Test
    void callAsync_withoutTraceAround_continuationHasTheTraceTheCallBegan() {
        TraceContext begun = TraceContext.begin();
        binding.invoker(call -> {
            call.trace(begun);
            call.complete("book");
        });
        CompletableFuture<String> future = binding.callAsync(NoArguments.INSTANCE);
        CompletableFuture<String> trace =
                future.thenApply(value -> CallContext.current().traceId());
        callbacks.remove().run();

        assertThat(trace).isCompletedWithValue(begun.traceId());
    }

    @Test
    void callAsync_futureCancelled_cancelsTheCall() {
        CompletableFuture<String> future = binding.callAsync(NoArguments.INSTANCE);

        assertThat(future.cancel(false)).isTrue();

        assertThat(future).isCancelled();
        assertThat(keeper.abandoned).isEqualTo(1);
        assertThat(keeper.cause.status()).isEqualTo(Status.CANCELLED);
        callbacks.remove().run();
        assertThat(future).isCancelled();
    }

    @Test
    void callAsync_cancelledAfterTheAnswer_abandonsNothing() {
        CompletableFuture<String> future = binding.callAsync(NoArguments.INSTANCE);
        keeper.answer("book");
        callbacks.remove().run();

        assertThat(future.cancel(true)).isFalse();
        assertThat(keeper.abandoned).isZero();
    }

    @Test
    void callAsync_executorRejects_completesAnyway() {
        MethodBinding shutDown = new MethodBinding(TestMethods.GET, keeper, task -> {
            throw new RejectedExecutionException("shut down");
        });
        CompletableFuture<String> future = shutDown.callAsync(NoArguments.INSTANCE);
        keeper.answer("book");

        assertThat(future).isCompletedWithValue("book");
    }

    @Test
    void callAsync_executorCannotMakeAThread_completesAnyway() {
        MethodBinding starved = new MethodBinding(TestMethods.GET, keeper, task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        CompletableFuture<String> future = starved.callAsync(NoArguments.INSTANCE);
        keeper.answer("book");

        assertThat(future).isCompletedWithValue("book");
    }

    @Test
    void callAsync_contextCancelled_failsTheCall() {
        Cancellation cancellation = new Cancellation();
        CompletableFuture<String> future;
        try (CallContext.Scope scope = handler(cancellation).attach()) {
            assertThat(scope.context().isCancelled()).isFalse();
            future = binding.callAsync(NoArguments.INSTANCE);
        }
        RpcException cause = new RpcException(Status.CANCELLED, "the caller is gone");
        cancellation.cancel(cause);
        callbacks.remove().run();

        assertThat(keeper.abandoned).isEqualTo(1);
        assertThat(catchThrowable(future::get))
                .cause()
                .isInstanceOf(RpcException.class)
                .hasCause(cause);
    }

    // ---------------------------------------------------------------- answers that are stages

    private static final MethodDescriptor LATER = MethodDescriptor.builder("shop.Orders", 1, "later()")
            .asynchronous()
            .arguments(in -> NoArguments.INSTANCE, (in, plan) -> NoArguments.INSTANCE);

    @Test
    void callAsync_answeredWithAStage_completesWithWhatItComesToOnTheCallbackExecutor() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        MethodBinding later = new MethodBinding(LATER, call -> call.completeLater(() -> stage), callbacks::add);
        CompletableFuture<String> future = later.callAsync(NoArguments.INSTANCE);
        callbacks.remove().run();
        assertThat(future).isNotDone();

        stage.complete("cached");
        assertThat(future).isNotDone();
        callbacks.remove().run();
        assertThat(future).isCompletedWithValue("cached");
    }

    @Test
    void callAsync_answeredWithAStageThatFails_failsWithItsCause() {
        Sold sold = new Sold("yesterday");
        MethodBinding later = new MethodBinding(
                LATER,
                call -> call.completeLater(() -> CompletableFuture.supplyAsync(() -> "x", Runnable::run)
                        .thenApply(x -> {
                            throw new java.util.concurrent.CompletionException(sold);
                        })),
                Runnable::run);

        assertThat(later.<String>callAsync(NoArguments.INSTANCE))
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCause(sold);
    }

    // ---------------------------------------------------------------- the chain

    @Test
    void chain_filters_areBoundInOrderAndPrinted() {
        AtomicInteger bound = new AtomicInteger();
        Filter outer = (method, next) -> new Named("outer " + bound.incrementAndGet(), next);
        Filter inner = (method, next) -> new Named("inner " + bound.incrementAndGet(), next);
        Invoker last = new Named("last", null);

        Invoker chain = Filter.chain(List.of(outer, inner), TestMethods.GET, last);

        assertThat(chain).hasToString("outer 2 -> inner 1 -> last");
    }

    @Test
    void invoker_exchanged_laterCallsTakeTheNewOne() {
        binding.invoker(call -> call.complete("old"));
        assertThat(binding.<String>call(NoArguments.INSTANCE)).isEqualTo("old");
        binding.invoker(call -> call.complete("new"));
        assertThat(binding.<String>call(NoArguments.INSTANCE)).isEqualTo("new");
    }

    /** It relies on the holder's word that the call is ended in time, until the call is given to one that gives no such word. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void call_byAVirtualThreadGivenToAHolderThatDoesNotEndIt_endsAtTheDeadline() throws Exception {
        Punctual punctual = new Punctual();
        binding.invoker(call -> {
            call.deadline(System.nanoTime() + Duration.ofMillis(300).toNanos());
            punctual.invoke(call);
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Runnable caller = () -> thrown.set(catchThrowable(() -> binding.call(NoArguments.INSTANCE)));
        Thread thread = (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, caller);
        while (thread.getState() != Thread.State.WAITING) { // without a time
            Thread.onSpinWait();
        }
        assertThat(punctual.call.releasedBy(punctual)).isTrue();
        punctual.call.heldBy(keeper);
        thread.join();

        assertThat(thrown.get()).isInstanceOf(RpcException.class).hasMessageContaining("DEADLINE_EXCEEDED");
        assertThat(keeper.abandoned).isEqualTo(1);
    }

    /** Says that it ends calls in time. */
    private static final class Punctual implements Invoker, Holder {

        private volatile RpcCall call;

        @Override
        public void invoke(RpcCall newCall) {
            newCall.heldBy(this);
            call = newCall;
        }

        @Override
        public RpcException abandon(RpcCall abandoned, RpcException why) {
            return why;
        }

        @Override
        public boolean endsInTime() {
            return true;
        }
    }

    private static CallContext handler(Cancellation cancellation) {
        return CallContext.received(
                TraceContext.begin(),
                System.nanoTime() + Duration.ofMinutes(1).toNanos(),
                Map.of(),
                Map.of(),
                cancellation,
                false);
    }

    private record Named(String name, Invoker next) implements Invoker {

        @Override
        public void invoke(RpcCall call) {
            next.invoke(call);
        }

        @Override
        public String toString() {
            return next == null ? name : name + " -> " + next;
        }
    }

    /** Holds the call until the test answers it. */
    private static final class Keeper implements Invoker, Holder {

        private RpcCall call;
        private RpcException cause;
        private int abandoned;

        @Override
        public void invoke(RpcCall newCall) {
            call = newCall;
            call.heldBy(this);
        }

        void answer(Object value) {
            assertThat(call.releasedBy(this)).isTrue();
            call.complete(value);
        }

        @Override
        public RpcException abandon(RpcCall abandonedCall, RpcException why) {
            abandoned++;
            cause = why;
            return why;
        }
    }

    private static final class Loop extends Thread implements NonBlockingThread {

        Loop(Runnable task) {
            super(task, "loop-7");
        }
    }
}
