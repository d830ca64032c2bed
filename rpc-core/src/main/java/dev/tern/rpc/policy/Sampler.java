package dev.tern.rpc.policy;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long the calls of one kind take, such as those of one method, for an {@link AdaptiveLimit}. Thread-safe, without a lock and, on the path of a
 * call, without allocation.
 */
public final class Sampler {

    private final AdaptiveLimit limit;
    private final Cohort cohort;
    private final Tally tally = new Tally();
    private final LongAdder expiredNanos = new LongAdder();
    private final Baseline baseline = new Baseline();

    Sampler(AdaptiveLimit limit, long nowNanos) {
        this.limit = limit;
        this.cohort = new Cohort(nowNanos);
    }

    /** A call has been admitted. All times are those of the limit's clock. */
    public void started(long startNanos) {
        cohort.started(startNanos);
    }

    /** A call has ended that did what it was made for, or did not get to it in time. */
    public void ended(long startNanos, long endNanos) {
        long elapsed = endNanos - startNanos;
        tally.add(elapsed);
        cohort.ended(startNanos, elapsed);
        limit.look(endNanos);
    }

    /** A call has ended that tells nothing of how long its kind takes: it failed, or was given up. */
    public void ignored(long startNanos, long endNanos) {
        cohort.left(startNanos);
        limit.look(endNanos);
    }

    /** A call was dropped that nobody waited for any more before it had run: time was lost to waiting, and no work was done. */
    public void expired(long startNanos, long endNanos) {
        cohort.left(startNanos);
        expiredNanos.add(endNanos - startNanos);
        limit.look(endNanos);
    }

    /** Calls that ended in this window. */
    Tally tally() {
        return tally;
    }

    Cohort cohort() {
        return cohort;
    }

    /** Guarded by whoever closes the limit's window. */
    Baseline baseline() {
        return baseline;
    }

    /** The time since the last time that was asked for that expired calls had waited. */
    long takeExpiredNanos() {
        return expiredNanos.sumThenReset();
    }
}
