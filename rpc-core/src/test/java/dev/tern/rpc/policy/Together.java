package dev.tern.rpc.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that begin at once and do the same. */
final class Together {

    private Together() {}

    /** Each thread does the task so many times; what one throws is thrown. */
    static void run(int threads, int times, Runnable task) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        Callable<Void> part = () -> {
            start.await(30, TimeUnit.SECONDS);
            for (int i = 0; i < times; i++) {
                task.run();
            }
            return null;
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Void>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(pool.submit(part));
            }
            for (Future<Void> running : parts) {
                running.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
