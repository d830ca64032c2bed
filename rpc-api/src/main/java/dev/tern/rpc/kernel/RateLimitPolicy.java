package dev.tern.rpc.kernel;

import java.time.Duration;

/** How many calls may be made in a period; see {@link dev.tern.rpc.RateLimit}. */
public record RateLimitPolicy(int permits, Duration period) {}
