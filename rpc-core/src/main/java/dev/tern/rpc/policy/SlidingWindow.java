package dev.tern.rpc.policy;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Sums over the last stretch of time, one for each of a few series. The stretch is a ring of {@value #BUCKETS} buckets: a sum holds the current one,
 * which is still filling, and the nine before it (as Finagle's {@code WindowedAdder} with ten slices).
 *
 * <p>Every bucket of every series is one long that carries its own time:
 *
 * <pre>
 *   63          36 35                  0
 *   | bucket number | count, signed    |
 * </pre>
 *
 * so that whoever adds to a bucket that is a round old replaces it by the same compare-and-set that adds to a current one: nothing is lost between
 * a reset and an addition, nothing waits and nothing is allocated. The number is cut to 28 bits; a bucket that was left alone for exactly 2^28
 * buckets (8 years of a 10 s window) would be taken for a current one.
 *
 * <p>Safe for all threads. A sum is read bucket by bucket, so it may miss what is added meanwhile, never what was added before.
 */
final class SlidingWindow {

    static final int BUCKETS = 10;
    private static final int COUNT_BITS = 36;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
    private static final long MAX_COUNT = COUNT_MASK >> 1;
    private static final long NUMBER_MASK = (1L << (Long.SIZE - COUNT_BITS)) - 1;
    private static final long LATE = 1 << 16; // how many buckets a writer may be behind and be known as late

    private final AtomicLongArray cells;
    private final long origin;
    private final long bucketNanos;

    /** A window that ends now. */
    SlidingWindow(int series, long windowNanos, long now) {
        cells = new AtomicLongArray(series * BUCKETS);
        bucketNanos = Math.max(1, windowNanos / BUCKETS);
        origin = now;
    }

    /** The bucket of a time, in which to add and up to which to sum. */
    long bucketOf(long now) {
        return Math.floorDiv(now - origin, bucketNanos);
    }

    /** Adds to a series; a writer that slept for a whole window comes too late and changes nothing. A bucket's count ends at 2^35 - 1 either way. */
    void add(int series, long bucket, long amount) {
        int cell = series * BUCKETS + Math.floorMod(bucket, BUCKETS);
        long number = bucket & NUMBER_MASK;
        while (true) {
            long seen = cells.get(cell);
            long ahead = ((seen >>> COUNT_BITS) - number) & NUMBER_MASK;
            if (ahead > 0 && ahead <= LATE) {
                return;
            }
            long count = ahead == 0 ? count(seen) + amount : amount;
            long bounded = Math.max(-MAX_COUNT, Math.min(MAX_COUNT, count));
            if (cells.compareAndSet(cell, seen, (number << COUNT_BITS) | (bounded & COUNT_MASK))) {
                return;
            }
        }
    }

    /** The sum of a series over the window that ends with the bucket. */
    long sum(int series, long bucket) {
        long sum = 0;
        int place = Math.floorMod(bucket, BUCKETS);
        for (int back = 0; back < BUCKETS; back++) {
            long seen = cells.get(series * BUCKETS + place);
            if (seen >>> COUNT_BITS == ((bucket - back) & NUMBER_MASK)) {
                sum += count(seen);
            }
            place = place == 0 ? BUCKETS - 1 : place - 1;
        }
        return sum;
    }

    private static long count(long cell) {
        return cell << (Long.SIZE - COUNT_BITS) >> (Long.SIZE - COUNT_BITS);
    }
}
