package dev.tern.rpc.kernel;

import dev.tern.rpc.Status;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a call of an idempotent method is tried again; see {@link dev.tern.rpc.Retry}.
 *
 * @param maxAttempts the first included; 1 for no retry
 * @param retryOn names of declared exceptions
 * @param abortOn names of exceptions
 * @param perAttempt null: as long as the call
 * @param budgetRatio which part of the calls may be retries
 * @param budgetPerSecond how many retries a second are allowed beside that
 */
public record RetryPolicy(
        int maxAttempts,
        Duration backoff,
        Duration maxBackoff,
        double multiplier,
        double jitter,
        Set<String> retryOn,
        Set<Status> retryOnStatus,
        Set<String> abortOn,
        Set<Status> abortOnStatus,
        @Nullable Duration perAttempt,
        double budgetRatio,
        double budgetPerSecond) {}
