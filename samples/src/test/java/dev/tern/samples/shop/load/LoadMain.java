package dev.tern.samples.shop.load;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.client.RpcClient;
import dev.tern.samples.shop.api.OutOfStock;
import dev.tern.samples.shop.api.StockService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Puts load on the providers from several threads, and notes each call: {@code LoadMain <registry> <report>}. Prints
 * {@code STEADY} when it has done so for some seconds, goes on for twice as long, writes its report and ends.
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
    private static final int MAX_CALLS_PER_THREAD = 10_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Clock clock = new Clock();
    private final Queue<CallRecord> calls = new ConcurrentLinkedQueue<>();
    private final StockService stock;
    private final SlowService slow;
    private final SlowServiceAsync slowAsync;
    private volatile boolean ended;

    private LoadMain(RpcClient client) throws InterruptedException {
        stock = client.refer(
                StockService.class,
                options -> options.deadline("available", QUICK_DEADLINE).deadline("reserve", QUICK_DEADLINE));
        slow = client.refer(SlowService.class);
        slowAsync = client.refer(SlowServiceAsync.class);
        client.awaitReady(StockService.class, Duration.ofSeconds(30));
        client.awaitReady(SlowService.class, Duration.ofSeconds(30));
        client.awaitReady(SlowServiceAsync.class, Duration.ofSeconds(30));
    }

    public static void main(String[] args) throws Exception {
        try (RpcClient client =
                RpcClient.builder().application("load").registry(args[0]).build()) {
            LoadMain load = new LoadMain(client);
            load.warmUp();
            load.run(Path.of(args[1]));
        }
    }

    /** Until both providers have answered, and the JVM has had some time to compile. */
    private void warmUp() {
        Set<String> instances = new HashSet<>();
        long start = System.nanoTime();
        for (int i = 0; instances.size() < 2 || (i < WARM_UP_CALLS && secondsSince(start) < 10); i++) {
            read();
            write();
            instances.add(CallInfo.last().instance());
            if (instances.size() < 2 && secondsSince(start) > 30) {
                throw new IllegalStateException("after 30 s only " + instances + " have answered");
            }
        }
        slow();
        slowAsync();
        calls.clear();
    }

    private static long secondsSince(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
    }

    private void run(Path report) throws InterruptedException, IOException {
        StallMeter meter = new StallMeter(clock);
        meter.start();
        List<Thread> threads = new ArrayList<>();
        threads.addAll(repeat(READERS, "reader", this::read));
        threads.addAll(repeat(WRITERS, "writer", this::write));
        threads.addAll(repeat(SLOW, "slow", this::slow));
        threads.addAll(repeat(SLOW_ASYNC, "slow-async", this::slowAsync));
        waitFor(STEADY_SECONDS);
        System.out.println("STEADY");
        waitFor(LOAD_SECONDS - STEADY_SECONDS);
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
        Stream<String> stalls = meter.end().stream().map(Stall::line);
        Files.write(
                report,
                Stream.concat(calls.stream().map(CallRecord::line), stalls).toList());
        System.out.println("DONE");
    }

    private static void waitFor(int seconds) throws InterruptedException {
        new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }

    private List<Thread> repeat(int count, String name, Runnable call) {
        return Stream.generate(() -> new Thread(() -> repeat(call), name))
                .limit(count)
                .peek(Thread::start)
                .toList();
    }

    private void repeat(Runnable call) {
        for (int i = 0; i < MAX_CALLS_PER_THREAD && !ended; i++) {
            call.run();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void read() {
        long start = clock.now();
        noteSync(CallRecord.Kind.READ, start, QUICK_DEADLINE, outcomeOf(() -> stock.available("teapot")));
    }

    private void write() {
        long start = clock.now();
        noteSync(CallRecord.Kind.WRITE, start, QUICK_DEADLINE, outcomeOf(() -> {
            try {
                stock.reserve("teapot", 1);
            } catch (OutOfStock e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    private void slow() {
        long start = clock.now();
        noteSync(CallRecord.Kind.SLOW, start, SLOW_DEADLINE, outcomeOf(() -> slow.answerAfter(TOO_LATE_MILLIS)));
    }

    private void slowAsync() {
        long start = clock.now();
        slowAsync
                .answerAfter(TOO_LATE_MILLIS)
                .handle((answer, failure) -> calls.add(new CallRecord(
                        CallRecord.Kind.SLOW_ASYNC,
                        start,
                        clock.now(),
                        start + SLOW_DEADLINE.toNanos(),
                        failure == null ? "OK" : outcomeOf(failure),
                        "",
                        0)))
                .join();
    }

    private void noteSync(CallRecord.Kind kind, long start, Duration deadline, String outcome) {
        long end = clock.now();
        CallInfo info = CallInfo.last();
        calls.add(new CallRecord(
                kind, start, end, start + deadline.toNanos(), outcome, info.instance(), info.attempts()));
    }

    private static String outcomeOf(Runnable call) {
        try {
            call.run();
            return "OK";
        } catch (RpcException e) {
            return outcomeOf(e);
        }
    }

    private static String outcomeOf(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RpcException e
                ? e.status().name()
                : cause.getClass().getSimpleName();
    }
}
