package dev.tern.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CallContextTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Cancellation cancellation = new Cancellation();

    @Test
    void current_nothingAttached_isEmpty() {
        CallContext context = CallContext.current();

        assertThat(context).isSameAs(CallContext.none());
        assertThat(context.traceId()).isEmpty();
        assertThat(context.remaining()).isEmpty();
        assertThat(context.isCancelled()).isFalse();
        assertThat(context.attachment("tenant")).isNull();
        assertThat(context.baggage("tag")).isNull();
    }

    @Test
    void attach_nested_eachCloseRestoresWhatWasBefore() {
        CallContext outer = CallContext.none().withNewTrace();
        CallContext inner = outer.withBaggage("tag", "canary");
        try (CallContext.Scope first = outer.attach()) {
            assertThat(first.context()).isSameAs(outer);
            try (CallContext.Scope second = inner.attach()) {
                assertThat(second.context()).isSameAs(inner);
                assertThat(CallContext.current()).isSameAs(inner);
            }
            assertThat(CallContext.current()).isSameAs(outer);
        }
        assertThat(CallContext.current()).isSameAs(CallContext.none());
    }

    @Test
    void scope_closedByAnotherThread_isRefused() throws Exception {
        AtomicReference<CallContext.Scope> leaked = new AtomicReference<>();
        Thread other =
                new Thread(() -> leaked.set(CallContext.none().withNewTrace().attach()));
        other.start();
        other.join();

        assertThatThrownBy(() -> leaked.get().close()).isInstanceOf(IllegalStateException.class);
        assertThat(CallContext.current()).isSameAs(CallContext.none());
    }

    @Test
    void withDeadline_severalSet_theEarlierWins() {
        CallContext hour = CallContext.none().withDeadline(HOUR);

        assertThat(hour.withDeadline(HOUR.plusMinutes(1))).isSameAs(hour);
        assertThat(hour.withDeadline(Duration.ofMinutes(1)).remaining().orElseThrow())
                .isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    @Test
    void withDeadline_passed_contextIsCancelled() {
        CallContext late = CallContext.none().withDeadline(Duration.ofNanos(-1));

        assertThat(late.isCancelled()).isTrue();
        assertThat(late.remaining().orElseThrow()).isNegative();
    }

    @Test
    void withDeadline_inTheContextOfAHandler_cannotOutliveIt() {
        CallContext handler = received(Map.of(), Map.of());

        assertThat(handler.withDeadline(HOUR.plusHours(1)).deadlineNanos()).isEqualTo(handler.deadlineNanos());
    }

    @Test
    void attachment_received_isReadableButNotSentOn() {
        CallContext handler = received(Map.of("tenant", "acme"), Map.of());

        assertThat(handler.attachment("tenant")).isEqualTo("acme");
        assertThat(handler.attachments()).isEmpty();
        assertThat(handler.withAttachment("other", "x").attachments()).containsOnlyKeys("other");
        assertThat(handler.withAttachment("tenant", "own").attachment("tenant")).isEqualTo("own");
    }

    @Test
    void baggage_received_isReadableAndSentOn() {
        CallContext handler = received(Map.of(), Map.of("tag", "canary"));

        assertThat(handler.baggage("tag")).isEqualTo("canary");
        assertThat(handler.withBaggage("more", "x").baggage())
                .containsOnly(Map.entry("tag", "canary"), Map.entry("more", "x"));
    }

    @Test
    void with_leavesTheOriginalAsItWas() {
        CallContext context = CallContext.none().withAttachment("a", "1").withBaggage("b", "2");
        context.withAttachment("c", "3");
        context.withBaggage("d", "4");

        assertThat(context.attachments()).containsOnlyKeys("a");
        assertThat(context.baggage()).containsOnlyKeys("b");
    }

    @Test
    void with_emptyKey_isRefused() {
        assertThatThrownBy(() -> CallContext.none().withBaggage("", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key: ''");
    }

    @Test
    void isCancelled_cancellationTold_isTrue() {
        CallContext handler = received(Map.of(), Map.of());
        assertThat(handler.isCancelled()).isFalse();

        cancellation.cancel(new RpcException(Status.CANCELLED, "gone"));

        assertThat(handler.isCancelled()).isTrue();
        assertThat(handler.withNewTrace().isCancelled()).isTrue();
    }

    @Test
    void wrap_executor_carriesTheContextOfTheHandingOver() {
        ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        List<CallContext> around = new ArrayList<>();
        Executor wrapped = CallContext.wrap(tasks::add);
        CallContext context = CallContext.none().withNewTrace();
        try (CallContext.Scope scope = context.attach()) {
            assertThat(scope.context()).isSameAs(context);
            wrapped.execute(() -> around.add(CallContext.current()));
        }
        wrapped.execute(() -> around.add(CallContext.current()));

        tasks.forEach(Runnable::run);

        assertThat(around).containsExactly(context, CallContext.none());
        assertThat(CallContext.current()).isSameAs(CallContext.none());
    }

    @Test
    void wrap_taskThrows_contextIsStillDetached() {
        Runnable task = CallContext.none().withNewTrace().wrap(() -> {
            throw new IllegalStateException("task");
        });

        assertThatThrownBy(task::run).hasMessage("task");
        assertThat(CallContext.current()).isSameAs(CallContext.none());
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancellation_severalListeners_areToldOnceWithTheFirstCause() {
        List<String> told = new ArrayList<>();
        RpcException first = new RpcException(Status.CANCELLED, "first");
        cancellation.listen(cause -> told.add("a " + cause.description()));
        cancellation.listen(cause -> told.add("b " + cause.description()));

        cancellation.cancel(first);
        cancellation.cancel(new RpcException(Status.CANCELLED, "second"));
        cancellation.listen(cause -> told.add("late " + cause.description()));

        assertThat(told).containsExactly("a first", "b first", "late first");
        assertThat(cancellation.cause()).isSameAs(first);
    }

    @Test
    void cancellation_listenerThrows_theOthersAreToldAllTheSame() {
        Cancellation cancellation = new Cancellation();
        AtomicReference<RpcException> told = new AtomicReference<>();
        cancellation.listen(cause -> {
            throw new IllegalStateException("a defect");
        });
        cancellation.listen(told::set);
        RpcException cause = new RpcException(Status.CANCELLED, "the caller is gone");

        cancellation.cancel(cause);

        assertThat(told).hasValue(cause);
    }

    @Test
    void scope_closedTwice_restoresOnce() {
        CallContext outer = CallContext.none().withBaggage("tag", "outer");
        CallContext.Scope first = outer.attach();
        first.close();
        try (CallContext.Scope second = outer.attach()) {
            first.close();
            assertThat(CallContext.current()).isSameAs(second.context());
        }
        assertThat(CallContext.current()).isSameAs(CallContext.none());
    }

    @Test
    void withDeadline_longerThanNanosecondsCanTell_isAYear() {
        assertThat(CallContext.none()
                        .withDeadline(Duration.ofDays(200_000))
                        .remaining()
                        .orElseThrow())
                .isBetween(Duration.ofDays(364), Duration.ofDays(365));
    }

    @Test
    void cancellation_forgottenListener_isNotTold() {
        List<String> told = new ArrayList<>();
        Cancellation.Listener ended = cause -> told.add("ended");
        cancellation.listen(ended);
        cancellation.listen(cause -> told.add("other"));

        cancellation.forget(ended);
        cancellation.forget(ended);
        cancellation.cancel(new RpcException(Status.CANCELLED, "gone"));
        cancellation.forget(ended);

        assertThat(told).containsExactly("other");
    }

    private CallContext received(Map<String, String> attachments, Map<String, String> baggage) {
        return CallContext.received(
                TraceContext.begin(), System.nanoTime() + HOUR.toNanos(), attachments, baggage, cancellation, false);
    }
}
