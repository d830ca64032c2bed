package dev.tern.rpc.policy;

import static dev.tern.rpc.policy.Scene.failure;
import static dev.tern.rpc.policy.Scene.goingAway;
import static dev.tern.rpc.policy.Scene.idempotent;
import static dev.tern.rpc.policy.Scene.lost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.ScriptedHost.Arrival;
import dev.tern.rpc.support.TestCalls;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@code Hedge -> Retry of what never ran -> hosts that answer what the test says}; two more attempts, each after 50 ms. */
class HedgeFilterTest {

    private final Scene scene = new Scene();
    private final MethodDescriptor method = idempotent("hedge.delay = 50ms", "hedge.maxExtra = 2");

    private RpcCall invoke() {
        return scene.invoke(method, scene.hedge(), scene.retry());
    }

    private Object outcome() {
        return scene.outcome(method, scene.hedge(), scene.retry());
    }

    @Test
    void bind_noDelaySet_isAbsent() {
        assertThat(scene.hedge().bind(idempotent(), scene.host)).isSameAs(scene.host);
        assertThat(scene.hedge().bind(Scene.plain("hedge.delay = 1ms"), scene.host))
                .isSameAs(scene.host);
    }

    @Test
    void answer_beforeTheDelay_noneIsAdded() {
        scene.host.answersAfter(49, "quick");

        assertThat(outcome()).isEqualTo("quick");
        assertThat(scene.host.arrivals()).hasSize(1);
        assertThat(scene.events).isEmpty();
    }

