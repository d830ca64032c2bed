package dev.tern.rpc.benchmarks.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured with one layout. */
final class Findings {

    private final Map<String, String> facts = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();

    /** One row of the table of facts. */
    void fact(String what, String format, Object... values) {
        String text = String.format(Locale.ROOT, format, values);
        facts.put(what, text);
        System.out.println("  " + what + ": " + text);
    }

    void change(Change change) {
        changes.add(change);
        System.out.println("  " + change.instances + " instances, " + change.kind + ": " + change.times.milliseconds()
                + ", " + change.cost());
    }

    Map<String, String> facts() {
        return facts;
    }

    List<Change> changes() {
        return changes;
    }

    static String bytes(double bytes) {
        if (bytes < 10_000) {
            return String.format(Locale.ROOT, "%,.0f B", bytes);
        }
        return bytes < 10_000_000
                ? String.format(Locale.ROOT, "%,.0f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%,.0f MB", bytes / 1e6);
    }

    /**
     * Changes of one kind, one at a time.
     *
     * @param instances in the cluster
     * @param times in ms from the call of the provider until a subscription was told, of all subscriptions
     * @param packets at the server, to and from it, of each change
     * @param bytes likewise
     * @param meanPackets over all changes, less what a quiet cluster has in that time
     * @param meanBytes likewise
     */
    record Change(
            int instances, String kind, Times times, Times packets, Times bytes, double meanPackets, double meanBytes) {

        String cost() {
            return String.format(
                    Locale.ROOT,
                    "%.0f packets (mean %.0f), %s (mean %s)",
                    packets.median(),
                    meanPackets,
                    Findings.bytes(bytes.median()),
                    Findings.bytes(meanBytes));
        }
    }
}
