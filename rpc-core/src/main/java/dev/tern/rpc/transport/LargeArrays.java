package dev.tern.rpc.transport;

import dev.tern.rpc.io.ArraySource;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of large messages that one client or server uses again, so that calls that go on being large allocate only what they return.
 *
 * <p>Four sizes to each doubling, from 64 KiB to 16 MiB, each 1 KiB larger than its round number: a body of 1 MiB fits with its header into the array of 1
 * MiB, and none is more than a quarter too large. At most {@value #MOST_KEPT_BYTES} bytes are kept; larger arrays, and more, are left to the garbage
 * collector. Of those that nobody needed between two sweeps none stays: memory falls back after a burst.
 *
 * <p>Behind a lock, which is held for some loads and stores, twice for a message that takes far longer to copy.
 */
final class LargeArrays implements ArraySource {

    static final long MOST_KEPT_BYTES = 32L * 1024 * 1024;

    private static final int HEADER_ROOM = 1024;
    private static final int STEPS = 4; // sizes to a doubling
    private static final int FIRST_DOUBLING = 16; // 64 KiB
    private static final int LAST_DOUBLING = 24; // 16 MiB
    private static final int CLASSES = (LAST_DOUBLING - FIRST_DOUBLING) * STEPS + 1;

    private static final byte[] NONE = {};

    private final Consumer<Runnable> later;
    private final ReentrantLock lock = new ReentrantLock();
    private final SizeClass[] classes = new SizeClass[CLASSES]; // guarded by lock, as all below
    private long keptBytes;
    private boolean sweeping;

    /** The kept arrays of one size, the one that was given last on top. */
    private static final class SizeClass {
        byte[][] kept = new byte[4][];
        int count;
        int least; // the fewest that were kept at a time since the last sweep

        byte[] pop() {
            byte[] array = kept[--count];
            kept[count] = NONE;
            least = Math.min(least, count);
            return array;
        }

        void push(byte[] array) {
            if (count == kept.length) {
                kept = Arrays.copyOf(kept, 2 * count);
            }
            kept[count++] = array;
        }
    }

    /**
     * No arrays yet.
     *
     * @param later runs a task after a few seconds, a sweep; at once when all is closed
     */
    LargeArrays(Consumer<Runnable> later) {
        this.later = later;
        for (int i = 0; i < CLASSES; i++) {
            classes[i] = new SizeClass();
        }
    }

    @Override
    public byte[] take(int bytes) {
        byte[] kept = takeKept(bytes);
        if (kept != null) {
            return kept;
        }
        int index = indexFor(bytes);
        return new byte[index < CLASSES ? sizeOf(index) : bytes];
    }

    /** One of at most twice the size: a larger one is left to the messages that need it. */
    @Override
    public byte @Nullable [] takeKept(int bytes) {
        int first = indexFor(bytes);
        lock.lock();
        try {
            for (int i = first; i < Math.min(CLASSES, first + STEPS + 1); i++) {
                if (classes[i].count > 0) {
                    keptBytes -= sizeOf(i);
                    return classes[i].pop();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void give(byte[] array) {
        int index = indexFor(array.length);
        if (index >= CLASSES || sizeOf(index) != array.length) {
            return;
        }
        boolean first;
        lock.lock();
        try {
            if (keptBytes + array.length > MOST_KEPT_BYTES) {
                return;
            }
            keptBytes += array.length;
            classes[index].push(array);
            first = !sweeping;
            sweeping = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            later.accept(this::sweep);
        }
    }

    /** Drops the arrays that nobody needed since the last sweep; sweeps on while there are any. */
    private void sweep() {
        boolean more;
        lock.lock();
        try {
            for (int i = 0; i < CLASSES; i++) {
                SizeClass some = classes[i];
                for (int unused = some.least; unused > 0; unused--) {
                    some.pop();
                    keptBytes -= sizeOf(i);
                }
                some.least = some.count;
            }
            more = keptBytes > 0;
            sweeping = more;
        } finally {
            lock.unlock();
        }
        if (more) {
            later.accept(this::sweep);
        }
    }

    /** How many bytes are kept. */
    long keptBytes() {
        lock.lock();
        try {
            return keptBytes;
        } finally {
            lock.unlock();
        }
    }

    /** The smallest size that holds so many bytes; {@link #CLASSES} if none does. */
    private static int indexFor(int bytes) {
        int needed = Math.max(1 << FIRST_DOUBLING, bytes - HEADER_ROOM);
        if (needed > 1 << LAST_DOUBLING) {
            return CLASSES;
        }
        int doubling = 31 - Integer.numberOfLeadingZeros(needed);
        int step = 1 << (doubling - 2);
        int beyond = (needed - (1 << doubling) + step - 1) / step;
        return (doubling - FIRST_DOUBLING) * STEPS + beyond;
    }

    private static int sizeOf(int index) {
        int doubling = FIRST_DOUBLING + index / STEPS;
        return (1 << doubling) + index % STEPS * (1 << (doubling - 2)) + HEADER_ROOM;
    }
}
