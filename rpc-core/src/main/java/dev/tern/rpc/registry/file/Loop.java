package dev.tern.rpc.registry.file;

import java.time.Duration;

/** The one thread on which a registry looks at files, writes them, and calls listeners. */
interface Loop {

    /** Runs a task soon. Nothing happens after the end. */
    void execute(Runnable task);

    /** Runs a task again and again, with a pause in between. */
    void repeat(Duration pause, Runnable task);

    /** Whether the caller is on this thread. */
    boolean inLoop();

    /**
     * Runs a last task after those that {@link #execute} was given, and waits for it, unless the caller is on this thread.
     *
     * @return false if it has not ended in time
     */
    boolean end(Runnable last, Duration limit) throws InterruptedException;
}
