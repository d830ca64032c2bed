package dev.tern.rpc.policy;

/** How a duration is written in causes and descriptions. */
final class Nanos {

    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;

    private Nanos() {}

    /** In the largest unit that is exact: {@code 10 s}, {@code 1500 ms} or {@code 250 ns}. */
    static String text(long nanos) {
        if (nanos % SECOND == 0) {
            return nanos / SECOND + " s";
        }
        return nanos % MILLI == 0 ? nanos / MILLI + " ms" : nanos + " ns";
    }
}
