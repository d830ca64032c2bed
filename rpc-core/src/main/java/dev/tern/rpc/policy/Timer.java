package dev.tern.rpc.policy;

/** Runs tasks later. */
@FunctionalInterface
public interface Timer {

    /** Runs the task once after the delay, on a thread of the timer's; the task must not block. Runs it at once if the timer has ended. */
    void schedule(Runnable task, long delayNanos);
}
