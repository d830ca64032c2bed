package dev.tern.rpc.policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * A queue model in virtual time: calls arrive whatever happens to those before them, those that the limit admits wait in order for one of a number of
 * servers. No threads; the same seed gives the same run.
 */
final class Station {

    static final long MILLI = 1_000_000;
    static final long SECOND = 1000 * MILLI;

    final Random random = new Random(7);
    final AdaptiveLimit limit = new AdaptiveLimit(1000, 8, 2000, () -> this.now, random::nextDouble);
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final ArrayDeque<Call> queue = new ArrayDeque<>();
    private final List<Source> sources = new ArrayList<>();
    private int servers;
    private long deadline = Long.MAX_VALUE;
    private long now = 5; // anything
    private long number;
    private int inFlight;
    private int busy;
    private long since;
    final List<Long> times = new ArrayList<>(); // of the calls answered since
    int refused;
    int lowest = Integer.MAX_VALUE;
    int highest;

    Station(int servers) {
        this.servers = servers;
    }

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {

        @Override
        public int compareTo(Event other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    private record Call(Source source, long start) {}

    /** One kind of calls. */
    final class Source {

        final Sampler sampler = limit.sampler();
        final double perSecond;
        DoubleSupplier millis;

        Source(double perSecond, DoubleSupplier millis) {
            this.perSecond = perSecond;
            this.millis = millis;
        }

        private void next() {
            double gap = -Math.log(1 - random.nextDouble()) / perSecond; // Poisson
            at(now + (long) (gap * SECOND), () -> {
                if (sources.contains(this)) {
                    arrive(this);
                    next();
                }
            });
        }
    }

    long now() {
        return now;
    }

    private void at(long time, Runnable action) {
        events.add(new Event(time, number++, action));
    }

    Source offer(double perSecond, DoubleSupplier millis) {
        Source source = new Source(perSecond, millis);
        sources.add(source);
        source.next();
        return source;
    }

    void stop(Source source) {
        sources.remove(source);
    }

    void servers(int count) {
        servers = count;
        serve();
    }

    void deadline(long nanos) {
        deadline = nanos;
    }

    private void arrive(Source source) {
        if (inFlight >= limit.limit()) {
            refused++;
            limit.refused(now);
            return;
        }
        inFlight++;
        source.sampler.started(now);
        queue.add(new Call(source, now));
        serve();
    }

    private void serve() {
        while (busy < servers && !queue.isEmpty()) {
            Call call = queue.remove();
            if (now - call.start > deadline) {
                inFlight--;
                call.source.sampler.expired(call.start, now);
                continue;
            }
            busy++;
            at(now + (long) (call.source.millis.getAsDouble() * MILLI), () -> {
                busy--;
                inFlight--;
                times.add(now - call.start);
                call.source.sampler.ended(call.start, now);
                serve();
            });
        }
    }

    /** Lets so much time go by. */
    Station run(double seconds) {
        long end = now + (long) (seconds * SECOND);
        while (!events.isEmpty() && events.peek().at <= end) {
            Event next = events.remove();
            now = next.at;
            next.action.run();
            lowest = Math.min(lowest, limit.limit());
            highest = Math.max(highest, limit.limit());
        }
        now = end;
        return this;
    }

    /** Forgets what was measured. */
    Station measure() {
        times.clear();
        refused = 0;
        since = now;
        lowest = Integer.MAX_VALUE;
        highest = 0;
        return this;
    }

    double perSecond() {
        return times.size() * (double) SECOND / (now - since);
    }

    double p99Millis() {
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.get((int) (sorted.size() * 0.99)) / (double) MILLI;
    }

    @Override
    public String toString() {
        return times.isEmpty()
                ? "nothing answered"
                : String.format(
                        "%.0f/s, p99 %.1f ms, limit %d (%d to %d), %d refused",
                        perSecond(), p99Millis(), limit.limit(), lowest, highest, refused);
    }
}
