package dev.tern.rpc.policy;

import static dev.tern.rpc.policy.Scene.goingAway;
import static dev.tern.rpc.policy.Scene.idempotent;
import static dev.tern.rpc.policy.Scene.lost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.ScriptedHost.Arrival;
import dev.tern.rpc.support.TestCalls;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Policies that act on each other. Each test's chain stands above it; the hosts do what it says. */
class PolicyPairsTest {

    private static final String CACHED = "from the cache";

    private final Scene scene = new Scene();

    private Filter fallback() {
        return new FallbackFilter(
                method -> arguments -> CACHED + " after "
                        + ((RpcException) Objects.requireNonNull(
                                        CallContext.current().failure()))
                                .status(),
                scene.listener);
    }

    // ---------------------------------------------------------------- retry x deadline

    /** {@code Deadline -> Retry}: the deadline is one budget of time for all attempts. */
    @Test
    void retryAndDeadline_attemptsShareTheDeadline() {
        MethodDescriptor method = idempotent("deadline = 200ms", "retry.maxAttempts = 5", "retry.backoff = 10ms");
        scene.host.failsAfter(80, lost()).failsAfter(80, lost()).hangs();
        RpcCall call = TestCalls.call(method, CallContext.none(), Scene.START);
        scene.chain(method, new DeadlineFilter(), scene.retry()).invoke(call);
        scene.timer.advanceMillis(199);
        assertThat(call.isDone()).isFalse();
        scene.timer.advanceMillis(1);

        RpcException error = (RpcException) TestCalls.outcome(call);
        assertThat(error.status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        assertThat(error.getSuppressed()).hasSize(2);
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 90L, 190L);
        long end = Scene.START + TimeUnit.MILLISECONDS.toNanos(200);
        assertThat(scene.host.arrivals().stream().map(Arrival::deadlineNanos)).containsOnly(end);
    }

