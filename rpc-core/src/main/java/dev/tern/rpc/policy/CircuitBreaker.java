package dev.tern.rpc.policy;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.LongSupplier;

/**
 * Stops calls to what fails or is slow, and tries it again with a few. The states and what moves them are resilience4j's ({@code
 * CircuitBreakerStateMachine} and {@code CircuitBreakerMetrics}, time-based window):
 *
 * <pre>
 *            rate >= limit, of >= minimumCalls in the window
 *   CLOSED ------------------------------------------------> OPEN <-+
 *     ^                                                       |     | rate >= limit
 *     |               a call after waitInOpen                 v     |
 *     +------------------------------------------------- HALF_OPEN -+
 *       rate < limit, of min(minimumCalls, halfOpenCalls) probes
 * </pre>
 *
 * <p><b>Permits</b> carry the generation of the state that gave them, a number that every move raises. Each is given back once, by {@link
 * #onSuccess}, {@link #onFailure} or {@link #onIgnored}; one of an older generation changes nothing. A generation of half-open hands out at most
 * {@code halfOpenCalls} probes, those that were ignored not counted. So a probe that was cancelled makes room for another.
 *
 * <p><b>Never stuck.</b> Should a caller lose its permits, they come free by themselves: when all probes are out and for {@code waitInOpen} none was
 * given or came back, half-open begins anew, with a new generation. That also happens when a probe takes longer than {@code waitInOpen}; its outcome
 * then counts for nothing.
 *
 * <p>All methods may be called by any thread. No lock; nothing is allocated but on a move. A closed breaker costs a read to acquire and a
 * compare-and-set to return; more only while the window holds failed or slow calls.
 */
public final class CircuitBreaker {

    /** The answer of {@link #tryAcquire()} when the call must not be made. */
    public static final int REFUSED = -1;

    private static final AtomicReferenceFieldUpdater<CircuitBreaker, BreakerPhase> PHASE =
            AtomicReferenceFieldUpdater.newUpdater(CircuitBreaker.class, BreakerPhase.class, "phase");

    private static final int AGAIN = -2; // the state moved on: ask the new one

    /** What a breaker lets through. */
    public enum State {
        /** All calls, counted. */
        CLOSED,
        /** None until {@code waitInOpen} is over; stays so until somebody asks for a permit after that. */
        OPEN,
        /** A few probes. */
        HALF_OPEN,
        /** None until {@link CircuitBreaker#reset} (resilience4j's FORCED_OPEN). */
        FORCED_OPEN,
        /** All, uncounted, until {@link CircuitBreaker#reset}: the breaker is off (resilience4j's DISABLED). */
        FORCED_CLOSED
    }

    /**
     * Hears of each move once, on the thread that caused it and outside of any lock, when it is done; must not block or throw. Two moves in quick
     * succession may be told in either order. From and to are the same where a state began anew.
     */
    @FunctionalInterface
    public interface Listener {
        void changed(State from, State to, String cause);
    }

    /**
     * When a breaker moves. Slow calls do not count with a {@code slowCallNanos} of {@link Long#MAX_VALUE}.
     *
     * @param failureRate the share of failures that opens it, above 0 and at most 1
     * @param slowCallRate the share of slow calls that opens it, likewise
     * @param slowCallNanos a call that takes longer is slow
     * @param windowNanos over how long the rates are taken, at least 1 ms; in tenths
     * @param minimumCalls how many calls must be in the window for a rate to mean anything
     * @param waitInOpenNanos how long no call is let through
     * @param halfOpenCalls how many probes decide, 1 to 1,000,000
     */
    public record Settings(
            double failureRate,
            double slowCallRate,
            long slowCallNanos,
            long windowNanos,
            int minimumCalls,
            long waitInOpenNanos,
            int halfOpenCalls) {

        public Settings {
            Expect.rate("failureRate", failureRate);
            Expect.rate("slowCallRate", slowCallRate);
            Expect.atLeast(1, "slowCallNanos", slowCallNanos);
            Expect.atLeast(1_000_000, "windowNanos", windowNanos);
            Expect.atLeast(1, "minimumCalls", minimumCalls);
            Expect.atLeast(1, "waitInOpenNanos", waitInOpenNanos);
            Expect.that(
                    halfOpenCalls >= 1 && halfOpenCalls <= 1_000_000, "halfOpenCalls", halfOpenCalls, "1 to 1000000");
        }

        boolean isSlow(long elapsedNanos) {
            return elapsedNanos > slowCallNanos;
        }

        boolean exceededBy(long calls, long failed, long slow) {
            return rate(failed, calls) >= failureRate || rate(slow, calls) >= slowCallRate;
        }

        /** The limit that is exceeded, in words. */
        String cause(long calls, long failed, long slow, String of) {
            return rate(failed, calls) >= failureRate
                    ? text("failure rate", failed, calls, of, failureRate)
                    : text("slow call rate", slow, calls, of, slowCallRate) + ", slow is above "
                            + Nanos.text(slowCallNanos);
        }

        private static double rate(long some, long all) {
            return some / (double) all;
        }

        private static String text(String what, long some, long all, String of, double limit) {
            return String.format(Locale.ROOT, "%s %.2f of %d %s (limit %s)", what, rate(some, all), all, of, limit);
        }
    }

