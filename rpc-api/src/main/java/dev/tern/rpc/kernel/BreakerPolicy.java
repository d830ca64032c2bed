package dev.tern.rpc.kernel;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the circuit breakers of a method decide; see {@link dev.tern.rpc.CircuitBreaker}.
 *
 * @param slowCallDuration null: no call is slow
 * @param recordOn names of exceptions
 * @param ignoreOn names of exceptions
 */
public record BreakerPolicy(
        double failureRate,
        double slowCallRate,
        @Nullable Duration slowCallDuration,
        Duration window,
        int minimumCalls,
        Duration waitInOpen,
        int halfOpenCalls,
        Set<String> recordOn,
        Set<String> ignoreOn) {}
