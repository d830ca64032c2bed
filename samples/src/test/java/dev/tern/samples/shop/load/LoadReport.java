package dev.tern.samples.shop.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What a load consisted of, and what can be said of it. */
public final class LoadReport {

    private final List<CallRecord> calls;
    private final List<Stall> stalls; // in order of time, none touches another

    LoadReport(List<CallRecord> calls, List<Stall> stalls) {
        this.calls = List.copyOf(calls);
        this.stalls = united(stalls);
    }

    public static LoadReport read(Path file) throws IOException {
        List<CallRecord> calls = new ArrayList<>();
        List<Stall> stalls = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("CALL")) {
                calls.add(CallRecord.parse(line));
            } else {
                stalls.add(Stall.parse(line));
            }
        }
        return new LoadReport(calls, stalls);
    }

    void write(Path file) throws IOException {
        Stream<String> lines = Stream.concat(
                calls.stream().map(CallRecord::line), stalls.stream().map(Stall::line));
        Files.write(file, lines.toList());
    }

    public List<CallRecord> calls(Predicate<CallRecord> which) {
        return calls.stream().filter(which).toList();
    }

    /** Calls by the instance that was tried last. */
    public Map<String, Long> spread() {
        return spreadBefore(Instant.ofEpochSecond(Integer.MAX_VALUE));
    }

    /** Calls that ended before a time, by the instance that was tried last. */
    public Map<String, Long> spreadBefore(Instant time) {
        Map<String, Long> spread = new TreeMap<>();
        calls.stream()
                .filter(call ->
                        call.end() < Clock.nanosOf(time) && !call.instance().isEmpty())
                .forEach(call -> spread.merge(call.instance(), 1L, Long::sum));
        return spread;
    }

    /**
     * Calls that began after a time and did not go to one of these instances in their only attempt; of synchronous calls
     * only.
     */
    public List<CallRecord> strayedFrom(Set<String> instances, Instant after) {
        return calls(call -> call.start() > Clock.nanosOf(after)
                && call.attempts() > 0
                && !(instances.contains(call.instance()) && call.attempts() == 1));
    }

    /**
     * How long after a time consumers still noticed something: until the end of the last of these calls that failed or
     * took more than one attempt; zero if none did.
     */
    public static Duration recovery(List<CallRecord> some, Instant after) {
        return Duration.ofNanos(some.stream()
                .filter(call -> call.failed() || call.attempts() > 1)
                .mapToLong(call -> call.end() - Clock.nanosOf(after))
                .reduce(0, Math::max));
    }

    /** The longest time from the end of a call that was answered to the end of the next such one, of these calls. */
    public static Duration longestGap(List<CallRecord> some) {
        long[] ends = some.stream()
                .filter(call -> !call.failed())
                .mapToLong(CallRecord::end)
                .sorted()
                .toArray();
        long longest = 0;
        for (int i = 1; i < ends.length; i++) {
            longest = Math.max(longest, ends[i] - ends[i - 1]);
        }
        return Duration.ofNanos(longest);
    }

    /** How long the longest of these calls took. */
    public static Duration longest(List<CallRecord> some) {
        return Duration.ofNanos(
                some.stream().mapToLong(call -> call.end() - call.start()).reduce(0, Math::max));
    }

    /** Calls that were not under way at any time between these two. */
    public static Predicate<CallRecord> outside(Instant from, Instant to) {
        return call -> call.end() < Clock.nanosOf(from) || call.start() > Clock.nanosOf(to);
    }

    /** How late the latest one in a thousand of these calls ended after its deadline. */
    public static Duration lateness999(List<CallRecord> some) {
        return percentile999(some, CallRecord::lateness);
    }

    /**
     * The same without the time in which threads of the consumer could not run. Between a call's deadline and its end,
     * only what the {@link StallMeter} missed is taken off: a call that is late while other threads run stays late.
     */
    public Duration latenessWithoutStalls999(List<CallRecord> some) {
        return percentile999(some, call -> call.lateness() - stalled(call.deadline(), call.end()));
    }

    /** Which part of the load's time threads of the consumer could not run, from 0 to 1. */
    public double stalledPart() {
        long from = calls.stream().mapToLong(CallRecord::start).min().orElse(0);
        long to = calls.stream().mapToLong(CallRecord::end).max().orElse(1);
        return (double) stalled(from, to) / (to - from);
    }

    /** The longest time in which a thread of the consumer could not run. */
    public Duration longestStall() {
        return Duration.ofNanos(stalls.stream()
                .mapToLong(stall -> stall.end() - stall.start())
                .max()
                .orElse(0));
    }

    private long stalled(long from, long to) {
        return stalls.stream()
                .mapToLong(stall -> Math.max(0, Math.min(to, stall.end()) - Math.max(from, stall.start())))
                .sum();
    }

    private static Duration percentile999(List<CallRecord> some, ToLongFunction<CallRecord> value) {
        long[] sorted = some.stream().mapToLong(value).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no calls");
        }
        return Duration.ofNanos(sorted[(int) Math.ceil(sorted.length * 0.999) - 1]);
    }

    private static List<Stall> united(List<Stall> stalls) {
        List<Stall> united = new ArrayList<>();
        List<Stall> ordered =
                stalls.stream().sorted(Comparator.comparingLong(Stall::start)).toList();
        for (Stall next : ordered) {
            Stall last = united.isEmpty() ? null : united.get(united.size() - 1);
            if (last != null && next.start() <= last.end()) {
                united.set(united.size() - 1, new Stall(last.start(), Math.max(last.end(), next.end())));
            } else {
                united.add(next);
            }
        }
        return united;
    }
}
