package dev.tern.rpc.simulation;

import dev.tern.rpc.policy.TimeAndChance;
import dev.tern.rpc.policy.Timer;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Time and chance of a simulation: one queue of events, no threads. The same seed gives the same run, to the last event, on every machine: arithmetic is exact ({@link StrictMath}),
 * and events of the same instant run in the order in which they were scheduled.
 */
final class World implements Timer, LongSupplier {

    private record Event(long at, long number, Runnable task) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Random random;
    private long now = TimeUnit.SECONDS.toNanos(1_000); // any; not zero, so that nothing relies on that
    private final long start = now;
    private long scheduled;

    World(long seed) {
        random = new Random(seed);
    }

    /** For policies and clusters: chance of their own, so that another policy does not change when calls come. */
    TimeAndChance timeAndChance(long seed) {
        Random own = new Random(seed);
        return new TimeAndChance(this, this, () -> own);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        events.add(new Event(now + Math.max(0, delayNanos), scheduled++, task));
    }

    @Override
    public long getAsLong() {
        return now;
    }

    /** Seconds since the beginning. */
    double seconds() {
        return (now - start) / 1e9;
    }

    /** Runs what happens until so many seconds after the beginning. */
    void runUntil(double seconds) {
        long end = start + (long) (seconds * 1e9);
        while (!events.isEmpty() && events.peek().at <= end) {
            Event next = events.remove();
            now = next.at;
            next.task.run();
        }
        now = end;
    }

    /** A time with this mean: memoryless, as between independent arrivals. */
    long exponential(double meanNanos) {
        return (long) (-StrictMath.log(1 - random.nextDouble()) * meanNanos);
    }

    /** From 0 to 1. */
    double random() {
        return random.nextDouble();
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }
}
