package dev.tern.rpc.simulation;

import java.util.Arrays;

/** What became of the calls of one span of time. */
final class Outcomes {

    private long[] micros = new long[1024];
    private int good;

    /** Calls that were made. */
    long calls;

    /** Calls that failed. */
    long failed;

    void succeeded(long nanos) {
        if (good == micros.length) {
            micros = Arrays.copyOf(micros, 2 * good);
        }
        micros[good++] = nanos / 1000;
    }

    long good() {
        return good;
    }

    double goodShare() {
        return calls == 0 ? 0 : (double) good / calls;
    }

    /** The time within which this share of the good calls ended, in milliseconds. */
    double millis(double share) {
        if (good == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(micros, good);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(good - 1, (long) (good * share))] / 1000.0;
    }
}
