package dev.tern.rpc.connection;

import dev.tern.rpc.transport.LinkSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How a consumer connects.
 *
 * @param link how a connection is treated
 * @param application told to providers
 * @param connectTimeout how long one attempt to connect may take
 * @param firstBackoff the pause after the first failed attempt; each further one is 1.6 times as long, all with a jitter of 20 % (gRPC's
 *     connection backoff, with shorter pauses)
 * @param maxBackoff the longest pause while the registry holds the provider; two minutes, as in gRPC, if it does not: whoever is started again has another id and is connected at once
 */
public record ConnectionSettings(
        LinkSettings link, String application, Duration connectTimeout, Duration firstBackoff, Duration maxBackoff) {

    private static final double MULTIPLIER = 1.6;
    private static final double JITTER = 0.2;
    private static final long MAX_UNLISTED_NANOS = TimeUnit.SECONDS.toNanos(120);

    /** 3 s to connect, pauses from 100 ms to 10 s. */
    public static ConnectionSettings of(LinkSettings link, String application) {
        return new ConnectionSettings(
                link, application, Duration.ofSeconds(3), Duration.ofMillis(100), Duration.ofSeconds(10));
    }

    /**
     * The pause before the next attempt.
     *
     * @param failures in a row, from 1
     * @param listed whether the registry holds the provider
     * @param random from 0 to 1
     */
    long backoffNanos(int failures, boolean listed, double random) {
        long most = listed ? maxBackoff.toNanos() : Math.max(maxBackoff.toNanos(), MAX_UNLISTED_NANOS);
        double pause = (double) firstBackoff.toNanos() * Math.pow(MULTIPLIER, Math.min(failures - 1, 60));
        return (long) (Math.min(pause, (double) most) * (1 - JITTER + 2 * JITTER * random));
    }
}
