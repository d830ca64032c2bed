package dev.tern.rpc.registry.zk;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop on a daemon thread of its own. What a task throws is logged; the thread goes on. */
final class ThreadLoop implements Loop {

    private static final Logger log = LoggerFactory.getLogger(ThreadLoop.class);

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    ThreadLoop(String name) {
        executor =
                new ScheduledThreadPoolExecutor(1, task -> start(task, name), new ThreadPoolExecutor.DiscardPolicy());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private Thread start(Runnable task, String name) {
        Thread created = new Thread(task, name);
        created.setDaemon(true);
        thread = created;
        return created;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(() -> run(task));
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("A task of the registry failed", e);
        }
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    /** Runs a last task after those that {@link #execute} was given, and ends; does not wait for it. */
    void end(Runnable last) {
        execute(last);
        executor.shutdown();
    }

    /** Waits for the end. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return executor.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
