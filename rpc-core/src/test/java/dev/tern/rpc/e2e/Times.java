package dev.tern.rpc.e2e;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Times that were taken by any thread, of the last of which the percentiles are told. */
final class Times {

    private static final int MOST = 200_000;

    private final long[] nanos = new long[MOST];
    private final AtomicInteger count = new AtomicInteger();

    void add(long elapsedNanos) {
        int index = count.getAndIncrement();
        if (index < MOST) {
            nanos[index] = elapsedNanos;
        }
    }

    int count() {
        return count.get();
    }

    void clear() {
        count.set(0);
    }

    private static double millis(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))] / 1e6;
    }

    @Override
    public String toString() {
        long[] sorted = Arrays.copyOf(nanos, Math.min(MOST, count.get()));
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "p50 %.1f, p99 %.1f, max %.1f ms",
                millis(sorted, 0.5),
                millis(sorted, 0.99),
                millis(sorted, 1));
    }
}
