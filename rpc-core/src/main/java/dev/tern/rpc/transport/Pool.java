package dev.tern.rpc.transport;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a few objects for use by any thread. Lock-free, without state per thread. An object that is not given back is garbage, one too
 * many is dropped: neither is a leak.
 */
final class Pool<T> {

    private static final int PROBES = 4;

    private final AtomicReferenceArray<@Nullable T> slots;
    private final Supplier<T> factory;

    Pool(int size, Supplier<T> factory) {
        this.slots = new AtomicReferenceArray<>(size);
        this.factory = factory;
    }

    T take() {
        int start = start();
        for (int i = 0; i < PROBES; i++) {
            int slot = (start + i) % slots.length();
            if (slots.getPlain(slot) != null) {
                T taken = slots.getAndSet(slot, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return factory.get();
    }

    void give(T object) {
        int start = start();
        for (int i = 0; i < PROBES; i++) {
            int slot = (start + i) % slots.length();
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, object)) {
                return;
            }
        }
    }

    @SuppressWarnings("deprecation") // getId: threadId is not there on 17
    private int start() {
        return (int) (Thread.currentThread().getId() * 7 & 0xffff);
    }
}
