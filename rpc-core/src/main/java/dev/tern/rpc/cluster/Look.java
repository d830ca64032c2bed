package dev.tern.rpc.cluster;

import dev.tern.rpc.policy.Timer;
import java.util.function.LongSupplier;

/**
 * The next look at a service's endpoints, by time alone: a step of a ramp, the end of an ejection or of an open breaker, a change that waits for others to join it. There is one at a
 * time, and none while nothing is due. Thread-safe; its lock is held for an instant, never while the task runs.
 */
final class Look {

    private final Timer timer;
    private final LongSupplier nanoTime;
    private final Runnable task;

    // guarded by this
    private boolean due;
    private long at;
    private int number; // of the timer's tasks only the last one counts

    Look(Timer timer, LongSupplier nanoTime, Runnable task) {
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.task = task;
    }

    /** Sees to it that the task runs after this time, or before. */
    void within(long nanos) {
        int mine;
        synchronized (this) {
            long wanted = nanoTime.getAsLong() + nanos;
            if (due && at - wanted <= 0) {
                return;
            }
            due = true;
            at = wanted;
            mine = ++number;
        }
        timer.schedule(() -> run(mine), nanos);
    }

    private void run(int mine) {
        synchronized (this) {
            if (mine != number) {
                return;
            }
            due = false;
        }
        task.run();
    }
}
