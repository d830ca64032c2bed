package dev.tern.rpc.benchmarks.registry;

import dev.tern.rpc.registry.Instance;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the subscriptions of a process have been told. Thread-safe. */
final class Tally {

    private final Set<Watch> watches = new HashSet<>();
    private final Set<Watch> waiting = new HashSet<>();
    private final List<String> seen = new ArrayList<>();
    private Expected expected = new Expected("", "", 0, 0);
    private boolean expecting;
    private boolean recording;
    private int empty;
    private int smallest = Integer.MAX_VALUE;
    private long calls;

    synchronized void add(Watch watch) {
        watches.add(watch);
    }

    synchronized void remove(Watch watch) {
        watches.remove(watch);
        waiting.remove(watch);
    }

    /** Begins to report when all subscriptions, or those of the services given, have what is expected. */
    void expect(Expected next, Set<Integer> services) {
        List<Watch> relevant;
        synchronized (this) {
            relevant = watches.stream()
                    .filter(watch -> services.isEmpty() || services.contains(watch.service()))
                    .toList();
            expected = next;
            expecting = true;
            waiting.clear();
            waiting.addAll(relevant);
        }
        // Outside of the lock, which a subscription takes while it holds its own.
        relevant.forEach(watch -> check(watch, watch.last(), System.nanoTime()));
        synchronized (this) {
            completeIfDone(System.nanoTime());
        }
    }

    private synchronized void check(Watch watch, List<Instance> instances, long at) {
        if (expecting && expected.isMetBy(instances)) {
            if (waiting.remove(watch)) {
                completeIfDone(at);
            }
        }
    }

    private void completeIfDone(long at) {
        if (expecting && waiting.isEmpty()) {
            expecting = false;
            Role.tell("complete " + expected.token() + " " + at);
        }
    }

    /** A subscription was told a list; it holds its lock. */
    synchronized void told(Watch watch, int ordinary, boolean filledBefore, long at) {
        calls++;
        if (filledBefore && watch.last().isEmpty()) {
            empty++;
        }
        smallest = Math.min(smallest, ordinary);
        check(watch, watch.last(), at);
    }

    synchronized void seen(String id, long at) {
        if (recording) {
            seen.add(id + " " + at);
        }
    }

    /** Forgets all, and begins to record when instances are seen first. */
    synchronized void reset() {
        recording = true;
        seen.clear();
        empty = 0;
        smallest = Integer.MAX_VALUE;
        calls = 0;
    }

    /** How many lists became empty, the size of the smallest, how many there were, and how many subscriptions miss something still. */
    synchronized String stats() {
        return empty + " " + smallest + " " + calls + " " + waiting.size();
    }

    /** Writes when instances were seen first, and records no more. */
    synchronized void dump(Path file) throws Exception {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            seen.forEach(out::println);
        }
        recording = false;
        seen.clear();
        ((ArrayList<String>) seen).trimToSize();
    }

    /**
     * What a subscription is to have.
     *
     * @param token names it in the report
     * @param generation what all ids contain
     * @param count how many, without probes
     * @param weight of each
     */
    record Expected(String token, String generation, int count, int weight) {

        boolean isMetBy(List<Instance> instances) {
            int found = 0;
            for (Instance instance : instances) {
                if (!World.isProbe(instance)) {
                    if (!instance.id().contains(generation) || instance.weight() != weight) {
                        return false;
                    }
                    found++;
                }
            }
            return found == count;
        }
    }
}
