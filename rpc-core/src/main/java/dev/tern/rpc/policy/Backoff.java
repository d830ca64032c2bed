package dev.tern.rpc.policy;

import dev.tern.rpc.kernel.RetryPolicy;
import java.util.random.RandomGenerator;

/**
 * Pauses that grow, so that a provider in trouble is left in peace, each a little different, so that consumers do not come back together.
 *
 * @param firstNanos the first pause
 * @param maxNanos the longest, before jitter
 * @param multiplier by how much each is longer than the one before
 * @param jitter by which part of itself a pause is made shorter or longer at random, 0 to 1
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md#exponential-backoff">gRPC A6, exponential backoff</a>
 */
record Backoff(long firstNanos, long maxNanos, double multiplier, double jitter) {

    /** As a method's policy says. */
    static Backoff of(RetryPolicy policy) {
        return new Backoff(
                policy.backoff().toNanos(), policy.maxBackoff().toNanos(), policy.multiplier(), policy.jitter());
    }

    /** The pause in nanoseconds, of the given number from 1. */
    long nanos(int number, RandomGenerator random) {
        double pause = Math.min((double) maxNanos, firstNanos * Math.pow(multiplier, number - 1));
        return (long) (pause * (1 - jitter + 2 * jitter * random.nextDouble()));
    }
}
