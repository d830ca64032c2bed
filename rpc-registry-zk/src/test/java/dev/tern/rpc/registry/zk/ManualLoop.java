package dev.tern.rpc.registry.zk;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A loop that runs in the test's thread, and whose time the test moves on. */
final class ManualLoop implements Loop {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::at));
    private long now;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        timers.add(new Timer(now + delay.toNanos(), task));
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    /** Runs all tasks, and those that they add. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Runs all tasks and the timers of this time. */
    void advance(Duration time) {
        run();
        long end = now + time.toNanos();
        while (!timers.isEmpty() && timers.element().at <= end) {
            Timer timer = timers.remove();
            now = timer.at;
            timer.task.run();
            run();
        }
        now = end;
    }

    private record Timer(long at, Runnable task) {}
}
