package dev.tern.rpc.benchmarks.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Samples of one kind, and their percentiles: the smallest sample that so many are not above. */
final class Times {

    private final List<Double> samples = new ArrayList<>();
    private boolean sorted;

    void add(double sample) {
        samples.add(sample);
        sorted = false;
    }

    void addNanos(long nanos) {
        add(nanos / 1e6);
    }

    int count() {
        return samples.size();
    }

    double percentile(double percent) {
        if (samples.isEmpty()) {
            return Double.NaN;
        }
        if (!sorted) {
            Collections.sort(samples);
            sorted = true;
        }
        int rank = (int) Math.ceil(samples.size() * percent / 100);
        return samples.get(Math.max(rank, 1) - 1);
    }

    double median() {
        return percentile(50);
    }

    double most() {
        return percentile(100);
    }

    /** For times in ms. */
    String milliseconds() {
        return String.format(Locale.ROOT, "p50 %.1f, p99 %.1f, max %.1f ms", median(), percentile(99), most());
    }
}
