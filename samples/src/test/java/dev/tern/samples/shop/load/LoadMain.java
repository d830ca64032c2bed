package dev.tern.samples.shop.load;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.client.RpcClient;
import dev.tern.samples.shop.api.StockService;
import dev.tern.samples.shop.load.CallRecord.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts load on the providers from several threads, and notes each call: {@code LoadMain <registry> <providers>
 * <report>}. Prints {@code STEADY} when so many providers have answered and it has done so for some seconds, goes on for
 * twice as long, writes its report and ends.
 */
public final class LoadMain {

    /** How many threads make calls that are not idempotent, one after the other. */
    public static final int WRITERS = 2;

    private static final int READERS = 4;
    private static final int SLOW = 4;
    private static final int SLOW_ASYNC = 4;

    private static final Duration QUICK_DEADLINE = Duration.ofSeconds(2); // not reached by a busy machine
    private static final Duration SLOW_DEADLINE = Duration.ofMillis(200);
    private static final long TOO_LATE_MILLIS = 1_000;
    private static final int WARM_UP_CALLS = 2_000;
    private static final int STEADY_SECONDS = 3;
    private static final int LOAD_SECONDS = 10;
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final Callers callers = new Callers();
    private final AtomicLong lastWrite = new AtomicLong();
    private final StockService stock;
    private final LedgerService ledger;
    private final SlowService slow;
    private final SlowServiceAsync slowAsync;

    private LoadMain(RpcClient client) throws InterruptedException {
        stock = client.refer(StockService.class, options -> options.deadline("available", QUICK_DEADLINE));
        ledger = client.refer(LedgerService.class, options -> options.deadline("note", QUICK_DEADLINE));
        slow = client.refer(SlowService.class);
        slowAsync = client.refer(SlowServiceAsync.class);
        client.awaitReady(StockService.class, Duration.ofSeconds(30));
        client.awaitReady(LedgerService.class, Duration.ofSeconds(30));
        client.awaitReady(SlowService.class, Duration.ofSeconds(30));
        client.awaitReady(SlowServiceAsync.class, Duration.ofSeconds(30));
    }

    public static void main(String[] args) throws Exception {
        try (RpcClient client =
                RpcClient.builder().application("load").registry(args[0]).build()) {
            LoadMain load = new LoadMain(client);
            load.warmUp(Integer.parseInt(args[1]));
            load.run(Path.of(args[2]));
        }
    }

    /** Until all providers have answered, and the JVM has had some time to compile. */
    private void warmUp(int providers) {
        Set<String> instances = new HashSet<>();
        long start = System.nanoTime();
        for (int i = 0; instances.size() < providers || (i < WARM_UP_CALLS && secondsSince(start) < 10); i++) {
            read();
            write();
            instances.add(CallInfo.last().instance());
            if (instances.size() < providers && secondsSince(start) > 30) {
                throw new IllegalStateException("after 30 s only " + instances + " have answered");
            }
        }
        slow();
        slowAsync();
        callers.forget();
    }

    private static long secondsSince(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
    }

    private void run(Path report) throws InterruptedException, IOException {
        callers.start(READERS, "reader", PAUSE, this::read);
        callers.start(WRITERS, "writer", PAUSE, this::write);
        callers.start(SLOW, "slow", PAUSE, this::slow);
        callers.start(SLOW_ASYNC, "slow-async", PAUSE, this::slowAsync);
        waitFor(STEADY_SECONDS);
        System.out.println("STEADY");
        waitFor(LOAD_SECONDS - STEADY_SECONDS);
        callers.end().write(report);
        System.out.println("DONE");
    }

    private static void waitFor(int seconds) throws InterruptedException {
        new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }

    private void read() {
        callers.sync(Kind.READ, QUICK_DEADLINE, () -> stock.available("teapot"));
    }

    private void write() {
        callers.sync(Kind.WRITE, QUICK_DEADLINE, () -> ledger.note(lastWrite.incrementAndGet()));
    }

    private void slow() {
        callers.sync(Kind.SLOW, SLOW_DEADLINE, () -> slow.answerAfter(TOO_LATE_MILLIS));
    }

    private void slowAsync() {
        callers.async(Kind.SLOW_ASYNC, SLOW_DEADLINE, () -> slowAsync.answerAfter(TOO_LATE_MILLIS))
                .join();
    }
}
