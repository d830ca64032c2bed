package dev.tern.rpc.support;

import dev.tern.rpc.policy.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/** A timer whose time the test moves. */
public final class ManualTimer implements Timer, LongSupplier {

    private record Task(Runnable task, long at) {}

    private final List<Task> tasks = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private long now;

    /** Begins at a time on the scale of {@link System#nanoTime()}. */
    public ManualTimer(long start) {
        now = start;
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        delays.add(delayNanos);
        tasks.add(new Task(task, now + delayNanos));
    }

    @Override
    public long getAsLong() {
        return now;
    }

    /** All delays that were asked for, in milliseconds. */
    public List<Long> delaysMillis() {
        return delays.stream().map(delay -> delay / 1_000_000).toList();
    }

    /** How many tasks wait. */
    public int waiting() {
        return tasks.size();
    }

    /** Moves on by this time, and runs the tasks that are due meanwhile, each at its time. */
    public void advanceMillis(long millis) {
        long end = now + millis * 1_000_000;
        while (tasks.stream().anyMatch(task -> task.at - end <= 0)) {
            runNext();
        }
        now = end;
    }

    /** Moves on to the next task and runs it. */
    public void runNext() {
        Task next = tasks.stream().min(Comparator.comparingLong(Task::at)).orElseThrow();
        tasks.remove(next);
        now = Math.max(now, next.at);
        next.task.run();
    }
}
