package dev.tern.rpc.benchmarks.registry;

import static dev.tern.rpc.benchmarks.registry.Findings.bytes;

import dev.tern.rpc.benchmarks.registry.Findings.Change;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables as Markdown. */
final class Report {

    private Report() {}

    static String format(Options options, Map<Layout, Findings> findings) {
        StringBuilder text = new StringBuilder();
        head(text, options);
        changes(text, options, findings);
        facts(text, findings);
        notes(text, options);
        return text.toString();
    }

    private static void head(StringBuilder text, Options options) {
        World world = options.world();
        text.append("# The registry at scale\n\n");
        text.append(String.format(
                Locale.ROOT,
                "%,d instances of %,d services in %,d applications against one ZooKeeper; %,d consumers in %d JVMs, each with %d services: %d subscriptions for each application. "
                        + "Beside Tern's layout, with the same driver, one node per interface and instance, as Dubbo's interface-level registry has it.%n%n",
                options.instances(),
                world.services(),
                world.applications(),
                world.consumers(),
                options.jvms(),
                world.each(),
                world.subscriptions(0)));
        text.append(String.format(
                Locale.ROOT,
                "Machine: %d cores, %s, OpenJDK %s. Date: %s. The load average is in the table.%n%n```sh%n%s%n```%n%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("java.version"),
                LocalDate.now(),
                options.command()));
    }

    private static void changes(StringBuilder text, Options options, Map<Layout, Findings> findings) {
        text.append("## Single changes\n\nOne at a time, ")
                .append(options.changes())
                .append(" of each kind, in all applications in turn; an update is a change of weight.\n\n");
        row(
                text,
                List.of(
                        "layout",
                        "change",
                        "instances",
                        "seen: p50",
                        "p99",
                        "max",
                        "packets",
                        "mean",
                        "bytes",
                        "mean"));
        text.append("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        findings.forEach((layout, found) -> {
            for (Change change : sorted(found.changes())) {
                row(
                        text,
                        List.of(
                                layout.title(),
                                change.kind(),
                                String.format(Locale.ROOT, "%,d", change.instances()),
                                milliseconds(change.times().median()),
                                milliseconds(change.times().percentile(99)),
                                milliseconds(change.times().most()),
                                String.format(
                                        Locale.ROOT, "%,.0f", change.packets().median()),
                                String.format(Locale.ROOT, "%,.0f", change.meanPackets()),
                                bytes(change.bytes().median()),
                                bytes(change.meanBytes())));
            }
        });
        text.append('\n');
    }

    private static List<Change> sorted(List<Change> changes) {
        List<Change> sorted = new ArrayList<>();
        Set<String> kinds = changes.stream().map(Change::kind).collect(Collectors.toCollection(LinkedHashSet::new));
        kinds.forEach(kind ->
                changes.stream().filter(change -> change.kind().equals(kind)).forEach(sorted::add));
        return sorted;
    }

    private static String milliseconds(double value) {
        return String.format(Locale.ROOT, "%.1f ms", value);
    }

    private static void facts(StringBuilder text, Map<Layout, Findings> findings) {
        text.append("## Everything else\n\n");
        List<String> titles = new ArrayList<>(List.of(""));
        findings.keySet().forEach(layout -> titles.add(layout.title()));
        row(text, titles);
        text.append("|---|").append("---|".repeat(findings.size())).append('\n');
        Set<String> rows = new LinkedHashSet<>();
        findings.values().forEach(found -> rows.addAll(found.facts().keySet()));
        for (String each : rows) {
            List<String> cells = new ArrayList<>(List.of(each));
            findings.values().forEach(found -> cells.add(found.facts().getOrDefault(each, "")));
            row(text, cells);
        }
        text.append('\n');
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static void notes(StringBuilder text, Options options) {
        text.append(
                String.format(Locale.ROOT, """
                ## How it is measured

                - *Seen* is from the provider's call of `register`, `update` or `close` until a subscription's listener is told, of all subscriptions; `System.nanoTime` of two processes is comparable on one Linux machine.
                - Packets and bytes are ZooKeeper's own counters, those of `mntr`, read in its process, because the answer to `mntr` is some twenty packets by them: `packets_received` and `packets_sent`; `bytes_received_count`, `response_bytes` and `watch_bytes`, that is, of what
                  it sends without the four bytes before each packet, and without the answers to pings.
                - Of single changes there is the median, from before a change until all have seen it and no packet came for 10 ms, which background traffic does not touch; and the mean less what a quiet cluster of that size has in the same time, which also has what comes later
                  and is as noisy as the background.
                - The instances are registered by one process with one session per application. In production each instance has its own, which adds as many sessions and their pings. Registrations and audits of one session are read together, so there they would be a request each: the audits of 10,000 instances 2,500 packets a second. Where a session expires, all instances of an application go at once here, which empties lists; there it would be one instance.
                - ZooKeeper %s: one server, a process of its own, its data on disk and its writes synced, tick of 2 s, heap of 2 GB. Each JVM of consumers has 1 GB, the providers 1.5 GB.
                - Heap is after a full collection, of all JVMs of consumers, divided by the number of consumers; with a session only it holds their share of all that a JVM has anyway.
                - A wave of the restart takes every %s instance of each application down, and brings another up for each when ZooKeeper has confirmed that. The smallest list is that of any subscription at any time.
                - What all do at once is bounded by the processors, which also compile the code of JVMs that have just started. Tern reads the text of each instance into a record and checks it; the interface level only keeps the text.
                - ZooKeeper is killed and started again on its data; its counters are read every 100 ms from when it is up, for as long as the options say and until all is back. Clients try on their own, whose sessions end when it is away for longer than their timeout: 15 s with Tern, 40 s there.

                The interface level is written plainly on Curator as Dubbo 3 has it (`ZookeeperRegistry`, `Curator5ZookeeperClient`): `/dubbo/[interface]/providers/[encoded URL]`, some 600 characters, ephemeral; one-time child watches; a list of all children with each event; all lists
                again 5 s after the connection is back. A change of weight changes the URL, so nodes are deleted and created. What Dubbo adds is left out, and all of it makes it dearer: a node for each consumer and interface, watches on `configurators` and `routers` too, the objects
                of the URLs and an invoker for each, and the delay of notifications (`delay-notification`, 5 s: a list that comes within 5 s of the one before is told at the end of them, and the thread for the events of all interfaces waits). Against that, it neither verifies what it
                has registered nor finds out by itself what no event told, which is most of Tern's traffic in a quiet cluster. Since 3.0 Dubbo also has an application-level registry, which is nearer to Tern's layout; by default its providers register in both.
                """, org.apache.zookeeper.Version.getVersion(), ordinal(options.waves())));
    }

    private static String ordinal(int number) {
        return number == 2 ? "second" : number == 3 ? "third" : number + "th";
    }
}
