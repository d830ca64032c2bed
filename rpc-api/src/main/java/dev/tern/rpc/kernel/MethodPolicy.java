package dev.tern.rpc.kernel;

import java.time.Duration;

/**
 * What the contract says about how a method is called.
 *
 * @param deadline all attempts together; more than zero, at most 24 hours
 * @param idempotent whether doing it twice has the effect of doing it once
 * @param maxRequestBytes the largest encoded request; {@link #NO_LIMIT} leaves it to the transport's limit
 * @param maxResponseBytes the largest encoded response; {@link #NO_LIMIT} leaves it to the transport's limit
 */
public record MethodPolicy(Duration deadline, boolean idempotent, int maxRequestBytes, int maxResponseBytes) {

    /** No limit of the method's own. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    private static final Duration LONGEST = Duration.ofHours(24);

    /** One second, not idempotent, no limits. */
    public static final MethodPolicy STANDARD = new MethodPolicy(Duration.ofSeconds(1), false, NO_LIMIT, NO_LIMIT);

    /** Checks each value. */
    public MethodPolicy {
        if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: > 0 and <= " + LONGEST + ")");
        }
        if (maxRequestBytes < 1) {
            throw new IllegalArgumentException("maxRequestBytes: " + maxRequestBytes + " (expected: >= 1)");
        }
        if (maxResponseBytes < 1) {
            throw new IllegalArgumentException("maxResponseBytes: " + maxResponseBytes + " (expected: >= 1)");
        }
    }

    /** The same with another deadline. */
    public MethodPolicy withDeadline(Duration newDeadline) {
        return new MethodPolicy(newDeadline, idempotent, maxRequestBytes, maxResponseBytes);
    }

    /** The same for an idempotent method. */
    public MethodPolicy asIdempotent() {
        return new MethodPolicy(deadline, true, maxRequestBytes, maxResponseBytes);
    }

    /** The same with limits for the encoded messages. */
    public MethodPolicy withLimits(int newMaxRequestBytes, int newMaxResponseBytes) {
        return new MethodPolicy(deadline, idempotent, newMaxRequestBytes, newMaxResponseBytes);
    }
}
