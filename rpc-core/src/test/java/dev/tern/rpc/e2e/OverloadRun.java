package dev.tern.rpc.e2e;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints, as a table, how a provider fares under overload: a handler that holds one of 10 permits for 20 ms, which is 500 calls/s, and consumers that ask for 1,000 and for
 * 5,000 calls/s whatever happens (open loop), over loopback in one process. Not a test: what it shows of times depends on the machine. Arguments: calls/s.
 *
 * <p>The handler stands on the default executor. Only what it does counts as answered: every attempt that reaches it, and how long it took from its arrival at the
 * provider; the consumer's times are from the call to its end. The consumer has no budget for repetitions, so that a refusal is told at once.
 */
final class OverloadRun {

    /** The limit begins at 1,000: those that it lets in have to be worked off. */
    private static final int WARM_UP_SECONDS = 8;

    private static final int SECONDS = 10;
    private static final int MOST = 200_000;

    private final Semaphore permits = new Semaphore(10, true);
    private final Times provider = new Times();
    private final Times answered = new Times();
    private final Times refused = new Times();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile boolean measuring;

    /** Times of calls, by any thread. */
    private static final class Times {

        private final long[] nanos = new long[MOST];
        private final AtomicInteger count = new AtomicInteger();

        void add(long elapsed) {
            int index = count.getAndIncrement();
            if (index < MOST) {
                nanos[index] = elapsed;
            }
        }

        int count() {
            return count.get();
        }

        double millis(double part) {
            int n = Math.min(MOST, count.get());
            long[] sorted = Arrays.copyOf(nanos, n);
            Arrays.sort(sorted);
            return n == 0 ? 0 : sorted[Math.min(n - 1, (int) (n * part))] / 1e6;
        }

        @Override
        public String toString() {
            return String.format("p50 %.1f, p99 %.1f, max %.1f ms", millis(0.5), millis(0.99), millis(1));
        }
    }

    private String hold(String text) {
        try {
            permits.acquire();
            try {
                Thread.sleep(20);
            } finally {
                permits.release();
            }
        } catch (InterruptedException e) { // its deadline has passed
            Thread.currentThread().interrupt();
        }
        return text;
    }

    private void run(int perSecond) throws Exception {
        try (RpcServer server = RpcServer.builder()
                        .application("provider")
                        .host("127.0.0.1")
                        .shutdownHook(false)
                        .filter((method, next) -> call -> {
                            call.onCompletion(done -> {
                                if (measuring && done.error() == null) {
                                    provider.add(System.nanoTime() - done.startNanos());
                                }
                                return true;
                            });
                            next.invoke(call);
                        })
                        .provide(Ask.class, this::hold)
                        .start();
                RpcClient client = RpcClient.builder()
                        .application("consumer")
                        .registry("static://127.0.0.1:" + server.port())
                        .callbackExecutor(Runnable::run)
                        .set("retry.budgetRatio", "0") // a refusal is told at once
                        .set("retry.budgetPerSecond", "0")
                        .build()) {
            AskAsync ask = Loopback.refer(client, AskAsync.class);
            offer(ask, perSecond, WARM_UP_SECONDS);
            measuring = true;
            long refusedBefore = server.admission().refused();
            offer(ask, perSecond, SECONDS);
            measuring = false;
            long refusals = server.admission().refused() - refusedBefore;
            System.out.printf(
                    "| %,d | %.0f | %.0f %% | %s | %s | %s | %,d | %d | %d |%n",
                    perSecond,
                    provider.count() / (double) SECONDS,
                    provider.count() / (double) SECONDS / 5,
                    provider,
                    answered,
                    refused,
                    refusals,
                    failed.get(),
                    server.admission().limit());
        }
    }

    /** Calls at even distances; when it is late it catches up. */
    private void offer(AskAsync ask, int perSecond, int seconds) {
        long start = System.nanoTime();
        for (long i = 0; i < (long) perSecond * seconds; i++) {
            long at = start + i * 1_000_000_000 / perSecond;
            while (at - System.nanoTime() > 0) {
                LockSupport.parkNanos(at - System.nanoTime());
            }
            call(ask);
        }
    }

    private void call(AskAsync ask) {
        long start = System.nanoTime();
        ask.ask("x").whenComplete((value, e) -> {
            if (!measuring) {
                return;
            }
            long elapsed = System.nanoTime() - start;
            if (e == null) {
                answered.add(elapsed);
            } else if (e instanceof RpcException known && known.status() == Status.RESOURCE_EXHAUSTED) {
                refused.add(elapsed);
            } else {
                failed.incrementAndGet();
            }
        });
    }

    public static void main(String[] args) throws Exception {
        System.out.println(
                "| offered/s | answered/s | of capacity | provider: accepted | consumer: accepted | consumer: refused | refusals | other failures | limit |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (String perSecond : args.length == 0 ? new String[] {"1000", "5000"} : args) {
            new OverloadRun().run(Integer.parseInt(perSecond));
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
