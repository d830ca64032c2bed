package dev.tern.rpc.policy;

import static dev.tern.rpc.policy.Scene.busy;
import static dev.tern.rpc.policy.Scene.goingAway;
import static dev.tern.rpc.policy.Scene.idempotent;
import static dev.tern.rpc.policy.Scene.lost;
import static dev.tern.rpc.policy.Scene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.TraceContext;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.NonBlockingThread;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.ScriptedHost.Arrival;
import dev.tern.rpc.support.TestCalls;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code Retry -> a host that answers what the test says}; pauses by policy are 20, 40, 80 ms. */
class RetryFilterTest {

    private final Scene scene = new Scene();
    private final MethodDescriptor read = idempotent();
    private final MethodDescriptor place = plain();

    private Object outcome(MethodDescriptor method) {
        return scene.outcome(method, scene.retry());
    }

    private RpcException error(MethodDescriptor method) {
        return (RpcException) outcome(method);
    }

    @Test
    void call_answered_isNotTouched() {
        RpcCall call = scene.invoke(place, scene.retry());

        assertThat(TestCalls.outcome(call)).isEqualTo("book");
        assertThat(scene.host.arrivals()).hasSize(1);
        assertThat(scene.timer.waiting()).isZero();
    }

    // ---------------------------------------------------------------- surely never ran

