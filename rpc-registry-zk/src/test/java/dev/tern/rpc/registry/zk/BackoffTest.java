package dev.tern.rpc.registry.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(new SplittableRandom(1));

    @Test
    void delay_growsWithEachTroubleUpToItsLimit() {
        assertThat(backoff.delay()).isZero();
        assertThat(backoff.next()).isBetween(Duration.ofMillis(80), Duration.ofMillis(120));
        assertThat(backoff.next()).isBetween(Duration.ofMillis(128), Duration.ofMillis(192));
        for (int i = 0; i < 2_000; i++) {
            backoff.next();
        }
        assertThat(backoff.delay()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
        backoff.reset();
        assertThat(backoff.delay()).isZero();
    }

    @Test
    void delay_isNotTheSameTwice() {
        backoff.next();

        assertThat(backoff.delay()).isNotEqualTo(backoff.delay());
    }
}
