package dev.tern.rpc.kernel;

import java.time.Duration;

/**
 * When endpoints that fail more than others are left out for a while. The names are those of {@link PolicySetting}.
 *
 * @see <a href="https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier">Envoy, outlier detection</a>
 */
public record OutlierPolicy(
        int consecutiveFailures,
        Duration interval,
        Duration baseEjection,
        Duration maxEjection,
        double maxEjectedShare,
        int successRateMinimumHosts,
        int successRateRequestVolume,
        double successRateStdevFactor,
        double panicThreshold) {}
