package dev.tern.rpc.policy;

/** Runs tasks later. */
@FunctionalInterface
public interface Timer {

    /** Runs the task once after the delay, on a thread that may run users' code, but should not be blocked for long. Runs it at once if the timer has ended. */
    void schedule(Runnable task, long delayNanos);
}