    @Test
    void answer_ofAnExtraAttempt_winsAndTheOthersAreCancelled() {
        scene.host.hangs().hangs().answersAfter(10, "third");
        RpcCall call = invoke();
        scene.timer.advanceMillis(110);

        assertThat(TestCalls.outcome(call)).isEqualTo("third");
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 50L, 100L);
        assertThat(scene.host.arrivals().stream().map(Arrival::repeated)).containsExactly(false, true, true);
        assertThat(scene.host.cancelled()).hasSize(2).allMatch(cause -> cause.status() == Status.CANCELLED);
        assertThat(scene.host.underWay()).isZero();
        assertThat(call.attempts()).isEqualTo(3);
        assertThat(Objects.requireNonNull(call.peer()).address()).isEqualTo("host-3:1");
        assertThat(scene.events).containsExactly("hedged", "hedged");
    }

    @Test
    void answer_ofTheFirst_afterAnExtraWasSent_wins() {
        scene.host.answersAfter(60, "first").answersAfter(30, "second");
        RpcCall call = invoke();
        scene.timer.advanceMillis(200);

        assertThat(TestCalls.outcome(call)).isEqualTo("first");
        assertThat(scene.host.arrivals()).hasSize(2);
        assertThat(scene.host.cancelled()).hasSize(1);
    }

    @Test
    void failure_thatMayBeTriedAgain_sendsTheNextAtOnceAndTheDelayBeginsAnew() {
        scene.host.failsAfter(10, lost()).hangs().answersAfter(10, "third");

        assertThat(outcome()).isEqualTo("third");
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 10L, 60L);
    }

    @Test
    void failure_thatMayNot_endsTheCallAndCancelsTheOthers() {
        RpcException fatal = failure(Status.INVALID_ARGUMENT);
        scene.host.hangs().failsAfter(5, fatal);

        assertThat(outcome()).isSameAs(fatal);
        assertThat(scene.host.cancelled()).hasSize(1);
        assertThat(scene.host.arrivals()).hasSize(2);
    }

    @Test
    void declaredException_isAnAnswer() {
        scene.host.hangs().failsAfter(5, new FileNotFoundException("gone"));

        assertThat(outcome()).isInstanceOf(FileNotFoundException.class);
        assertThat(scene.host.cancelled()).hasSize(1);
    }

    @Test
    void failures_ofAll_endTheCallWithAllOfThem() {
        RpcException[] told = {lost(), lost(), lost()};
        scene.host.failsAfter(1, told[0]).failsAfter(1, told[1]).failsAfter(1, told[2]);

        assertThat(outcome()).isSameAs(told[2]);
        assertThat(told[2].getSuppressed()).containsExactly(told[0], told[1]);
        assertThat(told[2].endpoint()).isEqualTo("host-3:1");
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void failures_ofAllButOneUnderWay_waitForIt() {
        scene.host.answersAfter(300, "first").fails(lost()).fails(lost());

        assertThat(outcome()).isEqualTo("first");
    }

    @Test
    void neverExecuted_withinAnAttempt_isSentAgainWithoutAnExtraOne() {
        scene.host.fails(goingAway()).answersAfter(10, "again");

        assertThat(outcome()).isEqualTo("again");
        assertThat(scene.host.arrivals().stream().map(Arrival::repeated)).containsExactly(false, false);
        assertThat(scene.events).containsExactly("retried NEVER_EXECUTED UNAVAILABLE");
    }

    @Test
    void extraAttempt_thatReachedNobody_doesNotEndTheCall() {
        scene.host.answersAfter(200, "first").refusesLocally(Scene.busy());

        assertThat(outcome()).isEqualTo("first");
        assertThat(scene.host.arrivals()).hasSize(2);
    }

    @Test
    void firstAttempt_thatReachedNobody_endsTheCall() {
        scene.host.refusesLocally(goingAway());

        assertThat(outcome()).isInstanceOf(RpcException.class);
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void call_thatIsARepetition_hasOneAttempt() {
        scene.host.answersAfter(300, "first");
        RpcCall call = scene.newCall(method);
        call.repeated();
        scene.chain(method, scene.hedge(), scene.retry()).invoke(call);
        scene.timer.advanceMillis(400);

        assertThat(TestCalls.outcome(call)).isEqualTo("first");
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void delayZero_sendsAllAtOnce() {
        MethodDescriptor atOnce = idempotent("hedge.delay = 0ms", "hedge.maxExtra = 2");
        scene.host.answersAfter(30, "first").answersAfter(20, "second").answersAfter(10, "third");

        assertThat(scene.outcome(atOnce, scene.hedge(), scene.retry())).isEqualTo("third");
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 0L, 0L);
    }

    @Test
    void pushback_delaysTheNextByJustThatTime() {
        scene.host
                .failsAfter(10, lost().pushback(Duration.ofMillis(100)))
                .hangs()
                .answers("third");

        assertThat(outcome()).isEqualTo("third");
        assertThat(scene.host.arrivedAtMillis()).containsExactly(0L, 110L, 160L);
    }

    @Test
    void pushback_negative_letsNoMoreBeSentButWaitsForTheOthers() {
        scene.host.answersAfter(200, "first").fails(lost().pushback(Duration.ofMillis(-1)));

        assertThat(outcome()).isEqualTo("first");
        assertThat(scene.host.arrivals()).hasSize(2);
    }

    @Test
    void pushback_negativeAndNoneUnderWay_endsTheCall() {
        RpcException last = lost().pushback(Duration.ofMillis(-1));
        scene.host.failsAfter(10, last);

        assertThat(outcome()).isSameAs(last);
        assertThat(scene.host.arrivals()).hasSize(1);
    }

    @Test
    void abort_cancelsAllThatIsUnderWay() {
        scene.host.hangs().hangs();
        RpcCall call = invoke();
        scene.timer.advanceMillis(60);
        RpcException cause = new RpcException(Status.CANCELLED, "given up");
        call.abort(cause);

        assertThat(TestCalls.outcome(call)).isSameAs(cause);
        assertThat(cause.isOfCall()).isTrue();
        assertThat(scene.host.underWay()).isZero();
        assertThat(scene.host.cancelled()).hasSize(2);
        scene.timer.advanceMillis(500);
        assertThat(scene.host.arrivals()).hasSize(2);
        assertThat(call.attempts()).isEqualTo(2);
    }

    @Test
    void abort_afterAFailure_keepsIt() {
        RpcException first = lost();
        scene.host.failsAfter(10, first).hangs();
        RpcCall call = invoke();
        scene.timer.advanceMillis(20);
        RpcException cause = new RpcException(Status.CANCELLED, "given up");
        call.abort(cause);

        assertThat(cause.getSuppressed()).containsExactly(first);
    }

    @Test
    void nextAttempt_avoidsTheProviderOfTheOneBefore() {
        List<String> avoided = new java.util.ArrayList<>();
        scene.host.hangs().answers("second");
        RpcCall call = scene.newCall(method);
        scene.hedge()
                .bind(method, branch -> {
                    avoided.add(branch.peer() == null ? "nobody" : branch.peer().address());
                    scene.host.invoke(branch);
                })
                .invoke(call);
        scene.timer.advanceMillis(50);

        assertThat(avoided).containsExactly("nobody", "host-1:1");
    }

    @Test
    void sameSeed_givesTheSameRun() {
        assertThat(run(3)).isEqualTo(run(3)).isNotEqualTo(run(4));
    }

    private static List<Long> run(long seed) {
        Scene scene = new Scene();
        SplittableRandom random = new SplittableRandom(seed);
        scene.random = random;
        MethodDescriptor method = idempotent("hedge.delay = 20ms", "hedge.maxExtra = 2");
        for (int i = 0; i < 20; i++) {
            for (int step = 0; step < 3; step++) {
                int millis = 1 + random.nextInt(60);
                if (random.nextBoolean()) {
                    scene.host.answersAfter(millis, "book");
                } else {
                    scene.host.failsAfter(millis, lost());
                }
            }
            scene.outcome(method, scene.hedge(), scene.retry());
        }
        return scene.host.arrivedAtMillis();
    }
}
