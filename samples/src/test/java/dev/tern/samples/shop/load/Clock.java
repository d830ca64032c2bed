package dev.tern.samples.shop.load;

import java.time.Instant;

/** Tells nanoseconds since 1970: the wall clock's at the start, and from there on with the monotonic clock's steps. */
final class Clock {

    private final long epochNanos;
    private final long startNanos;

    Clock() {
        epochNanos = nanosOf(Instant.now());
        startNanos = System.nanoTime();
    }

    long now() {
        return epochNanos + (System.nanoTime() - startNanos);
    }

    static long nanosOf(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }
}
