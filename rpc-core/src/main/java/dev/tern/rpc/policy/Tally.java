package dev.tern.rpc.policy;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Count, mean and variance of times. Thread-safe. */
final class Tally {

    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final DoubleAdder squares = new DoubleAdder();

    /**
     * What was added.
     *
     * @param count how many
     * @param mean their mean, ns
     * @param variance their variance, ns²
     */
    record Total(long count, double mean, double variance) {}

    void add(long elapsed) {
        count.increment();
        nanos.add(elapsed);
        squares.add((double) elapsed * elapsed);
    }

    long count() {
        return count.sum();
    }

    /** What was added since the last time; what is added meanwhile is in this or the next, and one that is cut in two is one of many. */
    Total take() {
        long n = count.sumThenReset();
        double sum = nanos.sumThenReset();
        double square = squares.sumThenReset();
        double mean = n == 0 ? 0 : sum / n;
        return new Total(n, mean, n == 0 ? 0 : Math.max(0, square / n - mean * mean));
    }
}