    private final Settings settings;
    private final LongSupplier nanoTime;
    private final Listener listener;
    private volatile BreakerPhase phase;

    /** A closed breaker with its clock; the listener hears of its moves. */
    public CircuitBreaker(Settings settings, LongSupplier nanoTime, Listener listener) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.phase = new Closed(0);
    }

    /** A permit for one call, 0 or more, or {@link #REFUSED}. */
    public int tryAcquire() {
        while (true) {
            int permit = phase.tryAcquire();
            if (permit != AGAIN) {
                return permit;
            }
        }
    }

    /** Whether {@link #tryAcquire()} would give a permit now: a hint for choosing, which takes none. */
    public boolean permits() {
        return phase.permits();
    }

    /** The call ended well after so long, just now. */
    public void onSuccess(int permit, long elapsedNanos) {
        onSuccess(permit, elapsedNanos, nanoTime.getAsLong());
    }

    /** The same for who has looked at the clock already. */
    public void onSuccess(int permit, long elapsedNanos, long now) {
        ended(permit, false, elapsedNanos, now);
    }

    /** The call failed in a way that counts, just now. */
    public void onFailure(int permit, long elapsedNanos) {
        onFailure(permit, elapsedNanos, nanoTime.getAsLong());
    }

    /** The same for who has looked at the clock already. */
    public void onFailure(int permit, long elapsedNanos, long now) {
        ended(permit, true, elapsedNanos, now);
    }

    /** The call says nothing about its target: cancelled, never sent, or of a kind that does not count. */
    public void onIgnored(int permit) {
        BreakerPhase current = phase;
        if (current.generation == permit) {
            current.ignored();
        }
    }

    /** The state; an open breaker whose wait is over is open until a call asks. */
    public State state() {
        return phase.state;
    }

    /** How long an open breaker still refuses; 0 in the other states, {@link Long#MAX_VALUE} if it was forced open. */
    public long nanosUntilHalfOpen() {
        return phase.nanosUntilHalfOpen();
    }

    /** Refuses all calls until {@link #reset}; nothing changes if it does so already. */
    public void forceOpen(String cause) {
        force(State.FORCED_OPEN, cause);
    }

    /** Lets all calls through, uncounted, until {@link #reset}; nothing changes if it does so already. */
    public void forceClosed(String cause) {
        force(State.FORCED_CLOSED, cause);
    }

    /** Back to automatic: closed with an empty window, whatever it was. */
    public void reset(String cause) {
        BreakerPhase from = phase;
        while (!move(from, new Closed(from.next()), cause)) {
            from = phase;
        }
    }

    @Override
    public String toString() {
        return "breaker " + state();
    }

    private void ended(int permit, boolean failed, long elapsedNanos, long now) {
        BreakerPhase current = phase;
        if (current.generation == permit) {
            current.ended(failed, settings.isSlow(elapsedNanos), now);
        }
    }

    private void force(State state, String cause) {
        BreakerPhase from = phase;
        while (from.state != state && !move(from, new Forced(state, from.next()), cause)) {
            from = phase;
        }
    }

    /** Of all who would leave a state one does, and tells. */
    private boolean move(BreakerPhase from, BreakerPhase to, String cause) {
        if (!PHASE.compareAndSet(this, from, to)) {
            return false;
        }
        listener.changed(from.state, to.state, cause);
        return true;
    }

    private final class Closed extends BreakerPhase {

        private static final int CALLS = 0;
        private static final int FAILED = 1;
        private static final int SLOW = 2;

        private final SlidingWindow window = new SlidingWindow(3, settings.windowNanos, nanoTime.getAsLong());
        private final AtomicLong lastBad =
                new AtomicLong(Long.MIN_VALUE / 2); // the last bucket with a failed or slow call

        Closed(int generation) {
            super(State.CLOSED, generation);
        }

        @Override
        int tryAcquire() {
            return generation;
        }

        @Override
        boolean permits() {
            return true;
        }

        @Override
        void ended(boolean failed, boolean slow, long now) {
            long bucket = window.bucketOf(now);
            window.add(CALLS, bucket, 1);
            if (failed) {
                window.add(FAILED, bucket, 1);
            }
            if (slow) {
                window.add(SLOW, bucket, 1);
            }
            if (failed || slow) {
                lastBad.accumulateAndGet(bucket, Math::max);
            }
            if (bucket - lastBad.get() < SlidingWindow.BUCKETS) { // nearly never: nothing need be summed
                check(bucket);
            }
        }

        /**
         * Failures are read before calls, of which they are a part: a rate is never overestimated. A call that ends well also checks, as it may be the one that makes the calls enough: when
         * it does not see that another one has just failed, that one sees it.
         */
        private void check(long bucket) {
            long failed = window.sum(FAILED, bucket);
            long slow = settings.slowCallNanos == Long.MAX_VALUE ? 0 : window.sum(SLOW, bucket);
            long calls = window.sum(CALLS, bucket);
            if (calls >= settings.minimumCalls && settings.exceededBy(calls, failed, slow)) {
                String of = "calls in " + Nanos.text(settings.windowNanos);
                move(this, new Open(next()), settings.cause(calls, failed, slow, of));
            }
        }
    }

    private final class Open extends BreakerPhase {

        private final long since = nanoTime.getAsLong();

        Open(int generation) {
            super(State.OPEN, generation);
        }

        @Override
        int tryAcquire() {
            if (!permits()) {
                return REFUSED;
            }
            move(this, new HalfOpen(next()), "open for " + Nanos.text(settings.waitInOpenNanos));
            return AGAIN;
        }

        @Override
        boolean permits() {
            return nanosUntilHalfOpen() == 0;
        }

        @Override
        long nanosUntilHalfOpen() {
            return Math.max(0, settings.waitInOpenNanos - (nanoTime.getAsLong() - since));
        }
    }

    private final class HalfOpen extends BreakerPhase {

        private final Probes probes = new Probes(settings.halfOpenCalls, nanoTime.getAsLong());

        HalfOpen(int generation) {
            super(State.HALF_OPEN, generation);
        }

        @Override
        int tryAcquire() {
            if (probes.take(nanoTime.getAsLong())) {
                return generation;
            }
            if (!areForgotten()) {
                return REFUSED;
            }
            move(this, new HalfOpen(next()), "no probe came back in " + Nanos.text(settings.waitInOpenNanos));
            return AGAIN;
        }

        @Override
        boolean permits() {
            return probes.areLeft() || areForgotten();
        }

        @Override
        void ended(boolean failed, boolean slow, long now) {
            long outcomes = probes.ended(failed, slow, now);
            long count = Probes.count(outcomes);
            long failures = Probes.failed(outcomes);
            if (count < Math.min(settings.minimumCalls, settings.halfOpenCalls)) {
                return;
            }
            if (settings.exceededBy(count, failures, Probes.slow(outcomes))) {
                move(this, new Open(next()), settings.cause(count, failures, Probes.slow(outcomes), "probes"));
            } else {
                move(this, new Closed(next()), failures + " of " + count + " probes failed");
            }
        }

        @Override
        void ignored() {
            probes.giveBack(nanoTime.getAsLong());
        }

        private boolean areForgotten() {
            return probes.silentNanos(nanoTime.getAsLong()) >= settings.waitInOpenNanos;
        }
    }

    private static final class Forced extends BreakerPhase {

        Forced(State state, int generation) {
            super(state, generation);
        }

        @Override
        int tryAcquire() {
            return permits() ? generation : REFUSED;
        }

        @Override
        boolean permits() {
            return state == State.FORCED_CLOSED;
        }

        @Override
        long nanosUntilHalfOpen() {
            return permits() ? 0 : Long.MAX_VALUE;
        }
    }
}
