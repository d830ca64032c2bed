package dev.tern.rpc.policy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How many calls may be under way at once, so that all of the capacity is used and calls hardly wait for each other. Nobody has to know the capacity: it is
 * found by how long calls take.
 *
 * <p><b>Under pressure</b>, which is when calls are refused, when they expire before their turn, or when there are many and most of them do not end in time, the limit is
 * {@code N + √N}; where only few are refused, less than a tenth, {@code N + 3√N}. {@code N} is how many calls are at work: by Little's law how many end in a time, multiplied by how long they take <em>without waiting</em>. The most of the last three windows
 * of 100 ms counts, so that a pause of the machine does not. Where the limit itself is what bounds, {@code N} is the limit, and it grows.
 *
 * <p><b>How long calls take without waiting</b> is known for each kind of calls on its own ({@link Sampler}), so that a mix of quick and slow ones is no overload, and
 * as a mean, so that calls which differ by nature are none either. Only a <em>dip</em> tells, when much is refused: a quarter of the calls is let in, of many their square root, and how long those take that come then is measured; at first several in
 * a row, as long as each makes the limit much smaller (and one more after one that makes it much larger, as the machine may have paused), then every 10 to 30 s (less often where calls are slow, as a dip takes a few times as long as a call), and soon where the limit has lost much since. A
 * provider that waits for something slow, but is not full, finds in its first dip that its calls take as long then, and keeps its limit.
 *
 * <p><b>Without pressure</b> nothing is measured and nobody refused, and the limit drifts back to where it began.
 *
 * <p>After Envoy's adaptive concurrency filter (gradient controller: the time without waiting is measured at reduced concurrency, now and then, with jitter; headroom √limit) and Netflix's
 * concurrency-limits; that the calls at work are a product of throughput and baseline, and that the highest of the last throughputs counts, is what BBR does (Cardwell et al. 2016).
 *
 * <p>Thread-safe. Whoever starts, ends or refuses a call when it is time looks, if nobody else does; others never wait.
 */
public final class AdaptiveLimit {

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How often a dip is looked at. */
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int ENOUGH = 16;

    /** How many calls a dip measures. */
    private static final int DIP_CALLS = 64;

    private static final double DIP = 0.25;
    private static final long LONGEST_DIP_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The pause after a dip, in dips: it costs three quarters of the capacity at the most while it lasts, so not more than 2 %. */
    private static final int PAUSE = 50;

    private static final long SHORT_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int SHORT_PAUSE = 10;
    private static final double MUCH = 0.6;
    private static final double LITTLE = 0.8;
    private static final double DRIFT = 0.1;

    /** From which share of refusals on pressure is hard; with less, chance refuses a call now and then, and a little more may wait instead. */
    private static final double HARD = 0.1;

    private static final double MORE_HEADROOM = 3;
    private static final double MANY = 0.25;

    private enum Phase {
        /** Windows are looked at. */
        STEADY,
        /** A dip has begun; calls from before it are still under way. */
        DRAINING,
        /** Calls that start are measured. */
        SAMPLING,
        /** The dip is over; those that were measured have not all ended. */
        ENDING
    }

    private volatile int initial;
    private volatile int least;
    private volatile int most; // all three are set while looking
    private final DoubleSupplier random;
    private final List<Sampler> samplers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final LongAdder pressure = new LongAdder();
    private volatile int limit; // what holds now: less during a dip
    private volatile long lookAt;

    // guarded by looking
    private Phase phase = Phase.STEADY;
    private double settled;
    private long windowStart;
    private long arrivedSeen;
    private int window; // number of the last one, modulo those that count
    private long phaseStart;
    private long dipStart;
    private long dipDue;
    private long dipDueIfLost;
    private double atLastDip;
    private boolean following; // the next dip follows the last one at once

