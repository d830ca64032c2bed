package dev.tern.rpc.registry.zk;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing, jittered delays: 100 ms, times 1.6 for each trouble in a row, 10 s at most, all ±20 %. For one thread. */
final class Backoff {

    private static final double FIRST_MILLIS = 100;
    private static final double GROWTH = 1.6;
    private static final double MOST_MILLIS = 10_000;
    private static final double JITTER = 0.2;

    private final RandomGenerator random;
    private int troubles;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Counts one trouble more, and gives the delay after it. */
    Duration next() {
        troubles++;
        return delay();
    }

    /** The delay after the troubles so far; none without trouble. */
    Duration delay() {
        if (troubles == 0) {
            return Duration.ZERO;
        }
        double millis = Math.min(FIRST_MILLIS * Math.pow(GROWTH, troubles - 1), MOST_MILLIS);
        return jittered(Duration.ofMillis((long) millis), random);
    }

    /** Forgets the troubles. */
    void reset() {
        troubles = 0;
    }

    /** A duration ±20 %, so that many processes do not act at the same moment. */
    static Duration jittered(Duration duration, RandomGenerator random) {
        return Duration.ofNanos((long) (duration.toNanos() * random.nextDouble(1 - JITTER, 1 + JITTER)));
    }

    /** Any duration up to a limit, so that many processes that were waiting for the same do not all begin at once. */
    static Duration within(Duration limit, RandomGenerator random) {
        return Duration.ofNanos((long) (limit.toNanos() * random.nextDouble()));
    }
}
