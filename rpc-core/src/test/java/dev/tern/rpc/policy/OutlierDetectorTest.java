package dev.tern.rpc.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.policy.OutlierDetector.Host;
import dev.tern.rpc.policy.OutlierDetector.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A detector with Envoy's figures whose owner and hosts are the test; its clock begins shortly before it overflows. */
class OutlierDetectorTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 35 * SECOND);
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final OutlierDetector.Listener listener = new OutlierDetector.Listener() {
        @Override
        public void ejected(Object key, String reason) {
            told.add(key + " out: " + reason);
        }

        @Override
        public void returned(Object key) {
            told.add(key + " back");
        }
    };
    private OutlierDetector detector = new OutlierDetector(Settings.standard(), now::get, listener);

    private List<Host> hosts(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> detector.add("h" + number))
                .toList();
    }

    private static void fail(Host host, int times) {
        for (int i = 0; i < times; i++) {
            host.onFailure();
        }
    }

    /** The failures spread among the successes, so that no five follow each other. */
    private static void call(Host host, int successes, int failures) {
        for (int i = 0; i < successes; i++) {
            host.onSuccess();
            if (i < failures) {
                host.onFailure();
            }
        }
    }

    private List<Object> sweepAfter(long nanos) {
        now.addAndGet(nanos);
        return detector.sweep();
    }

    private void share(double maxEjectedShare) {
        Settings standard = Settings.standard();
        Settings settings = new Settings(
                standard.consecutiveFailures(),
                standard.intervalNanos(),
                standard.baseEjectionNanos(),
                standard.maxEjectionNanos(),
                maxEjectedShare,
                standard.successRateMinimumHosts(),
                standard.successRateRequestVolume(),
                standard.successRateStdevFactor(),
                standard.panicThreshold(),
                standard.rampNanos());
        detector = new OutlierDetector(settings, now::get, listener);
    }

    @Test
    void host_failsFiveTimesInARow_isEjectedAtOnce() {
        Host host = hosts(3).get(0);
        fail(host, 4);
        host.onSuccess();
        fail(host, 4);
        assertThat(host.isEjected()).isFalse();
        fail(host, 1);

        assertThat(host.isEjected()).isTrue();
        assertThat(told).containsExactly("h0 out: 5 failures in a row");
    }

    @Test
    void host_whoseTimeIsOver_returnsWithNewCounters() {
        Host host = hosts(3).get(0);
        fail(host, 9);
        assertThat(sweepAfter(10 * SECOND)).isEmpty();
        assertThat(sweepAfter(20 * SECOND - 1)).isEmpty();
        assertThat(detector.nanosUntilNextEvent()).isEqualTo(1);
        assertThat(sweepAfter(1)).containsExactly("h0");

        assertThat(host.isEjected()).isFalse();
        assertThat(told).containsExactly("h0 out: 5 failures in a row", "h0 back");
        fail(host, 4);
        assertThat(host.isEjected()).isFalse();
    }

    @Test
    void nextEvent_isTheEndOfTheIntervalOrAReturn() {
        Host host = hosts(3).get(0);
        assertThat(detector.nanosUntilNextEvent()).isEqualTo(10 * SECOND);
        sweepAfter(10 * SECOND);
        now.addAndGet(4 * SECOND);
        fail(host, 5);
        assertThat(detector.nanosUntilNextEvent()).isEqualTo(6 * SECOND);
        sweepAfter(6 * SECOND);
        sweepAfter(10 * SECOND);
        sweepAfter(10 * SECOND);

        assertThat(detector.nanosUntilNextEvent()).isEqualTo(4 * SECOND);
        assertThat(sweepAfter(4 * SECOND)).containsExactly("h0");
        now.addAndGet(60 * SECOND);
        assertThat(detector.nanosUntilNextEvent()).isZero();
    }

    /** How long the host stays out when ejected now, in seconds. */
    private long secondsOut(Host host) {
        fail(host, 5);
        for (long seconds = 1; ; seconds++) {
            if (!sweepAfter(SECOND).isEmpty()) {
                return seconds;
            }
        }
    }

    @Test
    void ejections_ofOneHost_growToTheMaximum() {
        Host host = hosts(3).get(0);
        List<Long> seconds =
                IntStream.range(0, 12).mapToObj(i -> secondsOut(host)).toList();

        assertThat(seconds).containsExactly(30L, 60L, 90L, 120L, 150L, 180L, 210L, 240L, 270L, 300L, 300L, 300L);
    }

    @Test
    void ejections_afterIntervalsThatWereWell_shrinkAgain() {
        Host host = hosts(3).get(0);
        secondsOut(host);
        secondsOut(host);
        assertThat(secondsOut(host)).isEqualTo(90);
        sweepAfter(10 * SECOND);
        sweepAfter(10 * SECOND);

        assertThat(secondsOut(host)).isEqualTo(60);
        for (int interval = 0; interval < 10; interval++) {
            sweepAfter(10 * SECOND);
        }
        assertThat(secondsOut(host)).isEqualTo(30);
    }

    @Test
    void ejections_howeverMany_areForgottenInElevenIntervals() {
        Host host = hosts(3).get(0);
        for (int ejection = 0; ejection < 30; ejection++) {
            secondsOut(host);
        }
        for (int interval = 0; interval < 11; interval++) {
            sweepAfter(10 * SECOND);
        }

        assertThat(secondsOut(host)).isEqualTo(30);
    }

    @Test
    void lastHost_isNeverEjected() {
        List<Host> hosts = hosts(3);
        hosts.forEach(host -> fail(host, 50));

        assertThat(hosts).extracting(Host::isEjected).containsExactly(true, true, false);
        detector.remove(hosts.get(1));
        detector.remove(hosts.get(0));
        fail(hosts.get(2), 50);
        assertThat(hosts.get(2).isEjected()).isFalse();
    }

    @Test
    void hostThatMayNotBeEjected_isEjectedOnceAnotherIsBack() {
        List<Host> hosts = hosts(2);
        fail(hosts.get(0), 5);
        fail(hosts.get(1), 7);
        assertThat(hosts.get(1).isEjected()).isFalse();
        sweepAfter(30 * SECOND);
        fail(hosts.get(1), 3);

        assertThat(hosts.get(1).isEjected()).isTrue();
    }

    @Test
    void share_boundsTheEjected() {
        share(0.3);
        List<Host> hosts = hosts(10);
        hosts.forEach(host -> fail(host, 5));

        assertThat(hosts).filteredOn(Host::isEjected).hasSize(3);
    }

    @Test
    void share_thatIsNoExactFraction_isNotRoundedAway() {
        share(0.29);
        List<Host> hosts = hosts(100);
        hosts.forEach(host -> fail(host, 5));

        assertThat(hosts).filteredOn(Host::isEjected).hasSize(29);
    }

    @Test
    void share_ofLessThanOneHost_stillAllowsOne() {
        share(0.1);
        List<Host> hosts = hosts(4);
        hosts.forEach(host -> fail(host, 5));

        assertThat(hosts).filteredOn(Host::isEjected).hasSize(1);
    }

    @Test
    void removal_thatLeavesOnlyEjectedHosts_letsTheNextIn() {
        List<Host> hosts = hosts(3);
        fail(hosts.get(1), 5);
        now.addAndGet(SECOND);
        fail(hosts.get(0), 5);
        told.clear();
        detector.remove(hosts.get(2));

        assertThat(told).containsExactly("h1 back");
        assertThat(hosts.get(0).isEjected()).isTrue();
        assertThat(hosts.get(1).isEjected()).isFalse();
    }

    @Test
    void removal_ofAnEjectedHost_makesRoomForAnother() {
        List<Host> hosts = hosts(3);
        fail(hosts.get(0), 5);
        detector.remove(hosts.get(0));
        fail(hosts.get(1), 5);

        assertThat(hosts.get(1).isEjected()).isTrue();
    }

    @Test
    void host_thatWasRemoved_changesNothing() {
        List<Host> hosts = hosts(3);
        fail(hosts.get(0), 4);
        detector.remove(hosts.get(0));
        detector.remove(hosts.get(0));
        fail(hosts.get(0), 5);

        assertThat(told).isEmpty();
        assertThat(detector.panic()).isFalse();
    }

    /** Envoy's example: rates of 50, 100, 100, 100, 100 give a mean of 90, a deviation of 20 and a limit of 52. */
    @Test
    void successRate_farBelowTheMean_isEjectedAtTheEndOfTheInterval() {
        List<Host> hosts = hosts(5);
        call(hosts.get(0), 50, 50);
        hosts.subList(1, 5).forEach(host -> call(host, 100, 0));
        assertThat(sweepAfter(10 * SECOND - 1)).isEmpty();
        assertThat(told).isEmpty();
        sweepAfter(1);

        assertThat(told)
                .containsExactly(
                        "h0 out: success rate 0.500 of 100 calls in 10 s (limit 0.520: mean 0.900 - 1.9 * deviation 0.200)");
        assertThat(detector.nanosUntilNextEvent()).isEqualTo(10 * SECOND);
    }

    @Test
    void successRates_ofTooFewHostsOrCalls_areNotCompared() {
        List<Host> hosts = hosts(6);
        call(hosts.get(0), 50, 50);
        hosts.subList(1, 4).forEach(host -> call(host, 100, 0));
        hosts.subList(4, 6).forEach(host -> call(host, 99, 0));
        sweepAfter(10 * SECOND);

        assertThat(told).isEmpty();
    }

    @Test
    void successRates_ofEarlierIntervals_areForgotten() {
        List<Host> hosts = hosts(5);
        call(hosts.get(0), 49, 50);
        hosts.subList(1, 5).forEach(host -> call(host, 100, 0));
        sweepAfter(10 * SECOND);
        hosts.forEach(host -> call(host, 100, 0));
        sweepAfter(10 * SECOND);

        assertThat(told).isEmpty();
    }

    @Test
    void successRates_thatAreAllEqual_ejectNobody() {
        List<Host> hosts = hosts(7);
        for (int failures = 0; failures <= 100; failures++) {
            for (Host host : hosts) {
                call(host, 200 - failures, failures);
            }
            sweepAfter(10 * SECOND);
        }

        assertThat(told).isEmpty();
    }

    @Test
    void successRate_fromBeforeAnEjection_doesNotEjectAgain() {
        detector = new OutlierDetector(
                new Settings(5, 10 * SECOND, SECOND, 300 * SECOND, 1, 5, 100, 1.9, 0.5, 0), now::get, listener);
        List<Host> hosts = hosts(5);
        call(hosts.get(0), 50, 50);
        fail(hosts.get(0), 5);
        hosts.subList(1, 5).forEach(host -> call(host, 100, 0));
        sweepAfter(SECOND);
        sweepAfter(9 * SECOND);

        assertThat(told).containsExactly("h0 out: 5 failures in a row", "h0 back");
        assertThat(hosts.get(0).rampShare()).isEqualTo(1);
    }

    @Test
    void successRates_ofManyOutliers_ejectTheWorstFirst() {
        share(0.1);
        List<Host> hosts = hosts(20);
        call(hosts.get(3), 58, 42);
        call(hosts.get(5), 51, 49);
        hosts.subList(6, 20).forEach(host -> call(host, 100, 0));
        call(hosts.get(1), 55, 45);
        sweepAfter(10 * SECOND);

        assertThat(hosts).filteredOn(Host::isEjected).containsExactly(hosts.get(1), hosts.get(5));
    }

    @Test
    void panic_holdsWhenFewerThanHalfAreLeft() {
        List<Host> hosts = hosts(4);
        fail(hosts.get(0), 5);
        fail(hosts.get(1), 5);
        assertThat(detector.panic()).isFalse();
        fail(hosts.get(2), 5);
        assertThat(detector.panic()).isTrue();
        sweepAfter(30 * SECOND);
        assertThat(detector.panic()).isFalse();
    }

    @Test
    void share_ofAHostThatIsBack_grows() {
        Host host = hosts(3).get(0);
        assertThat(host.rampShare()).isEqualTo(1);
        fail(host, 5);
        assertThat(host.rampShare()).isEqualTo(1);
        sweepAfter(30 * SECOND);

        assertThat(host.rampShare()).isEqualTo(0.1);
        now.addAndGet(15 * SECOND);
        assertThat(host.rampShare()).isEqualTo(0.5);
        now.addAndGet(15 * SECOND);
        assertThat(host.rampShare()).isEqualTo(1);
        sweepAfter(0);
        now.addAndGet(Long.MAX_VALUE);
        assertThat(host.rampShare()).isEqualTo(1);
    }

    /** What was told adds up to what is, and one host at least is left. */
    @Test
    void threads_failingEverywhere_neverEjectAll() throws Exception {
        List<Host> hosts = hosts(4);
        Together.run(6, 20_000, () -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            Host host = hosts.get(random.nextInt(4));
            if (random.nextInt(20) == 0) {
                host.onSuccess();
            } else {
                host.onFailure();
            }
            if (random.nextInt(100) == 0) {
                now.addAndGet(10 * SECOND);
                detector.sweep();
            }
        });

        long out = told.stream().filter(text -> text.contains(" out")).count();
        long back = told.stream().filter(text -> text.endsWith(" back")).count();
        assertThat(out).isGreaterThan(10);
        assertThat(hosts)
                .filteredOn(Host::isEjected)
                .hasSize((int) (out - back))
                .hasSizeLessThan(4);
    }

    @Test
    void settings_thatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> new Settings(0, 1, 1, 1, 1, 1, 1, 1, 1, 1))
                .hasMessage("consecutiveFailures: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new Settings(1, 1, 5, 4, 1, 1, 1, 1, 1, 1))
                .hasMessage("maxEjectionNanos: 4 (expected: baseEjectionNanos, 5, to 2^61)");
        assertThatThrownBy(() -> share(0)).hasMessage("maxEjectedShare: 0.0 (expected: > 0 and <= 1)");
        assertThatThrownBy(() -> new Settings(1, 1, 1, 1, 1, 1, 1, -1, 1, 1))
                .hasMessage("successRateStdevFactor: -1.0 (expected: >= 0)");
        assertThatThrownBy(() -> new Settings(1, 1, 1, 1, 1, 1, 1, 1, 1.5, 1))
                .hasMessage("panicThreshold: 1.5 (expected: 0 to 1)");
        assertThatThrownBy(() -> new Settings(1, 1, 1, 1, 1, 1, 1, 1, 1, -1))
                .hasMessage("rampNanos: -1 (expected: >= 0)");
    }
}
