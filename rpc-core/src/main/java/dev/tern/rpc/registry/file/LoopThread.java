package dev.tern.rpc.registry.file;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop on a daemon thread of its own. What a task throws is logged; the thread goes on. */
final class LoopThread implements Loop {

    private static final Logger log = LoggerFactory.getLogger(LoopThread.class);

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    LoopThread(String name) {
        executor =
                new ScheduledThreadPoolExecutor(1, task -> start(task, name), new ThreadPoolExecutor.DiscardPolicy());
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
    public void repeat(Duration pause, Runnable task) {
        executor.scheduleWithFixedDelay(() -> run(task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
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

    @Override
    public boolean end(Runnable last, Duration limit) throws InterruptedException {
        execute(last);
        executor.shutdown();
        return inLoop() || executor.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
