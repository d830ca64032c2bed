package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.NonBlocking;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Calls are given up at random moments: before they are sent, in the queue, while they run, as the answer arrives; by a cancelled future, an
 * interrupted caller and a deadline; small ones and ones that travel in parts. At the end nothing is held of any. That no buffer is lost sees {@link
 * dev.tern.rpc.support.LeakGuard}.
 *
 * <p>Decisions are seeded, the schedule is the machine's. {@code -Dtern.races=1000000} makes more of them.
 */
class CancelRaceTest {

    private static final int CALLS = Integer.getInteger("tern.races", 200_000);
    private static final long SEED = Long.getLong("tern.seed", 20_251_127L);
    private static final int ASYNCHRONOUS = 3;
    private static final int SYNCHRONOUS = 4;
    private static final int UNDER_WAY = 32; // of each asynchronous caller
    private static final String LARGE = "x".repeat(100_000); // more than fits into one frame

    private final Loopback net = new Loopback();
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final LongAdder handled = new LongAdder();
    private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        over.set(true);
        never.countDown();
        net.close();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // with as many calls as one likes
    void calls_givenUpAtRandomMoments_leaveNothingBehind() throws Exception {
        RpcServer server = net.start(net.server()
                .adaptiveLimit(false) // what is looked at here is who gives what back
                .maxConcurrentCalls(100_000)
                .interruptHandlers(true)
                .provide(Ask.class, this::ask)
                .provide(Later.class, new Answering(handled)));
        RpcClient client = net.build(net.client());
        List<AskAsync> asks = new ArrayList<>();
        List<Ask> blocking = new ArrayList<>();
        for (Duration deadline : List.of(Duration.ofSeconds(60), Duration.ofMillis(5), Duration.ofMillis(1))) {
            asks.add(client.refer(AskAsync.class, options -> options.deadline("ask", deadline)));
            blocking.add(client.refer(Ask.class, options -> options.deadline("ask", deadline)));
        }
        Later later = client.refer(Later.class, options -> options.deadline("later", Duration.ofSeconds(60)));
        client.awaitReady(Later.class, Loopback.READY);
        client.awaitReady(AskAsync.class, Loopback.READY);
        client.awaitReady(Ask.class, Loopback.READY);
        List<Object> connections = List.copyOf(Insides.connections(client));

        long start = System.nanoTime();
        race(asks, blocking, later);
        double seconds = (System.nanoTime() - start) / 1e9;

        System.out.printf(
                "Cancel races: %d calls in %.1f s, seed %d: %s; %d reached their handler%n",
                begun.get(), seconds, SEED, outcomes, handled.sum());
        assertThat(wrong).isEmpty();
        assertThat(share("CANCELLED")).as("part that was cancelled").isGreaterThan(0.4);
        assertThat(share("answered")).as("part that was answered before").isGreaterThan(0.01);
        await().atMost(Loopback.READY)
                .untilAsserted(() -> assertThat(Insides.of(client).values()).containsOnly(0));
        await().atMost(Loopback.READY)
                .untilAsserted(() -> assertThat(Insides.of(server).values()).containsOnly(0));
        assertThat(List.copyOf(Insides.connections(client))).isEqualTo(connections);
        assertThat(blocking.get(0).ask("quick")).isEqualTo("quick");
        assertThat(later.later("quick").get(10, TimeUnit.SECONDS)).isEqualTo("quick");
        assertThat(blocking.get(0).ask("quick" + LARGE)).isEqualTo("quick" + LARGE);
    }

    private double share(String outcome) {
        LongAdder count = outcomes.get(outcome);
        return count == null ? 0 : (double) count.sum() / begun.get();
    }

