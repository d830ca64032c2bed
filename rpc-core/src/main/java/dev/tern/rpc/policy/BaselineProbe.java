package dev.tern.rpc.policy;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * When an {@link AdaptiveLimit} lets few calls in for a while, how few, and how long. Not thread-safe.
 */
final class BaselineProbe {

    private static final long LEAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Of the calls that are at work so many are let in: they do not wait even if the baseline is four times too high. */
    private static final double PART = 0.25;

    /** The pause after a probe, in probes: it costs at most three quarters of the capacity while it lasts, so less than 1 %. */
    private static final int PAUSE = 80;

    /** The same where the limit has lost much since: the baseline may be wrong. */
    private static final int SHORT_PAUSE = 20;

    private static final int MOST_CALLS = 500;
    private static final double LOST = 0.6;
    private static final double MUCH_QUICKER = 0.7;
    private static final int IN_A_ROW = 4;

    private final DoubleSupplier random;
    private boolean running;
    private boolean confirming;
    private int inARow;
    private int limit;
    private int calls;
    private double highest; // limit since the last one
    private long firstBegun;
    private long begun;
    private long longest;
    private long due;
    private long dueIfLost;

    BaselineProbe(long now, DoubleSupplier random) {
        this.random = random;
        this.due = now;
        this.dueIfLost = now;
    }

    boolean isRunning() {
        return running;
    }

    /** Whether the probe is the second, because the first saw calls that were slower. */
    boolean isConfirming() {
        return confirming;
    }

    /** How many calls may be under way while it runs. */
    int limit() {
        return limit;
    }

    /** How many calls it waits for. */
    int calls() {
        return calls;
    }

    boolean isDue(long now, double currentLimit) {
        highest = Math.max(highest, currentLimit);
        return now - due >= 0 || (currentLimit < LOST * highest && now - dueIfLost >= 0);
    }

    /**
     * Begins.
     *
     * @param working how many calls are at work
     * @param took how long they take at present, but for few
     * @param enough how many calls tell something
     */
    void begin(long now, double currentLimit, double working, double took, double enough) {
        calls = (int) Math.min(MOST_CALLS, enough);
        highest = currentLimit;
        longest = Math.min(
                LONGEST_NANOS, (long) (8 * took) + AGAIN_NANOS / 20); // those before it leave, then two or more rounds
        firstBegun = now;
        inARow = 0;
        confirming = false;
        start(now, Math.min(working, currentLimit) * PART);
    }

    private void start(long now, double calls) {
        limit = Math.max(1, (int) Math.ceil(calls));
        begun = now;
        running = true;
        inARow++;
    }

    /** Whether those that were let in until now are to be enough. */
    boolean isHalfOver(long now) {
        return now - begun > longest / 2;
    }

    boolean isOver(long now) {
        return now - begun > longest;
    }

    /**
     * It has seen what it can.
     *
     * @param doubtful whether calls were so much slower than before that it should be repeated
     * @param change how long calls took, compared with what was known
     * @return whether another one has begun
     */
    boolean ended(long now, double calls, boolean doubtful, double change) {
        running = false;
        if (calls == 0) { // those before it have not left yet
            due = now + AGAIN_NANOS;
            return false;
        }
        boolean again = doubtful || change < MUCH_QUICKER; // much quicker: too many may still have been let in
        if (again && inARow < IN_A_ROW) {
            confirming = doubtful;
            start(now, limit * Math.min(1, change));
            return true;
        }
        long took = now - firstBegun;
        long pause = (long) (LEAST_PAUSE_NANOS * (1 + 2 * random.getAsDouble()));
        due = now + Math.max(pause, PAUSE * took);
        dueIfLost = now + Math.min(LEAST_PAUSE_NANOS, SHORT_PAUSE * took);
        return false;
    }
}
