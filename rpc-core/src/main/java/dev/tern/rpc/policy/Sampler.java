package dev.tern.rpc.policy;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long the calls of one kind take, such as those of one method, for an {@link AdaptiveLimit}. Thread-safe, without a lock and, on the path of a
 * call, without allocation.
 */
public final class Sampler {

    /** How many windows count. */
    static final int WINDOWS = 3;

    /** How many standard errors away a mean is no accident. */
    private static final double SIGNIFICANT = 3;

    /** The least standard deviation, as a part of the mean: clocks and schedulers are not exact. */
    private static final double LEAST_DEVIATION = 0.05;

    private final AdaptiveLimit limit;
    private final Cohort cohort = new Cohort();
    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder ignored = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder late = new LongAdder();

    // guarded by whoever looks
    private long endedBefore; // this window
    private final double[] perNano = new double[WINDOWS];
    private final double[] present = new double[WINDOWS]; // how many were under way on average
    private double mean; // without waiting, ns; 0: not known
    private double variance;

    Sampler(AdaptiveLimit limit) {
        this.limit = limit;
    }

    // ---------------------------------------------------------------- calls

    /** A call has been admitted. All times are those of the limit's clock. */
    public void started(long startNanos) {
        started.increment();
        cohort.started(startNanos);
    }

    /** A call has ended that did what it was made for. */
    public void ended(long startNanos, long endNanos) {
        ended.increment();
        nanos.add(endNanos - startNanos);
        cohort.ended(startNanos, endNanos - startNanos);
        limit.look(endNanos);
    }

    /** A call has ended that ran, but not in time. */
    public void late(long startNanos, long endNanos) {
        late.increment();
        ended(startNanos, endNanos);
    }

    /** A call has ended that tells nothing of how long its kind takes: it failed, or was given up. */
    public void ignored(long startNanos, long endNanos) {
        ignored.increment();
        cohort.left(startNanos);
        limit.look(endNanos);
    }

    /** A call was dropped that nobody waited for any more before it had run: time was lost to waiting, and no work was done. */
    public void expired(long startNanos, long endNanos) {
        limit.press(endNanos);
        ignored(startNanos, endNanos);
    }

    // ---------------------------------------------------------------- for whoever looks

    long startedEver() {
        return started.sum();
    }

    long underWay() {
        return started.sum() - ended.sum() - ignored.sum();
    }

    /** Calls that ended in this window. */
    long ended() {
        return ended.sum() - endedBefore;
    }

    /** Those of them that were late. */
    long late() {
        return late.sum();
    }

    Cohort cohort() {
        return cohort;
    }

    boolean isKnown() {
        return mean > 0;
    }

    /** This window, which took so long, is over. */
    void closeWindow(int window, double elapsed) {
        perNano[window] = endedSince() / elapsed;
        present[window] = nanos.sumThenReset() / elapsed;
        late.reset();
    }

    /** How many calls were at work in a window; all that were there, where it is not known how long they take. */
    double atWork(int window) {
        return isKnown() ? perNano[window] * mean : present[window];
    }

    /** A dip is over, and with it what was counted meanwhile. If it follows another at once, and calls took less long than in that one, they waited there: it is forgotten. */
    void closeDip(long now, boolean measured, boolean following) {
        Tally.Total seen = cohort.take(now);
        if (measured && seen.count() > 0) {
            if (following && seen.mean() < mean) {
                mean = 0;
            }
            learn(seen);
        }
        endedSince();
        nanos.reset();
        late.reset();
    }

    /** Calls that ended since this was last asked. */
    private long endedSince() {
        long all = ended.sum();
        long since = all - endedBefore;
        endedBefore = all;
        return since;
    }

    private void learn(Tally.Total seen) {
        double deviation = LEAST_DEVIATION * seen.mean();
        double spread = Math.max(Math.max(variance, seen.variance()), deviation * deviation);
        boolean accident = Math.abs(seen.mean() - mean) <= SIGNIFICANT * Math.sqrt(spread / seen.count());
        boolean blend = isKnown() && accident;
        variance = blend ? (variance + seen.variance()) / 2 : seen.variance();
        mean = blend ? (mean + seen.mean()) / 2 : seen.mean();
    }
}
