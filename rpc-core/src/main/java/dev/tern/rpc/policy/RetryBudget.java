package dev.tern.rpc.policy;

import java.util.function.LongSupplier;

/**
 * Bounds how much retries and hedges add to the load: a share of the calls, and a few per second for those who call rarely. After Finagle's {@code
 * RetryBudget} over the leaky {@code TokenBucket} of twitter/util: a call pays in a share of a retry, a retry takes out a whole one, and both are
 * forgotten after the time to live. A reserve of {@code perSecond} for each second of that time is always there, on top of what was paid in. The
 * reserve comes back as the retries that used it are forgotten.
 *
 * <p>Amounts are whole ten-thousandths of a retry, so that a ratio of 0.2 is one retry for five calls, exactly; a ratio is rounded to that.
 *
 * <p>No lock and no allocation; safe for all threads. More than the budget is never given away: a withdrawal is entered before the balance is read
 * again, and taken back if that is overdrawn. Hence two that race for the last retry may both be refused.
 */
public final class RetryBudget {

    private static final long RETRY = 10_000;
    private static final int BALANCE = 0;
    private static final long SECOND = 1_000_000_000;

    private final double ratio;
    private final double perSecond;
    private final LongSupplier nanoTime;
    private final long deposit;
    private final long reserve;
    private final SlidingWindow window;

    /** Finagle's figures: 20 % of the calls and 10 per second, for 10 s. */
    public RetryBudget(LongSupplier nanoTime) {
        this(0.2, 10, 10 * SECOND, nanoTime);
    }

    /**
     * A budget with its figures.
     *
     * @param ratio retries per call, 0 to 10
     * @param perSecond retries per second whatever the calls, 0 to 10,000
     * @param ttlNanos after how long a call or a retry is forgotten, 1 s to 60 s
     */
    public RetryBudget(double ratio, double perSecond, long ttlNanos, LongSupplier nanoTime) {
        Expect.that(ratio >= 0 && ratio <= 10, "ratio", ratio, "0 to 10");
        Expect.that(perSecond >= 0 && perSecond <= 10_000, "perSecond", perSecond, "0 to 10000");
        Expect.that(ttlNanos >= SECOND && ttlNanos <= 60 * SECOND, "ttl", Nanos.text(ttlNanos), "1 s to 60 s");
        this.ratio = ratio;
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.deposit = Math.round(ratio * RETRY);
        this.reserve = Math.round(perSecond * ttlNanos / SECOND * RETRY);
        this.window = new SlidingWindow(1, ttlNanos, nanoTime.getAsLong());
    }

    /** A call is made: its first attempt, not the others. */
    public void deposit() {
        deposit(nanoTime.getAsLong());
    }

    /** The same for who has just looked at the clock. */
    public void deposit(long now) {
        if (deposit > 0) {
            window.add(BALANCE, window.bucketOf(now), deposit);
        }
    }

    /** Takes out one retry or hedge if there is one; if not, nothing changes. */
    public boolean tryWithdraw() {
        long bucket = window.bucketOf(nanoTime.getAsLong());
        if (balance(bucket) < RETRY) {
            return false;
        }
        window.add(BALANCE, bucket, -RETRY);
        if (balance(bucket) >= 0) {
            return true;
        }
        window.add(BALANCE, bucket, RETRY);
        return false;
    }

    /** How many retries could be made now, with fractions; at least 0. */
    public double available() {
        return Math.max(0, balance(window.bucketOf(nanoTime.getAsLong()))) / (double) RETRY;
    }

    private long balance(long bucket) {
        return window.sum(BALANCE, bucket) + reserve;
    }

    @Override
    public String toString() {
        return "retry budget " + ratio + " per call and " + perSecond + " per second";
    }
}