    private void race(List<AskAsync> asks, List<Ask> blocking, Later later) throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        List<Thread> hunters = new ArrayList<>();
        AtomicReferenceArray<CompletableFuture<String>> underWay = new AtomicReferenceArray<>(ASYNCHRONOUS * UNDER_WAY);
        for (int i = 0; i < ASYNCHRONOUS; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            int first = i * UNDER_WAY;
            callers.add(new Thread(() -> callAsynchronously(asks, later, underWay, first, random), "caller"));
        }
        List<Thread> interrupted = new ArrayList<>();
        for (int i = 0; i < SYNCHRONOUS; i++) {
            SplittableRandom random = new SplittableRandom(SEED - 1 - i);
            interrupted.add(new Thread(() -> callSynchronously(blocking, random), "sync-caller"));
        }
        callers.addAll(interrupted);
        SplittableRandom forFutures = new SplittableRandom(SEED + 1000);
        hunters.add(new Thread(() -> hunt(forFutures, n -> cancel(underWay.get(n % underWay.length()))), "hunter"));
        SplittableRandom forThreads = new SplittableRandom(SEED + 2000);
        hunters.add(new Thread(
                () -> hunt(forThreads, n -> {
                    interrupted.get(n % SYNCHRONOUS).interrupt();
                    return true;
                }),
                "hunter"));
        callers.forEach(Thread::start);
        hunters.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }
        over.set(true);
        for (Thread hunter : hunters) {
            hunter.join();
        }
    }

    private void hunt(SplittableRandom random, Function<Integer, Boolean> shot) {
        while (!over.get()) {
            shot.apply(random.nextInt(1 << 20));
            LockSupport.parkNanos(random.nextInt(100_000));
        }
    }

    private static boolean cancel(CompletableFuture<String> future) {
        return future != null && future.cancel(true);
    }

    // ---------------------------------------------------------------- callers

    /** Calls in bursts, and gives up all of a burst, in any order, after a pause that grows while none is answered by then and shrinks while most are. */
    private void callAsynchronously(
            List<AskAsync> asks,
            Later later,
            AtomicReferenceArray<CompletableFuture<String>> underWay,
            int first,
            SplittableRandom random) {
        int pause = 200_000;
        while (begun.get() < CALLS) {
            int burst = 1 + random.nextInt(UNDER_WAY);
            for (int i = 0; i < burst; i++) {
                String text = text(random);
                CompletableFuture<String> call = random.nextInt(3) == 0
                        ? later.later(text)
                        : asks.get(random.nextInt(8) < 6 ? 0 : random.nextInt(3))
                                .ask(text);
                begun.incrementAndGet();
                call.whenComplete((value, failure) -> note(text, value, failure));
                underWay.set(first + i, call);
                if (random.nextInt(8) == 0) {
                    cancel(call);
                }
            }
            spin(random.nextInt(pause));
            int answered = 0;
            int begin = random.nextInt(burst);
            for (int i = 0; i < burst; i++) {
                CompletableFuture<String> call = underWay.get(first + (begin + i) % burst);
                answered += cancel(call) ? 0 : 1;
            }
            pause = answered > burst / 2 ? Math.max(1_000, pause / 2) : Math.min(10_000_000, pause + pause / 2);
        }
    }

    private static void spin(int nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.yield();
        }
    }

    /** Interrupts come at any time, also between calls: the next one then begins with it. */
    private void callSynchronously(List<Ask> blocking, SplittableRandom random) {
        while (begun.getAndIncrement() < CALLS) {
            String text = text(random);
            String value = null;
            Throwable failure = null;
            try {
                value = blocking.get(random.nextInt(3)).ask(text);
            } catch (Throwable e) {
                failure = e;
            }
            note(text, value, failure);
            Thread.interrupted();
        }
    }

    private static String text(SplittableRandom random) {
        String kind = random.nextInt(8) > 0 ? "quick" : random.nextInt(4) > 0 ? "slow" : "never";
        return kind + random.nextInt() + (random.nextInt(500) == 0 ? LARGE : "");
    }

    /** A call ends with its own answer, or as one that was given up. */
    private void note(String text, String value, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        String outcome = cause == null
                ? "answered"
                : cause instanceof CancellationException
                        ? Status.CANCELLED.name()
                        : cause instanceof RpcException e ? e.status().name() : String.valueOf(cause);
        outcomes.computeIfAbsent(outcome, o -> new LongAdder()).increment();
        boolean right =
                cause == null ? text.equals(value) : outcome.equals("CANCELLED") || outcome.equals("DEADLINE_EXCEEDED");
        if (!right) {
            wrong.add(new AssertionError(
                    text.substring(0, Math.min(20, text.length())) + " ended with " + outcome + " " + value, cause));
        }
    }

    // ---------------------------------------------------------------- handlers

    private String ask(String text) {
        handled.increment();
        try {
            if (text.startsWith("never")) {
                never.await();
            } else if (text.startsWith("slow")) {
                TimeUnit.MICROSECONDS.sleep(200);
            }
        } catch (InterruptedException e) {
            return "given up";
        }
        return text;
    }

    @NonBlocking
    private record Answering(LongAdder handled) implements Later {

        @Override
        public CompletableFuture<String> later(String text) {
            handled.increment();
            if (text.startsWith("quick")) {
                return CompletableFuture.completedFuture(text);
            }
            CompletableFuture<String> unfinished = new CompletableFuture<>();
            if (text.startsWith("slow")) {
                unfinished.completeOnTimeout(text, 200, TimeUnit.MICROSECONDS);
            } else {
                CallContext.current().cancellation().listen(cause -> unfinished.complete("given up"));
            }
            return unfinished;
        }
    }
}
