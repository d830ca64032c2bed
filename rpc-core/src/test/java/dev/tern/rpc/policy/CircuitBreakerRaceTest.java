package dev.tern.rpc.policy;

import static dev.tern.rpc.policy.CircuitBreaker.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.policy.CircuitBreaker.Settings;
import dev.tern.rpc.policy.CircuitBreaker.State;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many threads call through one breaker while one clock, moved by all of them, runs. */
class CircuitBreakerRaceTest {

    private static final long SECOND = 1_000_000_000;
    private static final int PROBES = 3;
    private static final Settings SETTINGS = new Settings(0.5, 1, Long.MAX_VALUE, 10 * SECOND, 20, 5 * SECOND, PROBES);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger moves = new AtomicInteger();
    private final CircuitBreaker breaker =
            new CircuitBreaker(SETTINGS, now::get, (from, to, cause) -> moves.incrementAndGet());

    private void open() {
        for (int i = 0; i < 20; i++) {
            breaker.onFailure(breaker.tryAcquire(), 1);
        }
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void open_afterItsWait_givesAllThreadsTogetherItsProbes() throws Exception {
        for (int round = 0; round < 200; round++) {
            open();
            now.addAndGet(5 * SECOND);
            moves.set(0);
            AtomicInteger given = new AtomicInteger();
            Together.run(4, 5, () -> given.addAndGet(breaker.tryAcquire() == REFUSED ? 0 : 1));

            assertThat(given.get()).isEqualTo(PROBES);
            assertThat(moves.get()).isEqualTo(1);
            breaker.reset("next round");
        }
    }

    @Test
    void probes_ignoredByManyThreads_areNeverMoreThanAllowedAtOnce() throws Exception {
        open();
        now.addAndGet(5 * SECOND);
        AtomicInteger out = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Together.run(8, 20_000, () -> {
            int permit = breaker.tryAcquire();
            if (permit != REFUSED) {
                most.accumulateAndGet(out.incrementAndGet(), Math::max);
                out.decrementAndGet();
                breaker.onIgnored(permit);
            }
        });

        assertThat(most.get()).isBetween(1, PROBES);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        for (int probe = 0; probe < PROBES; probe++) {
            breaker.onSuccess(breaker.tryAcquire(), 1);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    /**
     * Calls fail, succeed, are cancelled, come late or get lost, at random. A closed generation ends with 20 counted calls or more and a half-open one
     * never has more than its probes, so no generation but the last lies between. However it ends, the breaker closes when calls succeed again.
     */
    @Test
    void breaker_underAnyOutcomes_keepsToItsProbesAndIsNeverStuck() throws Exception {
        ConcurrentSkipListMap<Integer, Generation> generations = new ConcurrentSkipListMap<>();
        ThreadLocal<Integer> late = ThreadLocal.withInitial(() -> REFUSED);
        Together.run(8, 30_000, () -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            now.addAndGet(random.nextLong(SECOND / 1000));
            int permit = breaker.tryAcquire();
            if (permit == REFUSED) {
                return;
            }
            Generation generation = generations.computeIfAbsent(permit, any -> new Generation());
            generation.given();
            int kind = random.nextInt(100);
            if (kind < 10) {
                generation.out.decrementAndGet();
                breaker.onIgnored(permit);
            } else if (kind < 55) {
                breaker.onSuccess(permit, 1);
            } else if (kind < 98) {
                breaker.onFailure(permit, 1);
            } else if (kind == 98) {
                breaker.onFailure(late.get(), 1);
                late.set(permit);
            }
        });

        generations.pollLastEntry();
        assertThat(generations).hasSizeGreaterThan(10);
        assertThat(generations.values())
                .extracting(generation -> generation.most.get())
                .allMatch(most -> most <= PROBES || most >= 20);
        for (int i = 0; i < 4 * PROBES && breaker.state() != State.CLOSED; i++) {
            now.addAndGet(5 * SECOND);
            breaker.onSuccess(breaker.tryAcquire(), 1);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    /** What a generation gave, less what was ignored. */
    private static final class Generation {

        final AtomicInteger out = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();

        void given() {
            most.accumulateAndGet(out.incrementAndGet(), Math::max);
        }
    }
}
