package dev.tern.rpc.policy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The probes of one half-open generation: how many may still go, how those that came back ended, and when one last went or came. No lock; safe for
 * all threads.
 */
final class Probes {

    private static final int BITS = 21;
    private static final long MASK = (1L << BITS) - 1;

    private final int all;
    private final AtomicInteger left;
    private final AtomicLong outcomes =
            new AtomicLong(); // ended, failed and slow, of 21 bits each from the right: read as one
    private final AtomicLong touched;

    Probes(int all, long now) {
        this.all = all;
        left = new AtomicInteger(all);
        touched = new AtomicLong(now);
    }

    boolean areLeft() {
        return left.get() > 0;
    }

    boolean take(long now) {
        if (!areLeft()) {
            return false;
        }
        touch(now); // before it goes: whoever finds none left also finds that the last has just gone
        int seen = left.get();
        while (seen > 0 && !left.compareAndSet(seen, seen - 1)) {
            seen = left.get();
        }
        return seen > 0;
    }

    /** A probe that says nothing makes room for another. */
    void giveBack(long now) {
        touch(now);
        int seen = left.get();
        while (seen < all && !left.compareAndSet(seen, seen + 1)) {
            seen = left.get();
        }
    }

    /** Counts an outcome; all outcomes so far, this one included, for the methods below. */
    long ended(boolean wasFailure, boolean wasSlow, long now) {
        touch(now);
        return outcomes.addAndGet(1 + (wasFailure ? 1L << BITS : 0) + (wasSlow ? 1L << (2 * BITS) : 0));
    }

    static long count(long outcomes) {
        return outcomes & MASK;
    }

    static long failed(long outcomes) {
        return outcomes >> BITS & MASK;
    }

    static long slow(long outcomes) {
        return outcomes >> (2 * BITS);
    }

    /** For how long none went or came. */
    long silentNanos(long now) {
        return now - touched.get();
    }

    private void touch(long now) {
        touched.accumulateAndGet(now, (last, next) -> next - last > 0 ? next : last);
    }
}
