package dev.tern.rpc.cluster;

import dev.tern.rpc.kernel.LoadBalancer;
import java.util.Arrays;
import java.util.List;

/** The interval from 0 to 1, divided among endpoints by their weights, evenly if they are all 0. Immutable. */
final class Shares {

    private final int size;
    private final boolean even;
    private final double[] ends; // of each part, not scaled; empty if all are the same

    Shares(List<? extends LoadBalancer.Candidate> endpoints) {
        double[] weights =
                endpoints.stream().mapToDouble(LoadBalancer.Candidate::weight).toArray();
        size = weights.length;
        even = Arrays.stream(weights).allMatch(weight -> weight == weights[0]);
        ends = even ? new double[0] : weights;
        for (int i = 1; i < ends.length; i++) {
            ends[i] += ends[i - 1];
        }
    }

    boolean areEven() {
        return even;
    }

    /** Whose part this is, from 0 and below 1; in O(log n). */
    int at(double place) {
        if (even) {
            return (int) (place * size);
        }
        double wanted = place * ends[size - 1];
        int low = 0;
        int high = size - 1;
        while (low < high) { // the first part that ends after it: one without width never does
            int middle = (low + high) >>> 1;
            if (ends[middle] > wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
