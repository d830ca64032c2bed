package dev.tern.rpc.policy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * So many permits per period, spread evenly, with a burst of as many: the generic cell rate algorithm (ITU-T I.371, "virtual scheduling"), which is
 * a token bucket kept as one time. That time is when the bucket will be full again. Each permit moves it on by {@code period / permits}; it may lie
 * ahead of the present by what a full bucket holds. Nothing refills in the background.
 *
 * <p>As with every token bucket, a period that begins with a full bucket lets through a burst and the refill of that period, at most twice the
 * permits less one. The time of one permit is rounded up to whole nanoseconds, so a long run is never faster than asked for.
 *
 * <p>One compare-and-set per call, no lock, no allocation. Safe for all threads.
 */
public final class RateLimiter {

    private final int permits;
    private final long periodNanos;
    private final LongSupplier nanoTime;
    private final long permitNanos;
    private final long burstNanos;
    private final AtomicLong fullAt;

    /** A limiter that begins with a full bucket. A permit must take at least 1 ns; a period ends with 2^62 ns. */
    public RateLimiter(int permits, long periodNanos, LongSupplier nanoTime) {
        Expect.atLeast(1, "permits", permits);
        Expect.that(periodNanos > 0 && periodNanos <= 1L << 62, "period", periodNanos + " ns", "> 0 and <= 2^62 ns");
        Expect.that(
                periodNanos >= permits, "period", periodNanos + " ns", ">= " + permits + " ns, 1 ns for each permit");
        this.permits = permits;
        this.periodNanos = periodNanos;
        this.nanoTime = nanoTime;
        this.permitNanos = (periodNanos - 1) / permits + 1;
        this.burstNanos = permitNanos * (permits - 1);
        this.fullAt = new AtomicLong(nanoTime.getAsLong());
    }

    /** A limiter with other values, of which as many permits are taken as of this one. What is taken of this one meanwhile is not counted. */
    public RateLimiter with(int newPermits, long newPeriodNanos) {
        RateLimiter changed = new RateLimiter(newPermits, newPeriodNanos, nanoTime);
        long now = nanoTime.getAsLong();
        double taken = Math.min(newPermits, Math.max(0, fullAt.get() - now) / (double) permitNanos);
        changed.fullAt.set(now + Math.round(taken * changed.permitNanos));
        return changed;
    }

    /** Takes a permit if there is one now. */
    public boolean tryAcquire() {
        return tryAcquire(nanoTime.getAsLong());
    }

    /** The same for who has just looked at the clock. */
    boolean tryAcquire(long now) {
        long full = fullAt.get();
        while (true) {
            long from = full - now > 0 ? full : now;
            if (from - now > burstNanos) {
                return false;
            }
            long seen = fullAt.compareAndExchange(full, from + permitNanos);
            if (seen == full) {
                return true;
            }
            full = seen;
        }
    }

    /** How long until {@link #tryAcquire()} can succeed, if nobody else takes a permit; 0 if it can now. */
    public long nanosUntilPermit() {
        return Math.max(0, fullAt.get() - nanoTime.getAsLong() - burstNanos);
    }

    @Override
    public String toString() {
        return "rate limit " + permits + " per " + Nanos.text(periodNanos);
    }
}