    @Test
    void neverExecuted_once_isSentAgainAtOnceWhateverTheMethod() {
        scene.host.fails(goingAway());

        assertThat(outcome(place)).isEqualTo("book");
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 0L);
        assertThat(scene.events).containsExactly("retried NEVER_EXECUTED UNAVAILABLE");
    }

    /** To send a call is to run users' code: it goes on where the timer runs. */
    @Test
    void neverExecuted_heardOfOnAnEventLoop_isNotSentAgainFromThere() throws InterruptedException {
        scene.host.fails(goingAway());
        RpcCall[] call = new RpcCall[1];
        Thread loop = new EventLoop(() -> call[0] = scene.invoke(place, scene.retry()));
        loop.start();
        loop.join();

        assertThat(scene.host.arrivals()).hasSize(1);
        scene.timer.runNext();
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 0L);
        assertThat(TestCalls.outcome(call[0])).isEqualTo("book");
    }

    private static final class EventLoop extends Thread implements NonBlockingThread {

        EventLoop(Runnable task) {
            super(task, "loop");
        }
    }

    @Test
    void pushback_longerThanAnyTimer_isADay() {
        assertThat(new RpcException(Status.UNAVAILABLE, "x")
                        .pushback(Duration.ofDays(200_000))
                        .pushback())
                .contains(Duration.ofDays(1));
    }

    @Test
    void neverExecuted_always_isSentAgainFourTimesWithGrowingPauses() {
        for (int i = 0; i < 5; i++) {
            scene.host.fails(goingAway());
        }
        RpcException last = error(place);

        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 0L, 10L, 30L, 70L);
        assertThat(last.getSuppressed()).hasSize(4);
        assertThat(last.neverExecuted()).isTrue();
        assertThat(scene.host.arrivals()).noneMatch(Arrival::repeated);
    }

    @Test
    void neverExecuted_budgetEmpty_isSentAgain() {
        scene.spendBudget(place);
        scene.host.fails(goingAway());

        assertThat(outcome(place)).isEqualTo("book");
    }

    @Test
    void neverExecuted_callIsARepetitionItself_isSentAgain() {
        scene.host.fails(goingAway());
        RpcCall call = scene.newCall(read);
        call.repeated();
        scene.chain(read, scene.retry()).invoke(call);

        assertThat(TestCalls.outcome(call)).isEqualTo("book");
    }

    @Test
    void busy_always_getsAPauseEachTimeAndTwoMoreAttempts() {
        scene.host.fails(busy()).fails(busy()).fails(busy());

        assertThat(error(place).status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 2L, 6L);
        assertThat(scene.events).containsExactly("retried BUSY RESOURCE_EXHAUSTED", "retried BUSY RESOURCE_EXHAUSTED");
    }

    @Test
    void busy_budgetEmpty_isNotSentAgain() {
        scene.spendBudget(place);
        scene.host.fails(busy());

        assertThat(error(place).status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
        assertThat(scene.host.arrivals()).hasSize(1);
        assertThat(scene.events).containsExactly("budget exhausted");
    }

    @Test
    void failed_withoutReachingAConnection_isNotTriedAgain() {
        scene.host.refusesLocally(goingAway());

        assertThat(error(read).endpoint()).isEmpty();
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void failed_laterWithoutReachingAConnection_keepsWhatCameBefore() {
        RpcException first = goingAway();
        scene.host.fails(first).refusesLocally(goingAway());
        RpcException nobody = error(place);

        assertThat(nobody.getSuppressed()).containsExactly(first);
        assertThat(scene.host.arrivals()).hasSize(2);
        assertThat(first.endpoint()).isEqualTo("host-1:1");
        assertThat(nobody.endpoint()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OK", "UNAVAILABLE", "RESOURCE_EXHAUSTED"})
    void otherStatus_evenIfNeverExecutedAndIdempotent_isNotTriedAgain(Status status) {
        scene.host.fails(RpcException.neverExecuted(status, "no", null));

        assertThat(error(read).status()).isEqualTo(status);
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    // ---------------------------------------------------------------- by policy

    @Test
    void connectionLost_methodNotIdempotent_isNotTriedAgainWhateverIsSet() {
        RpcException lost = lost();
        scene.host.fails(lost);

        assertThat(outcome(plain("retry.maxAttempts = 5"))).isSameAs(lost);
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void connectionLost_idempotent_isTriedThreeTimesInAll() {
        RpcException[] told = {lost(), lost(), lost()};
        scene.host.failsAfter(1, told[0]).failsAfter(2, told[1]).failsAfter(3, told[2]);

        assertThat(outcome(read)).isSameAs(told[2]);
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 21L, 63L);
        assertThat(told[2].getSuppressed()).containsExactly(told[0], told[1]);
        for (int i = 0; i < told.length; i++) {
            assertThat(told[i].endpoint()).isEqualTo("host-" + (i + 1) + ":1");
            assertThat(told[i].elapsed()).isEqualTo(Duration.ofMillis(i + 1));
        }
    }

    @Test
    void repetitions_onTheWire_areMarkedButNotTheFirstAttempt() {
        scene.host.fails(goingAway()).fails(lost());
        outcome(read);

        assertThat(scene.host.arrivals().stream().map(Arrival::repeated)).containsExactly(false, false, true);
    }

    @Test
    void call_madeInAHandlerThatRunsBecauseOfARetry_isNotTriedAgain() {
        CallContext handlers = CallContext.received(
                TraceContext.NONE, Scene.START + 1_000_000_000, Map.of(), Map.of(), new Cancellation(), true);
        scene.host.fails(lost());
        RpcCall call = TestCalls.call(read, handlers, Scene.START);
        scene.chain(read, scene.retry()).invoke(call);

        assertThat(TestCalls.outcome(call)).isInstanceOf(RpcException.class);
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void budget_empty_endsWithTheFailure() {
        scene.spendBudget(read);
        scene.host.fails(lost());

        assertThat(error(read).status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(scene.host.arrivals()).hasSize(1);
        assertThat(scene.events).containsExactly("budget exhausted");
    }

    @Test
    void budget_fiveCalls_payForOneRetry() {
        MethodDescriptor method = idempotent("retry.budgetPerSecond = 0");
        for (int i = 0; i < 5; i++) {
            scene.invoke(method, scene.retry());
        }
        scene.host.fails(lost()).fails(lost());

        assertThat(error(method).status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(scene.host.arrivals()).hasSize(7);
    }

    @Test
    void attempts_unspentAndSpent_areCountedApart() {
        scene.host
                .fails(goingAway())
                .fails(lost())
                .fails(goingAway())
                .fails(lost())
                .fails(lost());

        assertThat(error(read).status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(scene.host.arrivals()).hasSize(5);
    }

    @Test
    void remoteException_namedByRetryOn_isTriedAgain() {
        MethodDescriptor method = idempotent("retry.retryOn = shop.LockTimeout");
        scene.host.fails(new RpcRemoteException(Status.UNKNOWN, "shop.LockTimeout", "", List.of(), ""));

        assertThat(outcome(method)).isEqualTo("book");
    }

    @Test
    void remoteException_notNamed_isNotTriedAgain() {
        scene.host.fails(new RpcRemoteException(Status.UNKNOWN, "shop.Broken", "", List.of(), ""));

        assertThat(outcome(idempotent("retry.retryOn = shop.LockTimeout"))).isInstanceOf(RpcRemoteException.class);
    }

    @Test
    void remoteException_namedByAbortOn_isNotTriedAgainWhateverItsStatus() {
        MethodDescriptor method = idempotent("retry.retryOnStatus = UNKNOWN", "retry.abortOn = shop.Broken");
        scene.host.fails(new RpcRemoteException(Status.UNKNOWN, "shop.Broken", "", List.of(), ""));

        assertThat(outcome(method)).isInstanceOf(RpcRemoteException.class);
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void declaredException_isAnAnswer() {
        IOException declared = new IOException("sold");
        scene.host.fails(declared);

        assertThat(outcome(read)).isSameAs(declared);
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void declaredException_itsSuperclassNamedByRetryOn_isTriedAgain() {
        scene.host.fails(new FileNotFoundException("not yet")).fails(lost()).fails(lost());
        RpcException last = error(idempotent("retry.retryOn = java.io.IOException"));

        assertThat(scene.host.arrivals()).hasSize(3);
        assertThat(last.getSuppressed()[0]).hasMessageContaining("answered with java.io.FileNotFoundException");
    }

    @Test
    void declaredException_namedByAbortOnToo_isNotTriedAgain() {
        scene.host.fails(new FileNotFoundException("never"));

        assertThat(outcome(idempotent(
                        "retry.retryOn = java.io.IOException", "retry.abortOn = java.io.FileNotFoundException")))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void abortOnStatus_winsOverRetryOnStatus() {
        scene.host.fails(lost());

        assertThat(error(idempotent("retry.abortOnStatus = UNAVAILABLE")).status())
                .isEqualTo(Status.UNAVAILABLE);
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void finalFailure_afterAnAttemptThatMayHaveRun_doesNotClaimThatItNeverRan() {
        RpcException lost = lost();
        scene.host.fails(lost).refusesLocally(goingAway());
        RpcException error = error(read);

        assertThat(error.neverExecuted()).isFalse();
        assertThat(error.description()).isEqualTo("shutting down");
        assertThat(error.getSuppressed()).containsExactly(lost);
        assertThat(error.isOfCall()).isTrue();
    }

    // ---------------------------------------------------------------- what the final failure tells

    @Test
    void failure_withoutAnyRetry_isMarkedAsTheFailureOfACall() {
        RpcException error = Scene.failure(Status.INVALID_ARGUMENT);
        scene.host.failsAfter(7, error);

        assertThat(outcome(place)).isSameAs(error);
        assertThat(error.isOfCall()).isTrue();
        assertThat(error.endpoint()).isEqualTo("host-1:1");
        assertThat(error.elapsed()).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void failure_thatBelongsToAnotherCall_isLeftAsItIs() {
        RpcException kept = lost().ofAttempt("elsewhere:1", 5);
        scene.host.fails(kept).fails(kept).fails(kept);
        RpcException error = error(read);

        assertThat(error).isNotSameAs(kept).hasCause(kept);
        assertThat(kept.endpoint()).isEqualTo("elsewhere:1");
        assertThat(kept.getSuppressed()).isEmpty();
        assertThat(error.getSuppressed()).hasSize(2);
    }

    @Test
    void completions_outsideOfTheRetry_seeOnlyTheEnd() {
        List<String> seen = new ArrayList<>();
        RpcCall call = scene.newCall(read);
        call.onCompletion(c -> seen.add("failed " + c.failed()));
        scene.host.fails(lost()).fails(lost());
        scene.chain(read, scene.retry()).invoke(call);
        assertThat(seen).isEmpty();
        scene.timer.advanceMillis(100);

        assertThat(seen).containsExactly("failed false");
        assertThat(call.attempts()).isEqualTo(3);
    }

    // ---------------------------------------------------------------- pushback

    @Test
    void pushback_byPolicy_isWaitedForExactlyAndBeginsThePausesAnew() {
        scene.random = () -> 0;
        MethodDescriptor method = idempotent("retry.maxAttempts = 5", "retry.jitter = 0.5");
        scene.host
                .fails(lost())
                .fails(lost())
                .fails(lost().pushback(Duration.ofMillis(123)))
                .fails(lost());

        assertThat(outcome(method)).isEqualTo("book");
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 10L, 30L, 153L, 163L);
    }

    @Test
    void pushback_ofWhatNeverRan_isWaitedForExactly() {
        scene.host.fails(busy().pushback(Duration.ofMillis(77)));

        assertThat(outcome(place)).isEqualTo("book");
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 77L);
    }

    @Test
    void pushback_negative_endsBoth() {
        scene.host.fails(goingAway().pushback(Duration.ofMillis(-1))).fails(lost().pushback(Duration.ofMillis(-1)));

        assertThat(error(place).neverExecuted()).isTrue();
        assertThat(error(read).neverExecuted()).isFalse();
        assertThat(scene.host.arrivals()).hasSize(2);
    }

    // ---------------------------------------------------------------- time

    @Test
    void jitter_isAsThePolicySays() {
        MethodDescriptor method = idempotent("retry.jitter = 0.25", "retry.backoff = 100ms");
        scene.random = () -> 0;
        scene.host.fails(lost());
        outcome(method);
        scene.random = () -> -1;
        scene.host.fails(lost());
        outcome(method);

        assertThat(scene.timer.delaysMillis()).containsExactly(75L, 125L);
    }

    @Test
    void pauses_growByTheMultiplierUpToTheLongest() {
        MethodDescriptor method = idempotent(
                "retry.maxAttempts = 5", "retry.backoff = 10ms", "retry.multiplier = 3", "retry.maxBackoff = 50ms");
        for (int i = 0; i < 5; i++) {
            scene.host.fails(lost());
        }
        outcome(method);

        assertThat(scene.timer.delaysMillis()).containsExactly(10L, 30L, 50L, 50L);
    }

    @Test
    void sameSeed_givesTheSameRun() {
        assertThat(run(7)).isEqualTo(run(7)).isNotEqualTo(run(8));
    }

    private static List<Long> run(long seed) {
        Scene scene = new Scene();
        scene.random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            scene.host.fails(i % 3 == 0 ? goingAway() : lost());
            scene.outcome(idempotent(), scene.retry());
        }
        return scene.host.arrivedAtMillis();
    }

    @Test
    void abort_duringAPause_endsAtOnceWithWhatCameBefore() {
        RpcException lost = lost();
        scene.host.fails(lost);
        RpcCall call = scene.invoke(read, scene.retry());
        RpcException cause = new RpcException(Status.CANCELLED, "given up");

        call.abort(cause);

        assertThat(TestCalls.outcome(call)).isSameAs(cause);
        assertThat(cause.getSuppressed()).containsExactly(lost);
        assertThat(cause.isOfCall()).isTrue();
        scene.timer.advanceMillis(3_000);
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void abort_whileAnAttemptIsOnItsWay_isNotTriedAgain() {
        RpcException cause = new RpcException(Status.CANCELLED, "given up");
        scene.host.ends(call -> {
            call.abort(cause);
            call.fail(lost());
        });

        assertThat(outcome(read)).isSameAs(cause);
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void abort_whileAnAttemptIsHeld_isNotTriedAgainEvenIfThePolicyNamesItsStatus() {
        MethodDescriptor method = idempotent("retry.retryOnStatus = DEADLINE_EXCEEDED, CANCELLED");
        scene.host.hangs();

        assertThat(error(method).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void chain_printed_tellsHowOften() {
        assertThat(scene.chain(read, scene.retry()).toString()).startsWith("retry (3 attempts) -> ");
        assertThat(scene.chain(place, scene.retry()).toString()).startsWith("retry -> ");
        assertThat(scene.chain(idempotent("retry.perAttempt = 30ms"), scene.retry())
                        .toString())
                .startsWith("retry (3 attempts) (30 ms each) -> ");
    }
}
