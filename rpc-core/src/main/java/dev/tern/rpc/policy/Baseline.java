package dev.tern.rpc.policy;

/**
 * How long calls of one kind take when they do not wait for each other: mean and variance, with the number of calls they rest on. A mean, not a minimum:
 * calls of one kind may differ by nature, and what counts is how much of the capacity they take on average. Not thread-safe.
 */
final class Baseline {

    /** So many calls at most does the past weigh; what changes slowly is followed. */
    private static final double MAX_WEIGHT = 500;

    /** The same where a probe tells more: what was seen before may have waited. */
    private static final double PRIOR_WEIGHT = 50;

    /** So much of the variance is kept where the mean is replaced: what waited varied more. */
    private static final double KEPT = 0.5;

    /** How many standard errors away a mean is no accident; far, because calls that end together are not independent. */
    private static final double SIGNIFICANT = 4;

    /** The least standard deviation, as a part of the mean: clocks and schedulers are not exact. */
    private static final double LEAST_DEVIATION = 0.05;

    /** By what part the mean follows a window, in calm, that is above it for no accident: 10 % per second, while a queue grows by multiples. */
    private static final double RISE = 0.01;

    private double mean;
    private double variance;
    private double weight;

    boolean isKnown() {
        return weight > 0;
    }

    /** Nanoseconds. */
    double mean() {
        return mean;
    }

    /** The variance, in ns², of how much the sum of so many calls differs from what is expected, the error of the mean included. */
    double spread(double calls) {
        double deviation = LEAST_DEVIATION * mean;
        return Math.max(variance, deviation * deviation) * (calls + calls * calls / weight);
    }

    /** The first cohort. */
    void learn(Tally.Total cohort) {
        mean = cohort.mean();
        variance = cohort.variance();
        weight = cohort.count();
    }

    /** A window while nothing seems to wait. */
    void calm(Tally.Total window) {
        if (!isKnown() || window.count() == 0) {
            return;
        }
        if (window.mean() - mean > error(window)) {
            mean = Math.min(window.mean(), mean * (1 + RISE));
        } else {
            blend(window);
        }
    }

    /**
     * A cohort that surely did not wait, as few were let in.
     *
     * @param confirmed whether it is the second in a row
     * @return whether it is so much slower that a second one is wanted: a pause of the machine looks the same
     */
    boolean probed(Tally.Total cohort, boolean confirmed) {
        if (cohort.count() == 0) {
            return false;
        }
        weight = Math.min(PRIOR_WEIGHT, weight);
        double error = isKnown() ? error(cohort) : 0;
        boolean slower = isKnown() && cohort.mean() - mean > error;
        if (slower && !confirmed) {
            return true;
        }
        if (!isKnown()) {
            learn(cohort);
        } else if (slower || mean - cohort.mean() > error) {
            replace(cohort);
        } else {
            blend(cohort);
        }
        return false;
    }

    private double error(Tally.Total seen) {
        return SIGNIFICANT * Math.sqrt(spread((double) seen.count())) / seen.count();
    }

    /** Few calls tell a mean that is another one, but little of how much they vary: that stays in proportion. */
    private void replace(Tally.Total seen) {
        double ratio = seen.mean() / mean;
        variance = Math.max(seen.variance(), KEPT * variance * ratio * ratio);
        mean = seen.mean();
        weight = seen.count();
    }

    private void blend(Tally.Total seen) {
        double part = seen.count() / (weight + seen.count());
        double difference = seen.mean() - mean;
        variance = (1 - part) * (variance + part * difference * difference) + part * seen.variance();
        mean += part * difference;
        weight = Math.min(MAX_WEIGHT, weight + seen.count());
    }
}
