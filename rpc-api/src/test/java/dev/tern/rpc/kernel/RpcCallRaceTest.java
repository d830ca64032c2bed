package dev.tern.rpc.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Threads that race for one call, for a bounded number of rounds and seconds: it ends once, with one outcome, and whoever waits wakes up.
 */
@Timeout(60)
class RpcCallRaceTest {

    private static final int ROUNDS = 20_000;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** One thread leaves the call with a holder, one releases and completes it, one aborts it. */
    @Test
    void call_heldReleasedAndAbortedAtOnce_endsOnceWithOneOutcome() throws Exception {
        Round[] rounds = rounds();
        int played = race(
                i -> rounds[i].call.heldBy(rounds[i]),
                i -> {
                    Round round = rounds[i];
                    while (!round.call.isDone()) {
                        if (round.call.releasedBy(round)) {
                            round.call.complete(round);
                        }
                    }
                },
                i -> rounds[i].call.abort(rounds[i].cause));

        for (int i = 0; i < played; i++) {
            rounds[i].check();
        }
    }

    /** The call is on its way: one thread completes it while another aborts it. */
    @Test
    void call_completedAndAbortedOnItsWay_neverMixesTheOutcomes() throws Exception {
        Round[] rounds = rounds();
        ConcurrentLinkedQueue<String> mixed = new ConcurrentLinkedQueue<>();
        int played = race(i -> rounds[i].call.complete(rounds[i]), i -> {
            Round round = rounds[i];
            round.call.abort(round.cause);
            Object first = round.result();
            Object second = round.result();
            if (first != second || (first != round && first != round.cause)) {
                mixed.add(first + ", then " + second);
            }
        });

        assertThat(mixed).isEmpty();
        for (int i = 0; i < played; i++) {
            rounds[i].check();
        }
    }

    /** Two aborts and an answer of a held call. */
    @Test
    void heldCall_answeredAndAbortedTwice_isAbandonedOrAnswered() throws Exception {
        Round[] rounds = rounds();
        for (Round round : rounds) {
            assertThat(round.call.heldBy(round)).isTrue();
        }
        int played = race(
                i -> {
                    if (rounds[i].call.releasedBy(rounds[i])) {
                        rounds[i].call.complete(rounds[i]);
                    }
                },
                i -> rounds[i].call.abort(rounds[i].cause),
                i -> rounds[i].call.abort(rounds[i].cause));

        for (int i = 0; i < played; i++) {
            rounds[i].check();
        }
    }

    /** A synchronous caller parks while another thread answers: no wake-up is lost. */
    @Test
    void synchronousCall_answeredByAnotherThread_alwaysWakesUp() throws Exception {
        SynchronousQueue<RpcCall> sent = new SynchronousQueue<>();
        Holder holder = (call, cause) -> cause;
        threads.submit(() -> {
            for (int i = 0; ; i++) {
                RpcCall call = sent.take();
                while (!call.releasedBy(holder)) {
                    Thread.onSpinWait();
                }
                call.complete(i);
            }
        });
        MethodBinding binding = new MethodBinding(
                TestMethods.GET,
                call -> {
                    put(sent, call);
                    call.heldBy(holder);
                },
                Runnable::run);
        try (CallContext.Scope scope =
                CallContext.none().withDeadline(Duration.ofMinutes(1)).attach()) {
            assertThat(scope.context().hasDeadline()).isTrue();
            long end = System.nanoTime() + MOST_NANOS;
            for (int i = 0; i < ROUNDS && System.nanoTime() - end < 0; i++) {
                assertThat(binding.<Integer>call(TestMethods.NoArguments.INSTANCE))
                        .isEqualTo(i);
            }
        }
    }

    private static void put(SynchronousQueue<RpcCall> queue, RpcCall call) {
        try {
            queue.put(call);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Round[] rounds() {
        Round[] rounds = new Round[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rounds[i] = new Round();
        }
        return rounds;
    }

    /**
     * Runs all parties of a round at the same moment, round after round.
     *
     * @return how many rounds were played
     */
    private int race(Party... parties) throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger last = new AtomicInteger(ROUNDS);
        CyclicBarrier start = new CyclicBarrier(parties.length);
        long end = System.nanoTime() + MOST_NANOS;
        List<Future<?>> running = Stream.of(parties)
                .<Future<?>>map(party -> threads.submit(() -> {
                    start.await();
                    for (int i = 0; i < last.get(); i++) {
                        if (party == parties[0] && System.nanoTime() - end >= 0) {
                            last.set(i); // the others wait for this round, or will
                        } else {
                            arrived.incrementAndGet();
                            if (meet(arrived, (i + 1) * parties.length, last, i)) {
                                party.play(i);
                            }
                        }
                    }
                    return null;
                }))
                .toList();
        for (Future<?> party : running) {
            party.get(50, TimeUnit.SECONDS);
        }
        return last.get();
    }

    /** Waits until all have arrived; false if the round is not to be played. */
    private static boolean meet(AtomicInteger arrived, int all, AtomicInteger last, int round) {
        for (int spins = 0; arrived.get() < all; spins++) {
            if (last.get() <= round) {
                return false;
            }
            if (spins > 1000) {
                Thread.yield(); // fewer processors than parties
            } else {
                Thread.onSpinWait();
            }
        }
        return true;
    }

    private interface Party {
        void play(int round);
    }

    /** A call with all that is counted of it; the value it is completed with is the round itself. */
    private static final class Round implements Holder {

        private final RpcCall call = new RpcCall(TestMethods.GET, TestMethods.NoArguments.INSTANCE, CallContext.none());
        private final RpcException cause = new RpcException(Status.CANCELLED, "given up");
        private final AtomicInteger completions = new AtomicInteger();
        private final AtomicInteger ends = new AtomicInteger();
        private final AtomicInteger abandoned = new AtomicInteger();

        Round() {
            call.onCompletion(c -> completions.incrementAndGet() > 0);
            call.whenDone(ends::incrementAndGet);
        }

        @Override
        public RpcException abandon(RpcCall abandonedCall, RpcException why) {
            abandoned.incrementAndGet();
            return why;
        }

        Object result() {
            try {
                return call.result();
            } catch (Throwable e) {
                return e;
            }
        }

        void check() {
            assertThat(call.isDone()).isTrue();
            assertThat(ends).hasValue(1);
            assertThat(completions).hasValue(1);
            assertThat(abandoned.get()).isLessThanOrEqualTo(1);
            Object result = result();
            assertThat(result == this || result == cause)
                    .as(String.valueOf(result))
                    .isTrue();
            assertThat(call.failed()).isEqualTo(result == cause);
        }
    }
}
