package dev.tern.rpc.policy;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How many calls may be under way at once, so that all of the capacity is used and calls hardly wait for each other. Nobody has to know the capacity: it is
 * found by how long calls take.
 *
 * <p><b>How.</b> By Little's law, {@code calls ended × time each takes without waiting / time} is how many calls are at work, and the same with the time they
 * really took is how many are there. The quotient is the gradient: below 1, calls wait. In each window of 100 ms (or longer, until enough
 * have ended) in which calls were refused, the limit moves to {@code limit × gradient + √limit}, and in any window in which clearly more than
 * {@code √limit} calls wait, it shrinks, by half at most. Without refusals it never grows: nobody asks for it. The time without waiting is known
 * for each kind of calls on its own ({@link Sampler}), so a mix of quick and slow ones is no overload when it changes, and calls quicker than 5 ms count as
 * 5 ms: a wait below that does no harm.
 *
 * <p><b>The time without waiting</b> is learnt while nothing waits. In overload only a <em>probe</em> tells: for some tens of milliseconds a quarter of the
 * calls that are at work are let in, and how long those take is the baseline. There is one as soon as calls are refused for the first time, when the limit has
 * lost much since, and then every 10 to 30 s (longer for slow calls: it costs less than 1 % of the capacity). Without refusals there is none.
 *
 * <p>After Envoy's adaptive concurrency filter (gradient controller: {@code minRTT} by probes, headroom √limit, jitter) and Netflix's concurrency-limits
 * ({@code Gradient2Limit}: clamped to halves, no growth while the limit is not used); that the calls at work are a product of throughput and baseline
 * is what BBR does (Cardwell et al. 2016); 5 ms is CoDel's target (RFC 8289).
 *
 * <p>Thread-safe. Whoever ends or refuses a call while a window is over closes it, if nobody else does; others never wait.
 */
public final class AdaptiveLimit {

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How often a window that is not over yet, or a probe, is looked at. */
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int ENOUGH = 16;

    /** How many calls of a kind are waited for before anything is known of it. */
    private static final int FIRST = 64;

    private static final double QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final double LEAST_GRADIENT = 0.5;
    private static final double SMOOTHING = 0.5;
    private static final double CLEARLY = 0.8;
    private static final double SIGNIFICANT = 4;

    private final int least;
    private final int most;
    private final LongSupplier nanoTime;
    private final List<Sampler> samplers = new CopyOnWriteArrayList<>();
    private final BaselineProbe probe;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicLong refusals = new AtomicLong();
    private volatile int limit; // what holds now: less during a probe
    private volatile long lookAt;
    private double settled; // this and what follows guarded by looking
    private long windowStart;
    private long refusalsSeen;

    /**
     * A limit between bounds, both included.
     *
     * @param initial what it is until calls were seen
     * @param nanoTime the clock by which calls are recorded
     * @param random from 0 to 1, for the time between probes: instances that were started together should not probe together
     * @throws IllegalArgumentException if not {@code 1 <= least <= initial <= most}
     */
    public AdaptiveLimit(int initial, int least, int most, LongSupplier nanoTime, DoubleSupplier random) {
        if (least < 1 || initial < least || most < initial) {
            throw new IllegalArgumentException(
                    "limit: " + least + ", " + initial + ", " + most + " (expected: 1 <= least <= initial <= most)");
        }
        this.least = least;
        this.most = most;
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.probe = new BaselineProbe(now, random);
        this.limit = initial;
        this.settled = initial;
        this.windowStart = now;
        this.lookAt = now + STEP_NANOS; // the first calls tell the most: they hardly wait
    }

    /** How many may be under way now. */
    public int limit() {
        return limit;
    }

    /** A new kind of calls. Calls of one kind take about the same time, or vary by nature; kinds are never removed. */
    public Sampler sampler() {
        Sampler sampler = new Sampler(this, nanoTime.getAsLong());
        samplers.add(sampler);
        return sampler;
    }

    /** A call was refused because of this limit: the limit is in use. */
    public void refused(long nowNanos) {
        refusals.lazySet(refusals.get() + 1); // only whether there were any counts
        look(nowNanos);
    }

    /** Closes the window if it is over. */
    void look(long now) {
        if (least == most || now - lookAt < 0 || !looking.compareAndSet(false, true)) {
            return;
        }
        try {
            if (now - lookAt >= 0) { // still
                lookAt = now + STEP_NANOS;
                if (probe.isRunning()) {
                    lookAtProbe(now);
                } else {
                    lookAtWindow(now);
                }
            }
        } finally {
            looking.set(false);
        }
    }

    private long ended() {
        long ended = 0;
        for (Sampler sampler : samplers) {
            ended += sampler.tally().count();
        }
        return ended;
    }

    private void begin(long now, double newLimit) {
        settled = Math.max(least, Math.min(most, newLimit));
        limit = (int) settled;
        windowStart = now;
        lookAt = now + WINDOW_NANOS;
    }

    // ---------------------------------------------------------------- windows

