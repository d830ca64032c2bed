package dev.tern.rpc.cluster;

import dev.tern.rpc.policy.TimeAndChance;
import dev.tern.rpc.policy.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongSupplier;

/** Time that passes when the test says so, running what is due on its way, with a seed for chance. */
final class VirtualTime implements Timer, LongSupplier {

    private record Task(Runnable task, long at, int number) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingInt(Task::number));
    private final Random random = new Random(7);
    private long now = Duration.ofDays(3).toNanos();
    private int number;

    TimeAndChance asTimeAndChance() {
        return new TimeAndChance(this, this, () -> random);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        tasks.add(new Task(task, now + delayNanos, number++));
    }

    @Override
    public long getAsLong() {
        return now;
    }

    int waiting() {
        return tasks.size();
    }

    void advance(Duration time) {
        long end = now + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().at <= end) {
            Task next = tasks.remove();
            now = Math.max(now, next.at);
            next.task.run();
        }
        now = end;
    }
}
