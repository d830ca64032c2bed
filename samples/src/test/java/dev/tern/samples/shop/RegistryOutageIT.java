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
 * minutes instead of seconds, with sessions as usual instead of short ones.
 */
class RegistryOutageIT {

    /** The aim is half of it: the rest is for a machine that has other things to do. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final long MUCH_MEMORY = 16_000_000;
    private static final Path REPORT = Path.of("target", "it", "registry-outages.md");

    private final Duration time = Duration.ofSeconds(Long.getLong("tern.outage", 4));
    private final Duration session = Duration.ofSeconds(time.toSeconds() < 15 ? 6 : 15);
    private final Duration longerThanSession = time.compareTo(session) > 0 ? time : session.plusSeconds(2);
    private final RegistryOutages outages = new RegistryOutages("registry-", session);

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
        check(outages.restoredEmpty(time), session.plusSeconds(10), time);
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
        check(outages.awayAtStart(), Duration.ofSeconds(5), Duration.ZERO); // the aim is 3 s
    }

    @Test
    void goodbye_withoutZooKeeper_isHeard() throws Exception {
        check(outages.goodbye(), Duration.ofSeconds(4), Duration.ofSeconds(5)); // the aim is 2 s
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