    private void lookAtWindow(long now) {
        long elapsed = now - windowStart;
        boolean learning = learn(now);
        if (elapsed < WINDOW_NANOS || (ended() < ENOUGH && elapsed < LONGEST_WINDOW_NANOS)) {
            return;
        }
        Window window = new Window(elapsed);
        samplers.forEach(window::add);
        long seen = refusals.get();
        boolean refusing = seen != refusalsSeen;
        refusalsSeen = seen;
        boolean shrinking = window.isOverloaded(settled);
        if (!refusing && !shrinking) {
            window.calm();
        }
        begin(now, refusing ? window.inUse(settled) : shrinking ? window.shrunk(settled) : settled);
        if (refusing && window.calls > 0 && probe.isDue(now, settled)) {
            probe.begin(now, settled, window.working / elapsed, window.longest(), window.callsToKnow());
            probing(now);
        } else if (learning) {
            lookAt = now + STEP_NANOS;
        }
    }

    /** Takes the first cohorts of those kinds of calls of which nothing is known yet; whether there are more. */
    private boolean learn(long now) {
        boolean learning = false;
        for (Sampler sampler : samplers) {
            Cohort cohort = sampler.cohort();
            if (!cohort.isCollecting() || cohort.joined() == 0) {
                continue;
            }
            if (cohort.isOpen() && (cohort.joined() >= FIRST || now - windowStart >= WINDOW_NANOS)) {
                cohort.close(now);
            }
            if (!cohort.isOpen() && cohort.missing() <= 0) {
                sampler.baseline().learn(cohort.take(now));
            } else {
                learning = true;
            }
        }
        return learning;
    }

    /** What one window has seen, all kinds of calls together. */
    private static final class Window {

        private final double elapsed;
        private final IdentityHashMap<Baseline, Tally.Total> seen = new IdentityHashMap<>();
        private double calls;
        private double present; // time that calls took
        private double working; // time that they would have taken without waiting
        private double tolerated; // the same, quick ones counted as less quick
        private double spread;

        Window(double elapsed) {
            this.elapsed = elapsed;
        }

        void add(Sampler sampler) {
            Tally.Total ended = sampler.tally().take();
            Baseline baseline = sampler.baseline();
            double took = ended.count() * ended.mean();
            present += took + sampler.takeExpiredNanos();
            if (ended.count() == 0) {
                return;
            }
            double mean = baseline.isKnown() ? baseline.mean() : ended.mean();
            calls += ended.count();
            working += ended.count() * mean;
            tolerated += ended.count() * Math.max(QUICK_NANOS, mean);
            spread += baseline.isKnown() ? baseline.spread((double) ended.count()) : 0;
            seen.put(baseline, ended);
        }

        /** Nothing waited: all baselines learn. */
        void calm() {
            seen.forEach(Baseline::calm);
        }

        /** How long all but few calls take. */
        double longest() {
            return present / calls + 2 * Math.sqrt(spread / calls);
        }

        /** How many calls tell their mean with an error of a quarter. */
        double callsToKnow() {
            return Math.max(ENOUGH, 16 * spread * calls / (working * working));
        }

        private double gradient() {
            return present <= tolerated ? 1 : tolerated / present;
        }

        /** Whether, by no accident, more calls wait than the headroom. */
        boolean isOverloaded(double limit) {
            double waiting = present - tolerated;
            return gradient() < CLEARLY
                    && waiting / elapsed > Math.sqrt(limit)
                    && waiting > SIGNIFICANT * Math.sqrt(spread);
        }

        /** The next limit after a window in which it was too high to be met, and calls waited. */
        double shrunk(double limit) {
            double next = Math.max(LEAST_GRADIENT * limit, tolerated / elapsed + Math.sqrt(limit));
            return Math.min(limit, next);
        }

        /** The next limit after a window in which it was met. While more calls than that are left from before, only those at work tell. */
        double inUse(double limit) {
            double atWork = Math.min(limit, tolerated / elapsed);
            double next = Math.max(atWork, limit * gradient()) + Math.sqrt(limit);
            return gradient() <= LEAST_GRADIENT
                    ? Math.max(LEAST_GRADIENT * limit, next)
                    : limit + SMOOTHING * (next - limit);
        }
    }

    // ---------------------------------------------------------------- probes

    private void probing(long now) {
        limit = probe.limit();
        lookAt = now + STEP_NANOS;
        samplers.forEach(sampler -> sampler.cohort().open(now));
    }

    private void lookAtProbe(long now) {
        long joined = 0;
        long missing = 0;
        for (Sampler sampler : samplers) {
            joined += sampler.cohort().joined();
            missing += Math.max(0, sampler.cohort().missing());
        }
        if (joined >= probe.calls() || (joined > 0 && probe.isHalfOver(now))) {
            samplers.stream().map(Sampler::cohort).filter(Cohort::isOpen).forEach(cohort -> cohort.close(now));
        }
        boolean closed = samplers.stream().noneMatch(sampler -> sampler.cohort().isOpen());
        if ((closed && missing == 0) || probe.isOver(now)) {
            endProbe(now);
        }
    }

    private void endProbe(long now) {
        double calls = 0;
        double known = 0;
        double seen = 0;
        boolean doubtful = false;
        for (Sampler sampler : samplers) {
            Tally.Total cohort = sampler.cohort().take(now);
            Baseline baseline = sampler.baseline();
            calls += cohort.count();
            known += cohort.count() * (baseline.isKnown() ? baseline.mean() : cohort.mean());
            seen += cohort.count() * cohort.mean();
            doubtful |= baseline.probed(cohort, probe.isConfirming());
            sampler.tally().take();
            sampler.takeExpiredNanos();
        }
        refusalsSeen = refusals.get();
        begin(now, settled);
        if (probe.ended(now, calls, doubtful, known == 0 ? 1 : seen / known)) {
            probing(now);
        }
    }
}
