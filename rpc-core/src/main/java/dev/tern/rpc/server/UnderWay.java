package dev.tern.rpc.server;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many calls are under way: those that came less those that left. One that came and may not stay was never there: were it counted among those that left, one that came before it and has not looked
 * yet would take its leaving for room. Event loops count the first and handlers' threads the second, in cache lines of their own, and who lets a call come reads what
 * has left only when by what it has seen of that there are too many: so both seldom wait for each other's line. Thread-safe, without a lock.
 */
final class UnderWay {

    private static final int LINE = 16; // two lines, which processors fetch together, of longs
    private static final int CAME = LINE;
    private static final int SEEN = CAME + 1; // how many have left at least; may be behind
    private static final int LEFT = 2 * LINE;

    private final AtomicLongArray counts = new AtomicLongArray(3 * LINE);

    /** One comes, and is to {@link #leave}, or to {@link #turnBack} if it may not stay; its number, for {@link #isWithin}. */
    long come() {
        return counts.incrementAndGet(CAME);
    }

    /** One that could stay leaves. */
    void leave() {
        counts.getAndIncrement(LEFT);
    }

    /** One that came may not stay. Until then it stood in the way of those behind it. */
    void turnBack() {
        counts.getAndDecrement(CAME);
    }

    /** Whether with the call of that number, which has just come, there are at most so many. */
    boolean isWithin(double limit, long number) {
        if (number - counts.getOpaque(SEEN) <= limit) {
            return true;
        }
        long left = counts.get(LEFT);
        counts.setOpaque(SEEN, left);
        return number - left <= limit;
    }

    /** How many there are; none that has left before is counted, and 0 only if there was none at one moment. */
    int count() {
        long left = counts.get(
                LEFT); // first: else one that comes and leaves meanwhile would count as minus one; who turns back
        // meanwhile has not left
        return (int) (counts.get(CAME) - left);
    }
}
