package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.server.RpcServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Providers of the old version are replaced one by one by new ones, while consumers of both versions call all the time. No call may fail. Repeated attempts
 * are as they always are: only calls that surely never ran are sent again, for no method is idempotent.
 */
class RollingUpgradeTest {

    private static final int PROVIDERS = 3;
    private static final int CALLS_BETWEEN = 300;

    private final Loopback net = new Loopback();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger calls = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void providers_replacedOneByOneUnderLoad_failNoCall() throws Exception {
        Version old = Version.of("versions.ShopDriver", "methods/v1");
        Version young = Version.of("versions.ShopDriver", "methods/v2");
        Deque<RpcServer> running = new ArrayDeque<>();
        for (int i = 0; i < PROVIDERS; i++) {
            running.add(start(old));
        }
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> loops = new ArrayList<>();
            loops.add(load(threads, old, old.refer(net.build(net.client()))));
            loops.add(load(threads, young, young.refer(net.build(net.client()))));
            for (int i = 0; i < PROVIDERS; i++) {
                awaitCalls();
                running.add(start(young));
                awaitCalls();
                running.remove().close();
                loops.add(load(
                        threads, i % 2 == 0 ? old : young, (i % 2 == 0 ? old : young).refer(net.build(net.client()))));
            }
            awaitCalls();
            over.set(true);
            for (Future<?> loop : loops) {
                loop.get();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        assertThat(failures).isEmpty();
        assertThat(calls.get()).isGreaterThan(2 * PROVIDERS * CALLS_BETWEEN);
    }

    private RpcServer start(Version version) {
        return net.start(
                version.provide(net.server().drain(Duration.ofMillis(100), Duration.ofSeconds(10)), text -> {}));
    }

    /** Waits until there were that many calls more, so that each step of the upgrade is under load however fast the machine is. */
    private void awaitCalls() {
        int enough = calls.get() + CALLS_BETWEEN;
        await().atMost(Duration.ofSeconds(60)).until(() -> calls.get() >= enough || !failures.isEmpty());
    }

    private Future<?> load(ExecutorService threads, Version version, Object stub) {
        return threads.submit(() -> {
            while (!over.get() && failures.isEmpty()) {
                for (String method : List.of("same", "get", "count", "away")) {
                    try {
                        version.driver.call(stub, method);
                        calls.incrementAndGet();
                    } catch (Exception e) {
                        failures.add(e);
                    }
                }
            }
        });
    }
}
