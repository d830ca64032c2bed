package dev.tern.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.samples.shop.RegistryOutages.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Nothing that happens to ZooKeeper makes a call fail while the providers are up, and all is registered again soon after it. {@code -Dtern.outage=600} makes each outage last ten
 * minutes instead of seconds.
 */
class RegistryOutageIT {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration SESSION = Duration.ofSeconds(15);
    private static final long MUCH_MEMORY = 16_000_000;
    private static final Path REPORT = Path.of("target", "it", "registry-outages.md");

    private final RegistryOutages outages = new RegistryOutages("registry-");
    private final Duration time = Duration.ofSeconds(Long.getLong("tern.outage", 5));
    private final Duration longerThanSession = time.compareTo(SESSION) > 0 ? time : SESSION.plusSeconds(3);

    @Test
    void zookeeper_away_noCallFails() throws Exception {
        check(outages.away(time), SOON, time);
    }

    @Test
    void zookeeper_awayForLongerThanTheSession_noCallFails() throws Exception {
        check(outages.away(longerThanSession), SOON, longerThanSession);
    }

    @Test
    void zookeeper_restoredEmpty_noCallFails() throws Exception {
        check(outages.restoredEmpty(time), SESSION.plusSeconds(10), time);
    }

    @Test
    void quorum_lost_noCallFails() throws Exception {
        check(outages.quorumLost(time), SOON, time);
    }

    @Test
    void ensemble_restartedOneByOne_noCallFails() throws Exception {
        check(outages.rollingRestart(), SOON, Duration.ofSeconds(20));
    }

    @Test
    void sessions_expired_noCallFails() throws Exception {
        check(outages.sessionsExpired(), SOON, Duration.ZERO);
    }

    @Test
    void connections_halfOpen_noCallFails() throws Exception {
        check(outages.halfOpen(longerThanSession), SOON, longerThanSession);
    }

    @Test
    void consumer_pausedForLongerThanTheSession_noCallFails() throws Exception {
        check(outages.consumerPaused(longerThanSession), SOON, longerThanSession);
    }

    @Test
    void zookeeper_awayAtStart_theSnapshotServes() throws Exception {
        check(outages.awayAtStart(), Duration.ofSeconds(3), Duration.ZERO);
    }

    @Test
    void goodbye_withoutZooKeeper_isHeard() throws Exception {
        check(outages.goodbye(), Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    private static void check(Outcome outcome, Duration limit, Duration trouble) throws IOException {
        Files.writeString(
                REPORT,
                outcome.row() + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        System.out.println(outcome.row());

        assertThat(outcome.failed()).as(outcome.failure()).isZero();
        assertThat(outcome.calls()).isPositive();
        assertThat(outcome.back()).isLessThan(limit);
        assertThat(outcome.lines()).isLessThan(trouble.plus(limit).toSeconds() + 10);
        assertThat(outcome.heapGrowth()).isLessThan(MUCH_MEMORY);
    }
}
