package dev.tern.rpc.policy;

import java.util.List;

/**
 * Below which success rate a host is an outlier among its peers: Envoy's {@code successRateEjectionThreshold}, the mean less a factor times the
 * standard deviation of the population. For rates of 0.5, 1, 1, 1, 1 and a factor of 1.9 that is 0.9 - 1.9 * 0.2 = 0.52.
 */
record SuccessRates(double mean, double deviation, double threshold) {

    /** Rates that differ by less are equal: the mean of equal rates may come out above each of them. */
    private static final double ROUNDING = 1e-9;

    static SuccessRates of(List<Double> rates, double factor) {
        double mean = rates.stream().mapToDouble(rate -> rate).average().orElse(1);
        double variance = rates.stream()
                .mapToDouble(rate -> (rate - mean) * (rate - mean))
                .average()
                .orElse(0);
        double deviation = Math.sqrt(variance);
        return new SuccessRates(mean, deviation, mean - factor * deviation);
    }

    boolean isOutlier(double rate) {
        return rate < threshold - ROUNDING;
    }
}
