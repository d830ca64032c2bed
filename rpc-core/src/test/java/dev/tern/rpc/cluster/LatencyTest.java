package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code Latency} alone: rises at once, forgets slowly. */
class LatencyTest {

    private static final long MS = 1_000_000;
    private final Latency latency = new Latency();
    private long now = Duration.ofDays(100).toNanos(); // beyond 32 bits of ticks

    @Test
    void nobodyCalled_isNotKnown() {
        assertThat(latency.nanos(now)).isZero();
    }

    @Test
    void slowCall_isSeenAtOnce() {
        latency.record(2 * MS, now);
        latency.record(200 * MS, now);

        assertThat(latency.nanos(now)).isCloseTo(200 * MS, withPercentage(0.1));
    }

    @Test
    void slowCall_isForgottenByTime() {
        latency.record(200 * MS, now);
        assertThat(latency.nanos(now + Duration.ofSeconds(2).toNanos()))
                .isCloseTo(200 * MS / Math.E, withPercentage(0.1));
        assertThat(latency.nanos(now + Duration.ofMinutes(10).toNanos())).isLessThan(1);
    }

    @Test
    void manyQuickCalls_bringItDownOverTime() {
        latency.record(200 * MS, now);
        for (int i = 0; i < 20_000; i++) { // 10 a millisecond
            now += MS / 10;
            latency.record(2 * MS, now);
        }
        assertThat(latency.nanos(now)).isCloseTo(2 * MS + 198 * MS / Math.E, withPercentage(2));
    }

    @Test
    void quickCallAfterALongPause_countsFully() {
        latency.record(200 * MS, now);
        now += Duration.ofMinutes(5).toNanos();
        latency.record(2 * MS, now);

        assertThat(latency.nanos(now)).isCloseTo(2 * MS, withPercentage(1));
    }
}
