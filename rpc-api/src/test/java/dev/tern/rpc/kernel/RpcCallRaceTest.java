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

/** Threads that race for one call, a bounded number of rounds: it ends once, with one outcome, and whoever waits wakes up. */
@Timeout(60)
class RpcCallRaceTest {

    private static final int ROUNDS = 20_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** One thread leaves the call with a holder, one releases and completes it, one aborts it. */
    @Test
    void call_heldReleasedAndAbortedAtOnce_endsOnceWithOneOutcome() throws Exception {
        Round[] rounds = rounds();
        race(
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

        for (Round round : rounds) {
            round.check();
        }
    }

    /** The call is on its way: one thread completes it while another aborts it. */
    @Test
    void call_completedAndAbortedOnItsWay_neverMixesTheOutcomes() throws Exception {
        Round[] rounds = rounds();
        ConcurrentLinkedQueue<String> mixed = new ConcurrentLinkedQueue<>();
        race(i -> rounds[i].call.complete(rounds[i]), i -> {
            Round round = rounds[i];
            round.call.abort(round.cause);
            Object first = round.result();
            Object second = round.result();
            if (first != second || (first != round && first != round.cause)) {
                mixed.add(first + ", then " + second);
            }
        });

        assertThat(mixed).isEmpty();
        for (Round round : rounds) {
            round.check();
        }
    }

    /** Two aborts and an answer of a held call. */
    @Test
    void heldCall_answeredAndAbortedTwice_isAbandonedOrAnswered() throws Exception {
        Round[] rounds = rounds();
        for (Round round : rounds) {
            assertThat(round.call.heldBy(round)).isTrue();
        }
        race(
                i -> {
                    if (rounds[i].call.releasedBy(rounds[i])) {
                        rounds[i].call.complete(rounds[i]);
                    }
                },
                i -> rounds[i].call.abort(rounds[i].cause),
                i -> rounds[i].call.abort(rounds[i].cause));

        for (Round round : rounds) {
            round.check();
        }
    }

    /** A synchronous caller parks while another thread answers: no wake-up is lost. */
    @Test
    void synchronousCall_answeredByAnotherThread_alwaysWakesUp() throws Exception {
        SynchronousQueue<RpcCall> sent = new SynchronousQueue<>();
        Holder holder = (call, cause) -> cause;
        Future<?> provider = threads.submit(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                RpcCall call = sent.take();
                while (!call.releasedBy(holder)) {
                    Thread.onSpinWait();
                }
                call.complete(i);
            }
            return null;
        });
        MethodBinding binding = new MethodBinding(
                TestMethods.GET,
                call -> {
                    put(sent, call);
                    call.heldBy(holder);
                },
                Runnable::run);
        try (CallContext.Scope scope =
                CallContext.none().withDeadline(Duration.ofSeconds(30)).attach()) {
            assertThat(scope.context().hasDeadline()).isTrue();
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(binding.<Integer>call(TestMethods.NoArguments.INSTANCE))
                        .isEqualTo(i);
            }
        }
        provider.get(10, TimeUnit.SECONDS);
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

    /** Runs all parties of a round at the same moment, round after round. */
    private void race(Party... parties) throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(parties.length);
        List<Future<?>> running = Stream.of(parties)
                .<Future<?>>map(party -> threads.submit(() -> {
                    start.await();
                    for (int i = 0; i < ROUNDS; i++) {
                        arrived.incrementAndGet();
                        int all = (i + 1) * parties.length;
                        for (int spins = 0; arrived.get() < all; spins++) {
                            if (spins > 1000) {
                                Thread.yield(); // fewer processors than parties
                            } else {
                                Thread.onSpinWait();
                            }
                        }
                        party.play(i);
                    }
                    return null;
                }))
                .toList();
        for (Future<?> party : running) {
            party.get(50, TimeUnit.SECONDS);
        }
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
