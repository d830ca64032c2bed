package dev.tern.rpc.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A limit of 10 permits per second, one each 100 ms; the clock begins shortly before it overflows. */
class RateLimiterTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND / 2);
    private final RateLimiter limiter = new RateLimiter(10, SECOND, now::get);

    private int take() {
        int taken = 0;
        while (limiter.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    @Test
    void burst_ofAFullBucket_isThePermits() {
        assertThat(take()).isEqualTo(10);
        assertThat(limiter.nanosUntilPermit()).isEqualTo(SECOND / 10);
    }

    @Test
    void with_otherValues_keepsWhatIsTaken() {
        for (int i = 0; i < 4; i++) {
            assertThat(limiter.tryAcquire()).isTrue();
        }
        RateLimiter wider = limiter.with(6, 6 * SECOND);

        assertThat(wider.tryAcquire()).isTrue();
        assertThat(wider.tryAcquire()).isTrue();
        assertThat(wider.tryAcquire()).isFalse();
        assertThat(wider.nanosUntilPermit()).isEqualTo(SECOND);
        assertThat(wider.with(3, SECOND).tryAcquire()).isFalse();
        assertThat(limiter.with(5, SECOND).tryAcquire()).isTrue();
    }

    @Test
    void permits_afterABurst_comeOneByOne() {
        take();

        now.addAndGet(SECOND / 10 - 1);
        assertThat(limiter.tryAcquire()).isFalse();
        assertThat(limiter.nanosUntilPermit()).isEqualTo(1);
        now.addAndGet(1);
        assertThat(limiter.nanosUntilPermit()).isZero();
        assertThat(take()).isEqualTo(1);
        now.addAndGet(SECOND / 2);
        assertThat(take()).isEqualTo(5);
    }

    @Test
    void bucket_leftAlone_holdsNoMoreThanThePermits() {
        take();
        now.addAndGet(3600 * SECOND);

        assertThat(take()).isEqualTo(10);
    }

    @Test
    void longRun_ofUnevenSteps_isExactlyTheRate() {
        take();
        int taken = 0;
        for (int step = 0; step < 1000; step++) {
            now.addAndGet(37_000_000 + step % 3 * 1_000_000L);
            taken += take();
        }

        assertThat(taken).isEqualTo(379); // 37.999 s in all
    }

    @Test
    void rate_thatDoesNotDivide_isNeverExceeded() {
        RateLimiter thirds = new RateLimiter(3, 10, now::get);
        int taken = 0;
        for (int nano = 0; nano < 1000; nano++) {
            taken += thirds.tryAcquire() ? 1 : 0;
            now.incrementAndGet();
        }

        assertThat(taken).isEqualTo(3 - 1 + 250); // 4 ns each
    }

    @Test
    void threads_atOneTime_getTheBurstTogether() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        RateLimiter many = new RateLimiter(1000, SECOND, now::get);
        Together.run(8, 1000, () -> taken.addAndGet(many.tryAcquire() ? 1 : 0));

        assertThat(taken.get()).isEqualTo(1000);
    }

    @Test
    void settings_thatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> new RateLimiter(0, SECOND, now::get)).hasMessage("permits: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new RateLimiter(1, 0, now::get))
                .hasMessage("period: 0 ns (expected: > 0 and <= 2^62 ns)");
        assertThatThrownBy(() -> new RateLimiter(1001, 1000, now::get))
                .hasMessage("period: 1000 ns (expected: >= 1001 ns, 1 ns for each permit)");
    }
}
