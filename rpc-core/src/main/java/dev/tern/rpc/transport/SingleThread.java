package dev.tern.rpc.transport;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread, there while it has work, for what would keep an event loop too long and must not wait behind users' code. */
public final class SingleThread {

    private SingleThread() {}

    /**
     * Starts an executor that rejects tasks while so many wait.
     *
     * @param name the thread's
     */
    public static ExecutorService start(String name, int mostWaiting) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(mostWaiting), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