    /**
     * A limit between bounds, both included.
     *
     * @param initial what it is until there is pressure
     * @param nanoTime the clock by which calls are recorded
     * @param random from 0 to 1, for the time between dips: instances that were started together should not dip together
     * @throws IllegalArgumentException if not {@code 1 <= least <= initial <= most}
     */
    public AdaptiveLimit(int initial, int least, int most, LongSupplier nanoTime, DoubleSupplier random) {
        bounds(initial, least, most);
        this.random = random;
        this.limit = initial;
        this.settled = initial;
        this.atLastDip = initial;
        long now = nanoTime.getAsLong();
        this.windowStart = now;
        this.lookAt = now + WINDOW_NANOS;
        this.dipDue = now;
        this.dipDueIfLost = now;
    }

    /**
     * Other bounds from now on; what is known of calls is kept. The limit keeps to them from the next window on; one that only the old upper bound kept so low begins again where it would have begun.
     *
     * @throws IllegalArgumentException if not {@code 1 <= least <= initial <= most}; then nothing has changed
     */
    public void bounds(int newInitial, int newLeast, int newMost) {
        if (newLeast < 1 || newInitial < newLeast || newMost < newInitial) {
            throw new IllegalArgumentException("limit: " + newLeast + ", " + newInitial + ", " + newMost
                    + " (expected: 1 <= least <= initial <= most)");
        }
        while (!looking.compareAndSet(false, true)) { // for an instant: nobody is called meanwhile
            Thread.onSpinWait();
        }
        try {
            boolean bounded = settled >= most && newMost > most;
            initial = newInitial;
            least = newLeast;
            most = newMost;
            if (bounded) {
                beginAgain();
            }
        } finally {
            looking.set(false);
        }
    }

    private void beginAgain() {
        settled = Math.max(settled, initial);
        atLastDip = settled;
        if (phase == Phase.STEADY) { // else when the dip is over
            limit = (int) settled;
        }
    }

    /** How many may be under way now. */
    public int limit() {
        return least == most ? most : limit; // nobody looks then, and a dip that had begun would never end
    }

    /** A new kind of calls. Calls of one kind take about the same time, or vary by nature; kinds are never removed. */
    public Sampler sampler() {
        Sampler sampler = new Sampler(this);
        samplers.add(sampler);
        return sampler;
    }

    /** A call was refused because of this limit. */
    public void refused(long nowNanos) {
        press(nowNanos);
    }

    /** A call suffers from too many others. */
    void press(long now) {
        pressure.increment();
        look(now);
    }

    /** Looks whether it is time for something. */
    void look(long now) {
        if (least == most || now - lookAt < 0 || !looking.compareAndSet(false, true)) {
            return;
        }
        try {
            if (now - lookAt >= 0) { // still
                lookAt = now + STEP_NANOS;
                switch (phase) {
                    case STEADY -> lookAtWindow(now);
                    case DRAINING -> lookAtDrain(now);
                    case SAMPLING -> lookAtSample(now);
                    case ENDING -> lookAtEnd(now);
                }
            }
        } finally {
            looking.set(false);
        }
    }

    // ---------------------------------------------------------------- windows

    private void lookAtWindow(long now) {
        long elapsed = now - windowStart;
        long ended = 0;
        long late = 0;
        for (Sampler sampler : samplers) {
            ended += sampler.ended();
            late += sampler.late();
        }
        if (elapsed < WINDOW_NANOS || (ended < ENOUGH && elapsed < LONGEST_WINDOW_NANOS)) {
            return;
        }
        long pressed = pressure.sumThenReset();
        long arrived = started();
        boolean failing = 2 * late > ended && underWay() > MANY * settled; // a few that are late are no crowd
        boolean hard = failing || pressed > HARD * (pressed + arrived - arrivedSeen);
        arrivedSeen = arrived;
        boolean idle = elapsed > 2 * LONGEST_WINDOW_NANOS; // it tells nothing of what the provider can do
        window = (window + 1) % Sampler.WINDOWS;
        for (Sampler sampler : samplers) {
            sampler.closeWindow(window, idle ? Double.MAX_VALUE : elapsed);
        }
        if (idle) {
            begin(now);
        } else if (pressed == 0 && !hard) {
            settle(Math.max(settled, Math.min(initial, settled + DRIFT * Math.sqrt(settled))));
            begin(now);
        } else {
            if (isKnown()) {
                settle(atWork(hard ? 1 : MORE_HEADROOM));
            }
            begin(now);
            if (!hard) {
                return;
            }
            if (now - dipDue >= 0 || (settled < MUCH * atLastDip && now - dipDueIfLost >= 0)) {
                dip(now);
            }
        }
    }

