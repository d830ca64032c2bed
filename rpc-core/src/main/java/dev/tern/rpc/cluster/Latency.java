package dev.tern.rpc.cluster;

/**
 * How long calls take lately: an average that rises to a slow call at once and forgets it over {@value #TAU_MILLIS} ms, also while no call comes, so that an endpoint
 * which was slow once is tried again (Finagle's {@code PeakEwma}, with a shorter memory: one pause of a collector should not cost an endpoint its calls for a minute).
 *
 * <p>Thread-safe. The average and its time stand in one volatile long, so that they always belong together. Of two calls that end at the same moment one may not count: the
 * average lives from many.
 */
final class Latency {

    private static final int TAU_MILLIS = 2_000;
    private static final int TICK_SHIFT = 20; // a tick is 1.05 ms; 32 bits of them are 52 days
    private static final double TAU_TICKS = TAU_MILLIS * 1e6 / (1L << TICK_SHIFT);
    private static final int FLOAT_BITS = 32;

    /** The average as a float, nanoseconds, in the upper half; the tick of the last call in the lower; 0: no call yet. */
    private volatile long state;

    /** The average as of now, nanoseconds; 0 if no call ended, or all are forgotten. */
    double nanos(long now) {
        long known = state;
        return known == 0 ? 0 : average(known) * kept(known, now);
    }

    /** A call ended that says how long calls take. */
    void record(long elapsedNanos, long now) {
        long known = state;
        double elapsed = Math.max(1, elapsedNanos);
        double next = elapsed;
        if (known != 0 && elapsed < average(known)) {
            double kept = kept(known, now);
            next = average(known) * kept + elapsed * (1 - kept);
        }
        long after =
                ((long) Float.floatToRawIntBits((float) next) << FLOAT_BITS) | ((now >> TICK_SHIFT) & 0xFFFF_FFFFL);
        if (after != known) { // one that is quicker than those of the same tick changes nothing
            state = after;
        }
    }

    private static double average(long known) {
        return Float.intBitsToFloat((int) (known >> FLOAT_BITS));
    }

    private static double kept(long known, long now) {
        int ticks = (int) (now >> TICK_SHIFT) - (int) known;
        return ticks <= 0 ? 1 : exponential(ticks / TAU_TICKS);
    }

    /** {@code e^-x}, to a thousandth where it matters, of operations that are exact: the same on every machine, so that a simulation is too. And quick. */
    private static double exponential(double x) {
        if (x > 40) {
            return 0;
        }
        double y = x / 8;
        double eighth = (1 - y / 2 + y * y / 12) / (1 + y / 2 + y * y / 12); // Padé
        double quarter = eighth * eighth;
        double half = quarter * quarter;
        return half * half;
    }
}
