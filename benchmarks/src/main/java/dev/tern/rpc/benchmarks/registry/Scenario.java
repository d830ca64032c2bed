package dev.tern.rpc.benchmarks.registry;

import static dev.tern.rpc.benchmarks.registry.Findings.bytes;
import static dev.tern.rpc.benchmarks.registry.Rig.LIMIT_SECONDS;

import dev.tern.rpc.benchmarks.registry.Findings.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The measurements with one layout, in their order. */
final class Scenario {

    private static final int WEIGHT = 100;
    private static final int OTHER_WEIGHT = 50;
    private static final int BURSTS = 5;
    private static final int WARM_UP = 20;
    private static final int CHANGE_SECONDS = 30;
    private static final List<String> KINDS = List.of("register", "update", "remove");

    private final Options options;
    private final World world;
    private final Rig rig;
    private final Findings findings = new Findings();
    private ServerCounters idle;
    private int generation;
    private int probes;

    private Scenario(Options options, Rig rig) {
        this.options = options;
        this.world = options.world();
        this.rig = rig;
    }

    /** Runs all of it against processes of its own, whose data and logs are in the folder. */
    static Findings run(Layout layout, Options options, Path folder) throws IOException, InterruptedException {
        String before = load();
        try (Rig rig = new Rig(layout, options, folder)) {
            Scenario scenario = new Scenario(options, rig);
            scenario.smaller();
            scenario.full();
            scenario.memory();
            scenario.everything();
            scenario.idle(options.instances());
            scenario.changes(options.instances());
            scenario.bursts();
            scenario.waves();
            ServerCounters log = rig.counters();
            scenario.findings.fact(
                    "sync of ZooKeeper's log so far: mean, longest", "%d, %d ms", log.meanSync(), log.longestSync());
            new Outage(options, rig, scenario.findings, scenario.idle, scenario.generation).run();
            scenario.findings.fact("load average before and after", "%s, %s", before, load());
            return scenario.findings;
        }
    }

    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }

    private void smaller() throws IOException, InterruptedException {
        rig.tell("subscribe");
        generation = 1;
        for (int size : options.sizes().subList(0, options.sizes().size() - 1)) {
            grow(options.perApplication(size));
            if (generation == 1 && probes == 0) {
                for (int each = 0; each < WARM_UP; each++) {
                    for (String kind : KINDS) {
                        change(kind, each % world.applications(), probes);
                    }
                    probes++;
                }
            }
            idle(size);
            changes(size);
        }
        rig.providers().ask("shrink 0", LIMIT_SECONDS);
    }

    private long[] grow(int perApplication) throws InterruptedException {
        String token = rig.expect(generation, perApplication, WEIGHT, -1);
        long[] times = rig.providers().ask("grow " + generation + " " + perApplication, LIMIT_SECONDS);
        return new long[] {times[0], times[1], rig.complete(token, LIMIT_SECONDS)};
    }

    /** All at once, into an empty registry that all consumers watch. */
    private void full() throws IOException, InterruptedException {
        generation++;
        settle();
        rig.tell("reset");
        ServerCounters before = rig.counters();
        long[] times = grow(options.perApplication(options.instances()));
        ServerCounters cost = settle().since(before);
        findings.fact(
                "register all: until all are registered, until all consumers have all",
                "%.1f s, %.1f s",
                (times[1] - times[0]) / 1e9,
                (times[2] - times[0]) / 1e9);
        findings.fact("register all: from register to seen", "%s", rig.seen().milliseconds());
        findings.fact("register all: packets, bytes at ZooKeeper", "%,d, %s", cost.packets(), bytes(cost.bytes()));
    }

    private void idle(int size) throws IOException, InterruptedException {
        settle();
        ServerCounters before = rig.counters();
        Thread.sleep(options.idleSeconds() * 1_000L);
        idle = rig.counters().since(before);
        findings.fact(
                String.format("quiet cluster of %,d: packets, bytes per second", size),
                "%.0f, %s",
                idle.packets() / idle.seconds(),
                bytes(idle.bytes() / idle.seconds()));
    }

    private void changes(int size) throws IOException, InterruptedException {
        Map<String, Sum> sums = new HashMap<>();
        KINDS.forEach(kind -> sums.put(kind, new Sum()));
        settle();
        for (int each = 0; each < options.changes(); each++) {
            for (String kind : KINDS) {
                change(kind, each % world.applications(), probes).addTo(sums.get(kind));
            }
            probes++;
        }
        for (String kind : KINDS) {
            findings.change(sums.get(kind).change(size, kind, idle));
        }
    }

    /** One change, until all subscriptions have been told and the server is quiet again. */
    private Measured change(String kind, int application, int number) throws IOException, InterruptedException {
        ServerCounters before = rig.counters();
        long start = rig.providers().ask("probe " + kind + " " + application + " " + number, LIMIT_SECONDS)[0];
        String id = world.probe(application, number).id();
        int weight = kind.equals("remove") ? -1 : kind.equals("update") ? OTHER_WEIGHT : WEIGHT;
        Set<String> told = new HashSet<>();
        List<String> reports = rig.take(
                kind + " " + id,
                world.subscriptions(application),
                CHANGE_SECONDS,
                line -> line.startsWith("saw ")
                        && line.contains(" " + id + " " + weight + " ")
                        && told.add(line.substring(0, line.indexOf(id))));
        Times times = new Times();
        reports.forEach(line -> times.addNanos(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)) - start));
        return new Measured(reports, start, settle().since(before));
    }

    /** Until no packet comes for 10 ms, which with much background may never be: 300 ms at most. */
    private ServerCounters settle() throws InterruptedException {
        ServerCounters last = rig.counters();
        for (int each = 0; each < 30; each++) {
            Thread.sleep(10);
            ServerCounters now = rig.counters();
            if (now.packets() == last.packets() && now.outstanding() == 0) {
                return now;
            }
            last = now;
        }
        return last;
    }

    private void memory() throws IOException, InterruptedException {
        long with = heap();
        rig.tell("unsubscribe");
        Thread.sleep(1_000);
        long without = heap();
        findings.fact(
                "heap per consumer: with a session only, and what the subscriptions add",
                "%s, %s",
                bytes((double) without / world.consumers()),
                bytes((double) (with - without) / world.consumers()));
        ServerCounters before = settle();
        String token = subscribeAll();
        long start = System.nanoTime();
        long end = rig.complete(token, LIMIT_SECONDS);
        ServerCounters cost = settle().since(before);
        findings.fact(
                "all consumers subscribe at once: until all have all; packets, bytes",
                "%.1f s; %,d, %s",
                (end - start) / 1e9,
                cost.packets(),
                bytes(cost.bytes()));
        findings.fact("at ZooKeeper then: nodes, watches", "%,d, %,d", cost.nodes(), cost.watches());
    }

    private String subscribeAll() throws InterruptedException {
        rig.tell("subscribe");
        return rig.expect(generation, options.perApplication(options.instances()), WEIGHT, -1);
    }

    private long heap() throws InterruptedException {
        return rig.tell("heap").stream().mapToLong(answer -> answer[0]).sum();
    }

    /** One more consumer, which subscribes to all services. */
    private void everything() throws IOException, InterruptedException {
        Child consumer = rig.consumers().get(0);
        consumer.ask("open-everything", LIMIT_SECONDS);
        Thread.sleep(1_000);
        ServerCounters before = settle();
        long heap = consumer.ask("heap", LIMIT_SECONDS)[0];
        long start = System.nanoTime();
        consumer.ask("subscribe-everything", LIMIT_SECONDS);
        String token = rig.expect(generation, options.perApplication(options.instances()), WEIGHT, -1);
        long end = rig.complete(token, LIMIT_SECONDS);
        ServerCounters cost = settle().since(before);
        heap = consumer.ask("heap", LIMIT_SECONDS)[0] - heap;
        consumer.ask("close-everything", LIMIT_SECONDS);
        findings.fact(
                "one consumer subscribes to all services: until it has all; packets, bytes; heap",
                "%.1f s; %,d, %s; %s",
                (end - start) / 1e9,
                cost.packets(),
                bytes(cost.bytes()),
                bytes(heap));
    }

    /** All instances of one application change at once. */
    private void bursts() throws IOException, InterruptedException {
        Times times = new Times();
        Times packets = new Times();
        Times bytes = new Times();
        Times lists = new Times();
        int count = options.perApplication(options.instances());
        int bursts = Math.min(BURSTS, world.applications());
        for (int application = 0; application < bursts; application++) {
            for (int weight : new int[] {OTHER_WEIGHT, WEIGHT}) {
                rig.tell("reset");
                String token = rig.expect(generation, count, weight, application);
                ServerCounters before = settle();
                long start = rig.providers()
                        .ask("weight " + application + " " + generation + " " + weight, LIMIT_SECONDS)[0];
                times.addNanos(rig.complete(token, LIMIT_SECONDS) - start);
                ServerCounters cost = settle().since(before);
                packets.add(cost.packets());
                bytes.add(cost.bytes());
                lists.add((double) rig.tell("stats").stream()
                                .mapToLong(answer -> answer[2])
                                .sum()
                        / world.subscriptions(application));
            }
        }
        findings.fact(
                "one application's " + count + " instances change at once: until all have it (median, max)",
                "%.0f, %.0f ms",
                times.median(),
                times.most());
        findings.fact(
                "the same: packets, bytes at ZooKeeper; lists told to a subscription (medians)",
                "%,.0f, %s; %.0f",
                packets.median(),
                bytes(bytes.median()),
                lists.median());
    }

    /** All providers restart: in each wave a share of every application's instances go, and others come. */
    private void waves() throws IOException, InterruptedException {
        generation++;
        int count = options.perApplication(options.instances());
        rig.tell("reset");
        String token = rig.expect(generation, count, WEIGHT, -1);
        ServerCounters before = settle();
        long start = System.nanoTime();
        for (int wave = 0; wave < options.waves(); wave++) {
            rig.providers().ask("wave " + wave + " " + options.waves() + " " + generation, LIMIT_SECONDS);
        }
        long registered = System.nanoTime();
        long end = rig.complete(token, LIMIT_SECONDS);
        ServerCounters cost = settle().since(before);
        List<long[]> stats = rig.tell("stats");
        findings.fact(
                "restart of all providers in " + options.waves()
                        + " waves: until all are registered, until all consumers have all",
                "%.1f s, %.1f s",
                (registered - start) / 1e9,
                (end - start) / 1e9);
        findings.fact("the same: from register to seen", "%s", rig.seen().milliseconds());
        findings.fact("the same: packets, bytes at ZooKeeper", "%,d, %s", cost.packets(), bytes(cost.bytes()));
        findings.fact("the same: lists that became empty, smallest list", "%s", lists(stats, count));
    }

    static String lists(List<long[]> stats, int count) {
        long empty = stats.stream().mapToLong(answer -> answer[0]).sum();
        long smallest = stats.stream().mapToLong(answer -> answer[1]).min().orElse(0);
        return empty + ", " + Math.min(smallest, count) + " of " + count;
    }

    /** One change as it was measured. */
    private record Measured(List<String> reports, long start, ServerCounters cost) {

        void addTo(Sum sum) {
            reports.forEach(
                    line -> sum.times.addNanos(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)) - start));
            sum.packets.add(cost.packets());
            sum.bytes.add(cost.bytes());
            sum.seconds += cost.seconds();
            sum.allPackets += cost.packets();
            sum.allBytes += cost.bytes();
        }
    }

    /** Changes of one kind so far. */
    private static final class Sum {
        final Times times = new Times();
        final Times packets = new Times();
        final Times bytes = new Times();
        double seconds;
        double allPackets;
        double allBytes;

        Change change(int size, String kind, ServerCounters idle) {
            int count = packets.count();
            return new Change(
                    size,
                    kind,
                    times,
                    packets,
                    bytes,
                    (allPackets - idle.packets() / idle.seconds() * seconds) / count,
                    (allBytes - idle.bytes() / idle.seconds() * seconds) / count);
        }
    }
}
