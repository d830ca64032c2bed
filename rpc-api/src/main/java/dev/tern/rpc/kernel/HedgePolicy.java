package dev.tern.rpc.kernel;

import java.time.Duration;

/**
 * How extra attempts are sent; see {@link dev.tern.rpc.Hedge}.
 *
 * @param delay how long an attempt may be unanswered before the next one is sent
 * @param maxExtra how many are added to the first; at least 1
 */
public record HedgePolicy(Duration delay, int maxExtra) {}
