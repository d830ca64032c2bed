package dev.tern.rpc.policy;

import static dev.tern.rpc.policy.CircuitBreaker.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.policy.CircuitBreaker.Settings;
import dev.tern.rpc.policy.CircuitBreaker.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * A breaker whose caller is the test: half of at least 10 calls in 10 s, slow above 200 ms, 5 s open, 4 probes. Its clock begins shortly before it
 * overflows.
 */
class CircuitBreakerTest {

    private static final long SECOND = 1_000_000_000;
    private static final long FAST = 1_000_000;
    private static final long SLOW = 200_000_001;
    private static final Settings SETTINGS = new Settings(0.5, 0.8, 200_000_000, 10 * SECOND, 10, 5 * SECOND, 4);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);
    private final List<String> told = new ArrayList<>();
    private final CircuitBreaker breaker =
            new CircuitBreaker(SETTINGS, now::get, (from, to, cause) -> told.add(from + " -> " + to + ": " + cause));

    private void succeed(int calls) {
        for (int i = 0; i < calls; i++) {
            breaker.onSuccess(breaker.tryAcquire(), FAST);
        }
    }

    private void fail(int calls) {
        for (int i = 0; i < calls; i++) {
            breaker.onFailure(breaker.tryAcquire(), FAST);
        }
    }

    private void open() {
        fail(10);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        told.clear();
    }

    /** Open, its wait over, and all probes out. */
    private List<Integer> halfOpen() {
        open();
        now.addAndGet(5 * SECOND);
        List<Integer> probes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            probes.add(breaker.tryAcquire());
        }
        assertThat(probes).doesNotContain(REFUSED);
        told.clear();
        return probes;
    }

    @Test
    void closed_belowMinimumCalls_staysClosed() {
        fail(9);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(breaker.permits()).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void closed_atTheFailureRate_opensAndTellsWhy() {
        succeed(7);
        fail(6);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(1);

        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(told).containsExactly("CLOSED -> OPEN: failure rate 0.50 of 14 calls in 10 s (limit 0.5)");
    }

    @Test
    void closed_aSuccessReachesTheMinimum_opens() {
        fail(9);
        succeed(1);

        assertThat(told).containsExactly("CLOSED -> OPEN: failure rate 0.90 of 10 calls in 10 s (limit 0.5)");
    }

    @Test
    void closed_failuresThatLeftTheWindow_areForgotten() {
        fail(9);
        now.addAndGet(10 * SECOND);
        fail(9);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void closed_successesThatLeaveTheWindow_letTheRateRise() {
        succeed(20);
        now.addAndGet(5 * SECOND);
        fail(10);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        now.addAndGet(5 * SECOND);
        succeed(1);

        assertThat(told).containsExactly("CLOSED -> OPEN: failure rate 0.91 of 11 calls in 10 s (limit 0.5)");
    }

    @Test
    void closed_slowCalls_openWhetherTheyFailOrNot() {
        succeed(2);
        for (int i = 0; i < 4; i++) {
            breaker.onFailure(breaker.tryAcquire(), SLOW);
        }
        for (int i = 0; i < 3; i++) {
            breaker.onSuccess(breaker.tryAcquire(), SLOW);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        breaker.onSuccess(breaker.tryAcquire(), SLOW);

        assertThat(told)
                .containsExactly(
                        "CLOSED -> OPEN: slow call rate 0.80 of 10 calls in 10 s (limit 0.8), slow is above 200 ms");
    }

    @Test
    void closed_callsAsLongAsTheLimit_areNotSlow() {
        for (int i = 0; i < 20; i++) {
            breaker.onSuccess(breaker.tryAcquire(), SLOW - 1);
        }

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void closed_slowCallsThatDoNotCount_neverOpen() {
        Settings settings = new Settings(0.5, 1.0, Long.MAX_VALUE, 10 * SECOND, 10, 5 * SECOND, 4);
        CircuitBreaker patient = new CircuitBreaker(settings, now::get, (from, to, cause) -> told.add(cause));
        for (int i = 0; i < 20; i++) {
            patient.onSuccess(patient.tryAcquire(), Long.MAX_VALUE);
        }

        assertThat(told).isEmpty();
    }

    @Test
    void closed_ignoredCalls_doNotCount() {
        fail(9);
        for (int i = 0; i < 20; i++) {
            breaker.onIgnored(breaker.tryAcquire());
        }

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void open_beforeItsWaitIsOver_refuses() {
        open();
        now.addAndGet(5 * SECOND - 1);

        assertThat(breaker.permits()).isFalse();
        assertThat(breaker.nanosUntilHalfOpen()).isEqualTo(1);
        assertThat(breaker.tryAcquire()).isEqualTo(REFUSED);
        assertThat(told).isEmpty();
    }

    @Test
    void open_afterItsWait_letsOneCallOpenIt() {
        open();
        now.addAndGet(5 * SECOND);

        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.nanosUntilHalfOpen()).isZero();
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.tryAcquire()).isNotEqualTo(REFUSED);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(told).containsExactly("OPEN -> HALF_OPEN: open for 5 s");
    }

    @Test
    void halfOpen_allProbesOut_refuses() {
        halfOpen();

        assertThat(breaker.permits()).isFalse();
        assertThat(breaker.tryAcquire()).isEqualTo(REFUSED);
    }

    @Test
    void halfOpen_probesThatCameBack_areNotReplaced() {
        List<Integer> probes = halfOpen();
        breaker.onSuccess(probes.get(0), FAST);

        assertThat(breaker.tryAcquire()).isEqualTo(REFUSED);
    }

    @Test
    void halfOpen_enoughProbesSucceed_closesWithAnEmptyWindow() {
        List<Integer> probes = halfOpen();
        breaker.onFailure(probes.get(0), FAST);
        probes.subList(1, 4).forEach(probe -> breaker.onSuccess(probe, FAST));
        assertThat(told).containsExactly("HALF_OPEN -> CLOSED: 1 of 4 probes failed");

        fail(9);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void halfOpen_tooManyProbesFail_opensForAnotherWait() {
        List<Integer> probes = halfOpen();
        probes.subList(0, 2).forEach(probe -> breaker.onSuccess(probe, FAST));
        probes.subList(2, 4).forEach(probe -> breaker.onFailure(probe, FAST));

        assertThat(told).containsExactly("HALF_OPEN -> OPEN: failure rate 0.50 of 4 probes (limit 0.5)");
        assertThat(breaker.nanosUntilHalfOpen()).isEqualTo(5 * SECOND);
    }

    @Test
    void halfOpen_slowProbes_openAgain() {
        halfOpen().forEach(probe -> breaker.onSuccess(probe, SLOW));

        assertThat(told)
                .containsExactly(
                        "HALF_OPEN -> OPEN: slow call rate 1.00 of 4 probes (limit 0.8), slow is above 200 ms");
    }

    @Test
    void halfOpen_moreProbesThanMinimumCalls_isDecidedByTheMinimum() {
        Settings settings = new Settings(0.5, 1.0, Long.MAX_VALUE, 10 * SECOND, 2, 5 * SECOND, 4);
        CircuitBreaker quick = new CircuitBreaker(settings, now::get, (from, to, cause) -> told.add(cause));
        quick.onFailure(quick.tryAcquire(), FAST);
        quick.onFailure(quick.tryAcquire(), FAST);
        now.addAndGet(5 * SECOND);
        quick.onSuccess(quick.tryAcquire(), FAST);
        quick.onSuccess(quick.tryAcquire(), FAST);

        assertThat(quick.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void halfOpen_ignoredProbe_makesRoomForAnother() {
        List<Integer> probes = halfOpen();
        breaker.onIgnored(probes.get(0));

        assertThat(breaker.permits()).isTrue();
        int another = breaker.tryAcquire();
        assertThat(another).isNotEqualTo(REFUSED);
        assertThat(breaker.tryAcquire()).isEqualTo(REFUSED);
        probes.subList(1, 4).forEach(probe -> breaker.onSuccess(probe, FAST));
        breaker.onSuccess(another, FAST);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void halfOpen_probeGivenBackTwice_doesNotRaiseTheLimit() {
        List<Integer> probes = halfOpen();
        for (int i = 0; i < 10; i++) {
            breaker.onIgnored(probes.get(0));
        }
        int more = 0;
        while (breaker.tryAcquire() != REFUSED) {
            more++;
        }

        assertThat(more).isEqualTo(4);
    }

    @Test
    void halfOpen_probesNeverComeBack_beginsAnew() {
        List<Integer> lost = halfOpen();
        now.addAndGet(5 * SECOND - 1);
        assertThat(breaker.permits()).isFalse();
        assertThat(breaker.tryAcquire()).isEqualTo(REFUSED);
        now.addAndGet(1);

        assertThat(breaker.permits()).isTrue();
        int probe = breaker.tryAcquire();
        assertThat(probe).isNotEqualTo(REFUSED).isNotEqualTo(lost.get(0));
        assertThat(told).containsExactly("HALF_OPEN -> HALF_OPEN: no probe came back in 5 s");
        lost.forEach(late -> breaker.onFailure(late, FAST));
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void halfOpen_lastProbeLeftLate_isWaitedForFromThen() {
        open();
        now.addAndGet(5 * SECOND);
        for (int i = 0; i < 4; i++) {
            breaker.tryAcquire();
            now.addAndGet(4 * SECOND);
        }

        assertThat(breaker.tryAcquire()).isEqualTo(REFUSED);
        now.addAndGet(SECOND);
        assertThat(breaker.tryAcquire()).isNotEqualTo(REFUSED);
    }

    @Test
    void permit_ofAnOlderGeneration_changesNothing() {
        int old = breaker.tryAcquire();
        List<Integer> probes = halfOpen();
        for (int i = 0; i < 10; i++) {
            breaker.onSuccess(old, FAST);
            breaker.onFailure(old, FAST);
            breaker.onIgnored(old);
        }

        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.tryAcquire()).isEqualTo(REFUSED);
        probes.forEach(probe -> breaker.onSuccess(probe, FAST));
        probes.forEach(probe -> breaker.onFailure(probe, FAST));
        fail(6);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void permit_thatWasRefused_changesNothing() {
        for (int i = 0; i < 20; i++) {
            breaker.onFailure(REFUSED, FAST);
            breaker.onIgnored(REFUSED);
        }

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void forcedOpen_refusesUntilReset() {
        breaker.forceOpen("maintenance");
        breaker.forceOpen("again");
        now.addAndGet(1000 * SECOND);
        assertThat(breaker.permits()).isFalse();
        assertThat(breaker.tryAcquire()).isEqualTo(REFUSED);
        assertThat(breaker.nanosUntilHalfOpen()).isEqualTo(Long.MAX_VALUE);
        breaker.reset("done");

        assertThat(breaker.tryAcquire()).isNotEqualTo(REFUSED);
        assertThat(told).containsExactly("CLOSED -> FORCED_OPEN: maintenance", "FORCED_OPEN -> CLOSED: done");
    }

    @Test
    void forcedClosed_letsAllThroughUncounted() {
        open();
        breaker.forceClosed("known");
        fail(100);
        assertThat(breaker.state()).isEqualTo(State.FORCED_CLOSED);
        assertThat(breaker.permits()).isTrue();
        breaker.reset("done");
        fail(9);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(told).containsExactly("OPEN -> FORCED_CLOSED: known", "FORCED_CLOSED -> CLOSED: done");
    }

    @Test
    void settings_thatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> new Settings(1.2, 1, 1, SECOND, 1, 1, 1))
                .hasMessage("failureRate: 1.2 (expected: > 0 and <= 1)");
        assertThatThrownBy(() -> new Settings(1, Double.NaN, 1, SECOND, 1, 1, 1))
                .hasMessage("slowCallRate: NaN (expected: > 0 and <= 1)");
        assertThatThrownBy(() -> new Settings(1, 1, 0, SECOND, 1, 1, 1))
                .hasMessage("slowCallNanos: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new Settings(1, 1, 1, 9, 1, 1, 1)).hasMessage("windowNanos: 9 (expected: >= 1000000)");
        assertThatThrownBy(() -> new Settings(1, 1, 1, SECOND, 0, 1, 1)).hasMessage("minimumCalls: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new Settings(1, 1, 1, SECOND, 1, 0, 1))
                .hasMessage("waitInOpenNanos: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new Settings(1, 1, 1, SECOND, 1, 1, 0))
                .hasMessage("halfOpenCalls: 0 (expected: 1 to 1000000)");
    }
}
