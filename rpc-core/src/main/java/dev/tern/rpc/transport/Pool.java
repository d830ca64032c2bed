package dev.tern.rpc.transport;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a few objects for use by any thread: taken by one, given back by another. A ring of slots with a hand for taking and one for giving, both
 * moving on with each use. The hands are plain fields: when threads race they may visit a slot twice, which costs a miss and nothing else;
 * only the slots decide who gets an object. Without locks, and without state per thread, which virtual threads would multiply.
 *
 * <p>An object that is not given back is garbage, one too many is dropped: neither is a leak.
 */
final class Pool<T> {

    private static final int PROBES = 4;

    private final AtomicReferenceArray<@Nullable T> slots;
    private final int mask;
    private final Supplier<T> factory;
    private int takeAt;
    private int giveAt;

    /** An empty pool; {@code size} is a power of two. */
    Pool(int size, Supplier<T> factory) {
        this.slots = new AtomicReferenceArray<>(size);
        this.mask = size - 1;
        this.factory = factory;
    }

    T take() {
        int at = takeAt;
        for (int i = 1; i <= PROBES; i++) {
            int slot = at + i & mask;
            if (slots.getPlain(slot) != null) {
                T taken = slots.getAndSet(slot, null);
                if (taken != null) {
                    takeAt = slot;
                    return taken;
                }
            }
        }
        takeAt = at + PROBES;
        return factory.get();
    }

    void give(T object) {
        int at = giveAt;
        for (int i = 1; i <= PROBES; i++) {
            int slot = at + i & mask;
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, object)) {
                giveAt = slot;
                return;
            }
        }
        giveAt = at + PROBES;
    }
}
