package dev.tern.rpc.policy;

import java.util.concurrent.atomic.LongAdder;

/**
 * Calls that started in one stretch of time, all of them: those that end first are the quick ones, and alone would tell that all are quick. Any thread adds;
 * whoever closes the limit's window opens, closes and takes.
 */
final class Cohort {

    private final Tally tally = new Tally();
    private final LongAdder joined = new LongAdder();
    private final LongAdder left = new LongAdder();
    private volatile boolean open;
    private volatile boolean collecting;
    private volatile long from;
    private volatile long until;

    void started(long start) {
        if (open && start - from >= 0) {
            joined.increment();
        }
    }

    void ended(long start, long elapsed) {
        if (contains(start)) {
            tally.add(elapsed);
        }
    }

    /** A call has ended without having taken its time. */
    void left(long start) {
        if (contains(start)) {
            left.increment();
        }
    }

    private boolean contains(long start) {
        return collecting && start - from >= 0 && (open || start - until <= 0);
    }

    /** Begins a new one. */
    void open(long now) {
        take(now); // of calls that are under way nothing is known
        from = now;
        collecting = true;
        open = true;
    }

    /** Nobody joins after this. */
    void close(long now) {
        until = now;
        open = false;
    }

    boolean isOpen() {
        return open;
    }

    boolean isCollecting() {
        return collecting;
    }

    long joined() {
        return joined.sum();
    }

    /** How many are still under way; negative if some joined as it was closed. */
    long missing() {
        return joined.sum() - tally.count() - left.sum();
    }

    /** How long they took, those that are still under way at least from the close until now; the cohort is over. */
    Tally.Total take(long now) {
        for (long missing = open ? 0 : missing(); missing > 0; missing--) {
            tally.add(now - until);
        }
        collecting = false;
        open = false;
        joined.reset();
        left.reset();
        return tally.take();
    }
}