    private void begin(long now) {
        phase = Phase.STEADY;
        windowStart = now;
        lookAt = now + WINDOW_NANOS;
    }

    private void settle(double newLimit) {
        settled = Math.max(least, Math.min(most, newLimit));
        limit = (int) settled;
    }

    private boolean isKnown() {
        return samplers.stream().anyMatch(Sampler::isKnown);
    }

    /** The calls at work, and headroom for chance, in square roots of them. */
    private double atWork(double headroom) {
        double highest = 0;
        for (int i = 0; i < Sampler.WINDOWS; i++) {
            double calls = 0;
            for (Sampler sampler : samplers) {
                calls += sampler.atWork(i);
            }
            highest = Math.max(highest, calls);
        }
        return highest + headroom * Math.sqrt(highest);
    }

    private long started() {
        long calls = 0;
        for (Sampler sampler : samplers) {
            calls += sampler.startedEver();
        }
        return calls;
    }

    private long underWay() {
        long calls = 0;
        for (Sampler sampler : samplers) {
            calls += sampler.underWay();
        }
        return Math.max(0, calls);
    }

    // ---------------------------------------------------------------- dips

    private void dip(long now) {
        atLastDip = settled;
        dipStart = now;
        double calls = Math.min(settled, (double) underWay());
        limit = Math.max(1, (int) Math.ceil(Math.min(DIP * calls, Math.sqrt(calls))));
        enter(Phase.DRAINING, now);
        lookAtDrain(now);
    }

    private void enter(Phase next, long now) {
        phase = next;
        phaseStart = now;
        lookAt = now + STEP_NANOS;
    }

    private void lookAtDrain(long now) {
        if (underWay() <= limit) {
            samplers.forEach(sampler -> sampler.cohort().open(now));
            enter(Phase.SAMPLING, now);
        } else if (now - phaseStart > LONGEST_DIP_NANOS) {
            endDip(now, false);
        }
    }

    private void lookAtSample(long now) {
        long joined = 0;
        for (Sampler sampler : samplers) {
            joined += sampler.cohort().joined();
        }
        if (joined >= DIP_CALLS || now - phaseStart > LONGEST_DIP_NANOS) {
            samplers.forEach(sampler -> sampler.cohort().close(now));
            if (isKnown()) { // else few go on: the limit is yet to be found
                limit = (int) settled;
            }
            enter(Phase.ENDING, now);
        }
    }

    private void lookAtEnd(long now) {
        long missing = 0;
        for (Sampler sampler : samplers) {
            missing += Math.max(0, sampler.cohort().missing());
        }
        if (missing == 0 || now - phaseStart > LONGEST_DIP_NANOS) {
            endDip(now, true);
        }
    }

    private void endDip(long now, boolean measured) {
        samplers.forEach(sampler -> sampler.closeDip(now, measured, following));
        if (measured) {
            settle(atWork(1));
        } else {
            limit = (int) settled;
        }
        pressure.reset();
        arrivedSeen = started();
        begin(now);
        long took = now - dipStart;
        boolean smaller =
                settled < (following ? LITTLE : MUCH) * atLastDip; // calls may still have waited for each other
        boolean larger = MUCH * settled > atLastDip && !following; // the machine may have paused
        boolean again = measured && (smaller || larger);
        following = again;
        double pause = PAUSE_NANOS * (1 + 2 * random.getAsDouble());
        dipDue = again ? now : now + Math.max((long) pause, PAUSE * took);
        dipDueIfLost = now + Math.max(SHORT_PAUSE_NANOS, SHORT_PAUSE * took);
        if (!again) {
            atLastDip = settled;
        }
    }
}
