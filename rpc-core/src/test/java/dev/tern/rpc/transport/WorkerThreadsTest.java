package dev.tern.rpc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerThreadsTest {

    private static final int POOL = 3;

    private final ClassLoader loader = new ClassLoader() {};
    private ExecutorService workers;

    @AfterEach
    void stop() {
        workers.shutdownNow();
    }

    @Test
    void threads_areVirtualFromJdk21On() throws Exception {
        workers = WorkerThreads.start("worker", POOL);
        boolean expected = Runtime.version().feature() >= 21;
        String thread = workers.submit(() -> Thread.currentThread().toString()).get(20, TimeUnit.SECONDS);

        assertThat(thread.startsWith("VirtualThread")).as(thread).isEqualTo(expected);
        assertThat(WorkerThreads.virtual()).isEqualTo(expected);
    }

    @Test
    void threads_haveTheNameAndTheClassLoaderOfWhoStartedThem() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            workers = WorkerThreads.start("worker", POOL);
            Future<Thread> thread = workers.submit(Thread::currentThread);
            Future<ClassLoader> seen =
                    workers.submit(() -> Thread.currentThread().getContextClassLoader());

            assertThat(thread.get(20, TimeUnit.SECONDS).getName()).startsWith("worker-");
            assertThat(seen.get(20, TimeUnit.SECONDS)).isSameAs(loader);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** A pool that adds threads for those that wait for a future would have no bound; virtual threads need none. */
    @Test
    void pool_tasksThatJoinFutures_staysWithinItsSize() throws Exception {
        workers = WorkerThreads.start("worker", POOL);
        CompletableFuture<Void> never = new CompletableFuture<>();
        CountDownLatch full = new CountDownLatch(POOL);
        AtomicInteger running = new AtomicInteger();
        List<Future<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 4 * POOL; i++) {
            tasks.add(workers.submit(() -> {
                running.incrementAndGet();
                full.countDown();
                never.join();
            }));
        }
        assertThat(full.await(20, TimeUnit.SECONDS)).isTrue();
        if (!WorkerThreads.virtual()) {
            assertThat(running).hasValue(POOL);
        }
        never.complete(null);
        for (Future<?> task : tasks) {
            task.get(20, TimeUnit.SECONDS);
        }
        assertThat(running).hasValue(4 * POOL);
    }
}
