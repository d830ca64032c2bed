package dev.tern.rpc.benchmarks.registry;

import static dev.tern.rpc.benchmarks.registry.Rig.LIMIT_SECONDS;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * ZooKeeper is killed and started again on its data, with all clients. While it is away one more instance of each application is registered: when
 * the last subscription has been told of it, all providers and all consumers are back.
 */
final class Outage {

    private static final int PROBE = 9_000;
    private static final long SAMPLE_NANOS = 100_000_000;
    private static final long MOST_NANOS = 90_000_000_000L;

    private final Options options;
    private final World world;
    private final Rig rig;
    private final Findings findings;
    private final ServerCounters idle;
    private final int generation;

    Outage(Options options, Rig rig, Findings findings, ServerCounters idle, int generation) {
        this.options = options;
        this.world = options.world();
        this.rig = rig;
        this.findings = findings;
        this.idle = idle;
        this.generation = generation;
    }

    void run() throws IOException, InterruptedException {
        rig.tell("reset");
        ServerCounters before = rig.counters();
        long nodesOfOne = before.ephemerals() / options.instances();
        long killed = System.nanoTime();
        rig.server().kill();
        Thread.sleep(options.downSeconds() * 500L);
        for (int application = 0; application < world.applications(); application++) {
            rig.providers().ask("probe register " + application + " " + PROBE, LIMIT_SECONDS);
        }
        Thread.sleep(options.downSeconds() * 500L);
        rig.server().start();
        ServerCounters up = rig.counters();
        long ephemerals = before.ephemerals() + nodesOfOne * world.applications();
        List<ServerCounters> samples =
                sample(up, sample -> sample.connections() >= before.connections() && sample.ephemerals() >= ephemerals);
        long told = told(100);
        findings.fact(
                "ZooKeeper killed and started again: from the kill until it is up",
                "%.1f s",
                (up.nanos() - killed) / 1e9);
        report(before, up, samples, told, ephemerals);
        finish();
    }

    /** For as long as the options say, and on until all is back. */
    private List<ServerCounters> sample(ServerCounters up, Predicate<ServerCounters> back) throws InterruptedException {
        List<ServerCounters> samples = new ArrayList<>(List.of(up));
        long end = up.nanos() + options.afterSeconds() * 1_000_000_000L;
        long limit = Math.max(end, up.nanos() + MOST_NANOS);
        ServerCounters last = up;
        for (long next = up.nanos(); next < end || next < limit && !back.test(last); next += SAMPLE_NANOS) {
            Thread.sleep(Math.max(next - System.nanoTime(), 0) / 1_000_000);
            last = rig.counters();
            samples.add(last);
        }
        return samples;
    }

    /** When all subscriptions had been told of the probes with this weight, -1 for gone. */
    private long told(int weight) throws InterruptedException {
        Set<String> told = new HashSet<>();
        List<String> reports = rig.take(
                "changes around the outage",
                world.consumers() * world.each(),
                LIMIT_SECONDS,
                line -> line.startsWith("saw ")
                        && line.contains("-probe-" + PROBE + " " + weight + " ")
                        && told.add(line.substring(0, line.indexOf("-probe-"))));
        return reports.stream()
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .max()
                .orElseThrow();
    }

    private void report(
            ServerCounters before, ServerCounters up, List<ServerCounters> samples, long told, long ephemerals) {
        String name = "ZooKeeper up again: ";
        findings.fact(
                name
                        + "until all sessions are back, all registrations are there, all consumers were told of one made meanwhile",
                "%s, %s, %.1f s",
                since(up, samples, sample -> sample.connections() >= before.connections()),
                since(up, samples, sample -> sample.ephemerals() >= ephemerals),
                (told - up.nanos()) / 1e9);
        ServerCounters last = samples.get(samples.size() - 1).since(up);
        findings.fact(
                name
                        + "requests: all, and in how many seconds; in the worst 100 ms, in the worst second; in a quiet cluster in that time",
                "%,d in %.0f; %,.0f, %,.0f; %,.0f",
                last.received(),
                last.seconds(),
                worst(samples, 0.05) / 10,
                worst(samples, 0.95),
                idle.received() / idle.seconds() * last.seconds());
        findings.fact(
                name + "share of these requests in the worst second",
                "%.0f %%",
                100 * worst(samples, 0.95) / Math.max(last.received(), 1));
        findings.fact(name + "sessions expired", "%d of %d", last.expired() + up.expired(), before.connections());
    }

    private static String since(ServerCounters up, List<ServerCounters> samples, Predicate<ServerCounters> holds) {
        return samples.stream()
                .filter(holds)
                .findFirst()
                .map(sample -> String.format(Locale.ROOT, "%.1f", (sample.nanos() - up.nanos()) / 1e9))
                .orElse("not");
    }

    /** Requests per second, at most, over windows that are at least so long. */
    private static double worst(List<ServerCounters> samples, double seconds) {
        double worst = 0;
        int first = 0;
        for (int last = 1; last < samples.size(); last++) {
            while (first + 1 < last
                    && samples.get(last).since(samples.get(first + 1)).seconds() >= seconds) {
                first++;
            }
            ServerCounters window = samples.get(last).since(samples.get(first));
            if (window.seconds() >= seconds) {
                worst = Math.max(worst, window.received() / window.seconds());
            }
        }
        return worst;
    }

    /** All is as before, and changes reach all consumers again. */
    private void finish() throws InterruptedException {
        int count = options.perApplication(options.instances());
        rig.complete(rig.expect(generation, count, 100, -1), LIMIT_SECONDS);
        long start = System.nanoTime();
        for (int application = 0; application < world.applications(); application++) {
            rig.providers().ask("probe remove " + application + " " + PROBE, LIMIT_SECONDS);
        }
        findings.fact(
                "after that: one instance of each application removed, until all consumers know",
                "%.0f ms",
                (told(-1) - start) / 1e6);
        findings.fact(
                "during all that: lists that became empty, smallest list",
                "%s",
                Scenario.lists(rig.tell("stats"), count));
    }
}
