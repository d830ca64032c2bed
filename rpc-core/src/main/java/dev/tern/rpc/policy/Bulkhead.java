package dev.tern.rpc.policy;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many calls run at once (resilience4j's {@code SemaphoreBulkhead} without waiting). One who is refused is told at once; nobody queues.
 * One compare-and-set per call, no lock. Safe for all threads.
 */
public final class Bulkhead {

    private volatile int maxConcurrent;
    private final AtomicInteger inUse = new AtomicInteger();

    /** A bulkhead of so many permits, at least 1. */
    public Bulkhead(int maxConcurrent) {
        Expect.atLeast(1, "maxConcurrent", maxConcurrent);
        this.maxConcurrent = maxConcurrent;
    }

    /** So many permits from now on, at least 1. Those that are out stay out; if they are more, none is given until enough came back. */
    public void resize(int newMaxConcurrent) {
        Expect.atLeast(1, "maxConcurrent", newMaxConcurrent);
        maxConcurrent = newMaxConcurrent;
    }

    /** Takes a permit if one is left; whoever got it gives it back once with {@link #release()}. */
    public boolean tryAcquire() {
        int now = inUse.get();
        while (now < maxConcurrent) {
            int seen = inUse.compareAndExchange(now, now + 1);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        return false;
    }

    /**
     * Gives a permit back.
     *
     * @throws IllegalStateException if none is out: somebody gave one back twice
     */
    public void release() {
        int now = inUse.get();
        while (now > 0) {
            int seen = inUse.compareAndExchange(now, now - 1);
            if (seen == now) {
                return;
            }
            now = seen;
        }
        throw new IllegalStateException("permits in use: 0 (expected: one release for each permit)");
    }

    /** How many permits are out. */
    public int inUse() {
        return inUse.get();
    }

    /** How many permits there are. */
    public int maxConcurrent() {
        return maxConcurrent;
    }

    @Override
    public String toString() {
        return "bulkhead " + inUse() + "/" + maxConcurrent;
    }
}
