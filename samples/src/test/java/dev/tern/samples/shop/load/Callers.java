package dev.tern.samples.shop.load;

import static org.awaitility.Awaitility.await;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Threads of a consumer that make a call again and again, and a note of each call. */
public final class Callers {

    private final Clock clock = new Clock();
    private final StallMeter meter = new StallMeter(clock);
    private final Queue<CallRecord> calls = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /** Starts threads that make a call, pause, and so on until the {@link #end}. */
    public void start(int count, String name, Duration pause, Runnable call) {
        if (threads.isEmpty()) {
            meter.start();
        }
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> repeat(call, pause.toNanos()), name);
            thread.start();
            threads.add(thread);
        }
    }

    private void repeat(Runnable call, long pauseNanos) {
        while (!over) {
            call.run();
            if (pauseNanos > 0) {
                LockSupport.parkNanos(pauseNanos);
            }
        }
    }

    /** Makes a synchronous call on this thread. */
    void sync(CallRecord.Kind kind, Duration deadline, Runnable call) {
        begun.incrementAndGet();
        long start = clock.now();
        String outcome = outcomeOf(call);
        long end = clock.now();
        CallInfo info = CallInfo.last();
        note(new CallRecord(kind, start, end, start + deadline.toNanos(), outcome, info.instance(), info.attempts()));
    }

    /** Begins an asynchronous call; the future ends, and never fails, once that has ended. */
    CompletableFuture<Boolean> async(
            CallRecord.Kind kind, Duration deadline, Supplier<? extends CompletableFuture<?>> call) {
        begun.incrementAndGet();
        long start = clock.now();
        return call.get()
                .handle((answer, failure) -> note(new CallRecord(
                        kind,
                        start,
                        clock.now(),
                        start + deadline.toNanos(),
                        failure == null ? "OK" : outcomeOf(failure),
                        "",
                        0)));
    }

    private boolean note(CallRecord call) {
        if (!call.failed() && !call.instance().isEmpty()) {
            answered.add(call.instance());
        }
        calls.add(call);
        ended.incrementAndGet();
        return true;
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

    /** Forgets the calls up to now. */
    void forget() {
        calls.clear();
    }

    /** How many calls have ended. */
    public int count() {
        return ended.get();
    }

    /** How many calls of a kind have ended. */
    public long count(CallRecord.Kind kind) {
        return calls.stream().filter(call -> call.kind() == kind).count();
    }

    /** The instances that have answered synchronous calls. */
    public Set<String> answered() {
        return Set.copyOf(answered);
    }

    /** Forgets which they were. */
    public void forgetAnswered() {
        answered.clear();
    }

    /** Ends the threads, waits until all calls have ended, and tells of them. */
    public LoadReport end() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        await("all calls end").atMost(Duration.ofSeconds(30)).until(() -> ended.get() == begun.get());
        return new LoadReport(List.copyOf(calls), meter.end());
    }
}
