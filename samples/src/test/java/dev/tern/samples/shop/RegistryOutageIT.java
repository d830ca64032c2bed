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
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Nothing that happens to ZooKeeper makes a call fail while the providers are up, and all is registered again soon after it. {@code -Dtern.outage=600} makes each outage last ten
 * minutes instead of seconds, with sessions as usual instead of short ones. {@code -Dtern.link=true}, as root, also takes a real link down.
 */
class RegistryOutageIT {

    /** The aim is half of it: the rest is for a machine that has other things to do. */
    private static final Duration SOON = Duration.ofSeconds(10);

    /** So many calls can be under way when a provider dies. */
    private static final int CALLERS = 4;

    private static final long MUCH_MEMORY = 16_000_000;
    private static final Path REPORT = Path.of("target", "it", "registry-outages.md");

    private final Duration time = Duration.ofSeconds(Long.getLong("tern.outage", 0));
    private final Duration session = Duration.ofSeconds(time.isZero() ? 6 : 15);
    private final Duration outage = time.isZero() ? session.plusSeconds(2) : time; // longer than the session
    private final Duration paused = outage.plusSeconds(10); // longer than providers wait for a sign of life, 15 s

    @Test
    void oneServer_inTrouble_noCallFails() throws Exception {
        try (RegistryScene scene = RegistryScene.of("registry-one-server", 1, session)) {
            RegistryOutages outages = new RegistryOutages(scene);
            check(outages.sessionsExpired(), SOON, Duration.ZERO);
            check(outages.killed(), Duration.ofSeconds(2), Duration.ofSeconds(3), CALLERS); // the aim is 1 s
            check(outages.away(outage), SOON, outage);
            check(outages.restoredEmpty(outage), session.plusSeconds(10), outage);
            check(outages.consumerPaused(paused), SOON, paused);
            check(outages.awayAtStart(), Duration.ofSeconds(5), Duration.ZERO); // the aim is 3 s
            check(outages.goodbye(), Duration.ofSeconds(4), Duration.ofSeconds(5)); // the aim is 2 s
        }
    }

    @Test
    void threeServers_inTrouble_noCallFails() throws Exception {
        try (RegistryScene scene = RegistryScene.of("registry-three-servers", 3, session)) {
            RegistryOutages outages = new RegistryOutages(scene);
            check(outages.rollingRestart(), SOON, Duration.ofSeconds(20));
            check(outages.quorumLost(outage), SOON, outage);
        }
    }

    @Test
    void connections_halfOpen_noCallFails() throws Exception {
        SwallowingProxy[] proxy = new SwallowingProxy[1];
        try (RegistryScene scene =
                RegistryScene.behind("registry-half-open", port -> proxy[0] = new SwallowingProxy(port), session)) {
            check(new RegistryOutages(scene).halfOpen(proxy[0], outage), SOON, outage);
        } finally {
            if (proxy[0] != null) {
                proxy[0].close();
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "tern.link",
            matches = "true",
            disabledReason = "needs root, for a network namespace")
    void link_down_noCallFails() throws Exception {
        try (NetworkLink link = NetworkLink.open();
                RegistryScene scene = RegistryScene.over("registry-link", link, session)) {
            check(new RegistryOutages(scene).linkDown(link, outage), SOON, outage);
        }
    }

    private static void check(Outcome outcome, Duration limit, Duration trouble) throws IOException {
        check(outcome, limit, trouble, 0);
    }

    private static void check(Outcome outcome, Duration limit, Duration trouble, int failures) throws IOException {
        Files.writeString(
                REPORT,
                outcome.row() + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        System.out.println(outcome.row());

        assertThat(outcome.failed()).as(outcome.failure()).isLessThanOrEqualTo(failures);
        assertThat(outcome.calls()).isPositive();
        assertThat(outcome.back()).isLessThan(limit);
        assertThat(outcome.lines()).isLessThan(trouble.plus(limit).toSeconds() + 10);
        assertThat(outcome.heapGrowth()).isLessThan(MUCH_MEMORY);
    }
}
