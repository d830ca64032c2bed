package dev.tern.rpc.registry.zk;

import java.time.Duration;

/** The one thread that owns a registry's state: its tasks run one at a time, those of {@link #execute} in order. Thread-safe. */
interface Loop {

    /** Runs a task soon; forgets it once the loop has ended. */
    void execute(Runnable task);

    /** Runs a task after a delay; forgets it once the loop has ended. */
    void schedule(Duration delay, Runnable task);

    /** Whether the caller is the loop's thread, which must not wait for the loop. */
    boolean inLoop();
}