    /** {@code Deadline -> Retry(perAttempt)}: each attempt has a time of its own, of which the provider is told. */
    @Test
    void retryAndDeadline_attemptThatTakesTooLong_isCancelledAndRepeated() {
        MethodDescriptor method = idempotent("retry.perAttempt = 100ms", "retry.backoff = 20ms");
        scene.host.hangs().hangs().answersAfter(50, "third");
        RpcCall call = scene.invoke(method, new DeadlineFilter(), scene.retry());
        scene.timer.advanceMillis(400);

        assertThat(TestCalls.outcome(call)).isEqualTo("third");
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 120L, 260L);
        assertThat(scene.host.arrivals().get(1).deadlineNanos())
                .isEqualTo(Scene.START + TimeUnit.MILLISECONDS.toNanos(220));
        assertThat(scene.host.cancelled()).hasSize(2);
        assertThat(call.attempts()).isEqualTo(3);
        assertThat(scene.host.arrivals().stream().map(Arrival::repeated)).containsExactly(false, true, true);
    }

    /** {@code Deadline -> Retry(perAttempt)}: no attempt gets more time than the call has left. */
    @Test
    void retryAndDeadline_lastAttempt_endsWithTheCall() {
        MethodDescriptor method = idempotent("retry.perAttempt = 600ms", "retry.backoff = 20ms");
        scene.host.hangs().hangs();
        RpcCall call = scene.invoke(method, new DeadlineFilter(), scene.retry());
        scene.timer.advanceMillis(1_000);

        RpcException error = (RpcException) TestCalls.outcome(call);
        assertThat(error.status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        assertThat(error.getSuppressed()).hasSize(1);
        assertThat(scene.host.arrivals().get(1).deadlineNanos()).isEqualTo(call.deadlineNanos());
        assertThat(scene.host.arrivals()).hasSize(2);
    }

    /** {@code Retry(perAttempt)}: the provider notices first that the attempt's time has passed. */
    @Test
    void retryAndDeadline_providerTellsThatTheAttemptIsTooLate_isRepeated() {
        MethodDescriptor method = idempotent("retry.perAttempt = 100ms");
        scene.host.failsAfter(99, Scene.failure(Status.DEADLINE_EXCEEDED));

        assertThat(scene.outcome(method, scene.retry())).isEqualTo("book");
    }

    /** {@code Retry(perAttempt)}: who gives the call up gives up the attempt. */
    @Test
    void retryAndDeadline_callIsGivenUp_cancelsTheAttempt() {
        MethodDescriptor method = idempotent("retry.perAttempt = 100ms");
        scene.host.failsAfter(10, lost()).hangs();
        RpcCall call = scene.invoke(method, scene.retry());
        scene.timer.advanceMillis(50);
        RpcException cause = new RpcException(Status.CANCELLED, "given up");
        call.abort(cause);

        assertThat(TestCalls.outcome(call)).isSameAs(cause);
        assertThat(cause.getSuppressed()).hasSize(1);
        assertThat(scene.host.underWay()).isZero();
        scene.timer.advanceMillis(1_000);
        assertThat(scene.host.arrivals()).hasSize(2);
    }

    // ---------------------------------------------------------------- hedge x deadline, hedge x budget

    /** {@code Deadline -> Hedge -> Retry}: the deadline ends all attempts at once. */
    @Test
    void hedgeAndDeadline_allAttemptsEndAtTheDeadline() {
        MethodDescriptor method = idempotent("deadline = 150ms", "hedge.delay = 100ms", "hedge.maxExtra = 3");
        scene.host.hangs().hangs();
        RpcCall call = TestCalls.call(method, CallContext.none(), Scene.START);
        scene.chain(method, new DeadlineFilter(), scene.hedge(), scene.retry()).invoke(call);
        scene.timer.advanceMillis(150);

        assertThat(((RpcException) TestCalls.outcome(call)).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        assertThat(scene.host.underWay()).isZero();
        scene.timer.advanceMillis(500);
        assertThat(scene.host.arrivals()).hasSize(2);
    }

    /** {@code Hedge -> Retry(perAttempt)}: an attempt that takes too long is cancelled, the next one sent. */
    @Test
    void hedgeAndPerAttempt_attemptThatTakesTooLong_isFollowedByTheNext() {
        MethodDescriptor method = idempotent("hedge.delay = 500ms", "hedge.maxExtra = 1", "retry.perAttempt = 100ms");
        scene.host.hangs().answersAfter(10, "second");
        RpcCall call = scene.invoke(method, scene.hedge(), scene.retry());
        scene.timer.advanceMillis(110);

        assertThat(TestCalls.outcome(call)).isEqualTo("second");
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 100L);
    }

    /** {@code Hedge -> Retry}: extra attempts come out of the budget, a success does not give back. */
    @Test
    void hedgeAndBudget_emptyBudget_letsNoMoreBeSent() {
        MethodDescriptor method = idempotent("hedge.delay = 10ms", "retry.budgetPerSecond = 0");
        for (int i = 0; i < 9; i++) {
            scene.host.answersAfter(0, "book");
            scene.invoke(method, scene.hedge(), scene.retry());
        }
        for (int i = 0; i < 6; i++) {
            scene.host.answersAfter(20, "slow");
        }
        for (int i = 0; i < 3; i++) {
            scene.invoke(method, scene.hedge(), scene.retry());
            scene.timer.advanceMillis(100);
        }

        assertThat(scene.host.arrivals()).hasSize(9 + 3 + 2); // twelve calls pay for two
        assertThat(scene.events).containsExactly("hedged", "hedged", "budget exhausted");
    }

    // ---------------------------------------------------------------- fallback x all

    /** {@code Fallback -> Retry}: it answers what is left after all attempts, with all of them. */
    @Test
    void fallbackAndRetry_answersOnceAfterAllAttempts() {
        scene.host.fails(lost()).fails(lost()).fails(lost());
        MethodDescriptor method = idempotent();

        assertThat(scene.outcome(method, fallback(), scene.retry())).isEqualTo(CACHED + " after UNAVAILABLE");
        assertThat(scene.host.arrivals()).hasSize(3);
        assertThat(scene.events).endsWith("fell back").containsOnlyOnce("fell back");
    }

    /** {@code Fallback -> Retry}: an attempt that succeeds leaves nothing to answer. */
    @Test
    void fallbackAndRetry_aRetrySucceeds_isNotAsked() {
        scene.host.fails(lost());

        assertThat(scene.outcome(idempotent(), fallback(), scene.retry())).isEqualTo("book");
    }

    /** {@code Fallback -> Hedge -> Retry}. */
    @Test
    void fallbackAndHedge_answersWhenAllHaveFailed() {
        MethodDescriptor method = idempotent("hedge.delay = 10ms");
        scene.host.failsAfter(50, lost()).failsAfter(5, lost());

        assertThat(scene.outcome(method, fallback(), scene.hedge(), scene.retry()))
                .isEqualTo(CACHED + " after UNAVAILABLE");
        assertThat(scene.host.arrivals()).hasSize(2);
    }

    /** {@code Deadline -> Fallback -> Retry}: the attempt under way is given up. */
    @Test
    void fallbackAndDeadline_answersWhenTimeIsUp() {
        MethodDescriptor method = idempotent("retry.perAttempt = 700ms");
        scene.host.failsAfter(10, lost()).hangs().hangs();

        assertThat(scene.outcome(method, new DeadlineFilter(), fallback(), scene.retry()))
                .isEqualTo(CACHED + " after DEADLINE_EXCEEDED");
    }

    /** {@code Fallback -> Retry -> Bulkhead}. */
    @Test
    void fallbackAndBulkhead_answersARefusal() {
        MethodDescriptor method = idempotent("bulkhead.maxConcurrent = 1");
        scene.host.hangs();
        scene.invoke(method, fallback(), scene.retry(), scene.bulkhead());
        RpcCall second = scene.invoke(method, fallback(), scene.retry(), scene.bulkhead());

        assertThat(TestCalls.outcome(second)).isEqualTo(CACHED + " after RESOURCE_EXHAUSTED");
    }

    /** {@code Fallback -> Retry -> RateLimit}. */
    @Test
    void fallbackAndRateLimit_answersARefusal() {
        MethodDescriptor method = idempotent("rateLimit.permits = 1");
        scene.invoke(method, fallback(), scene.retry(), scene.rateLimit());
        RpcCall second = scene.invoke(method, fallback(), scene.retry(), scene.rateLimit());

        assertThat(TestCalls.outcome(second)).isEqualTo(CACHED + " after RESOURCE_EXHAUSTED");
    }

    // ---------------------------------------------------------------- retry x bulkhead, hedge x bulkhead

    /** {@code Retry -> Bulkhead}: a pause holds no permit, and a refusal is not repeated. */
    @Test
    void retryAndBulkhead_pauseHoldsNoPermit_refusalIsFinal() {
        MethodDescriptor method = idempotent("bulkhead.maxConcurrent = 1", "retry.backoff = 50ms");
        scene.host.fails(lost()).hangs();
        RpcCall paused = scene.invoke(method, scene.retry(), scene.bulkhead());
        assertThat(Objects.requireNonNull(scene.states.bulkhead(method)).inUse())
                .isZero();
        scene.invoke(method, scene.retry(), scene.bulkhead()); // takes the permit, and hangs
        scene.timer.advanceMillis(60);

        RpcException error = (RpcException) TestCalls.outcome(paused);
        assertThat(error.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
        assertThat(error.neverExecuted()).isFalse();
        assertThat(error.getSuppressed()).hasSize(1);
        assertThat(scene.events).containsExactly("retried POLICY UNAVAILABLE", "refused bulkhead.maxConcurrent");
    }

    /** {@code Hedge -> Retry -> Bulkhead}: an extra attempt that is refused leaves the first alone. */
    @Test
    void hedgeAndBulkhead_extraAttemptRefused_theFirstGoesOn() {
        MethodDescriptor method = idempotent("bulkhead.maxConcurrent = 1", "hedge.delay = 10ms", "hedge.maxExtra = 2");
        scene.host.answersAfter(100, "first");

        assertThat(scene.outcome(method, scene.hedge(), scene.retry(), scene.bulkhead()))
                .isEqualTo("first");
        assertThat(scene.host.arrivals()).hasSize(1);
        assertThat(scene.events).containsExactly("hedged", "refused bulkhead.maxConcurrent");
    }

    /** {@code Retry -> RateLimit}: what is sent again takes a permit of its own. */
    @Test
    void retryAndRateLimit_eachAttemptTakesAPermit() {
        MethodDescriptor method = idempotent("rateLimit.permits = 2");
        scene.host.fails(goingAway()).fails(goingAway());
        RpcException error = (RpcException) scene.outcome(method, scene.retry(), scene.rateLimit());

        assertThat(error.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
        assertThat(error.getSuppressed()).hasSize(2);
        assertThat(scene.events).endsWith("refused rateLimit.permits");
    }

    /** {@code a user's filter -> Hedge -> Retry -> host}: what a filter sets in the context is in each attempt. */
    @Test
    void contextSetByAFilter_isInEachAttempt() {
        MethodDescriptor method = idempotent("hedge.delay = 10ms", "retry.perAttempt = 500ms");
        Filter users = (m, next) -> call -> {
            call.context(call.context().withAttachment("tenant", "acme"));
            next.invoke(call);
        };
        List<String> seen = new java.util.ArrayList<>();
        scene.host.hangs();
        RpcCall call = scene.newCall(method);
        Filter.chain(List.of(users, scene.hedge(), scene.retry()), method, attempt -> {
                    seen.add(attempt.context().attachment("tenant"));
                    scene.host.invoke(attempt);
                })
                .invoke(call);
        scene.timer.advanceMillis(20);

        assertThat(seen).containsExactly("acme", "acme");
        assertThat(call.isDone()).isTrue();
    }
}
