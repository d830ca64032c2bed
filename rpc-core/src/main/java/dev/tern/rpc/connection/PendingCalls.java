package dev.tern.rpc.connection;

import dev.tern.rpc.kernel.RpcCall;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection that wait for an answer, by id. Lock-free: one thread at a time puts, the one that is writing,
 * any thread takes out, and of several that take the same id one gets it.
 *
 * <p>Ids rise, so an array that is indexed by the low bits of the id finds a free slot nearly always at once; an id whose slot is still taken is
 * passed over. When too many slots are taken the array doubles: each slot is emptied into the new array and marked, and who meets the mark
 * looks again in the new array.
 */
final class PendingCalls {

    /** The id of a call that has not been written. */
    static final int NOT_WRITTEN = 0;

    private static final Object MOVED = new Object();

    private volatile AtomicReferenceArray<@Nullable Object> slots;
    private int lastId; // the writer's
    private int inUse; // the writer's: an upper bound of the slots in use, corrected before growing

    PendingCalls(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
    }

    /** Gives the call the next id and keeps it. For whoever is writing. */
    int put(RpcCall call) {
        if (++inUse > slots.length() / 2) {
            inUse = count() + 1;
            if (inUse > slots.length() / 4) { // so that the next count is at least a quarter of the slots away
                grow();
            }
        }
        AtomicReferenceArray<@Nullable Object> array = slots;
        int id = lastId;
        do {
            id = id == -1 ? 1 : id + 1; // 0 means: not written
        } while (array.getPlain(id & array.length() - 1) != null);
        lastId = id;
        call.idAtHolder(id);
        array.set(id & array.length() - 1, call);
        return id;
    }

    /** The next id, for a call that is not answered. For whoever is writing. */
    int pass() {
        lastId = lastId == -1 ? 1 : lastId + 1;
        return lastId;
    }

    /** Takes out the call with this id; null if it was taken out before, has another id by now, or there never was one. Any thread. */
    @Nullable
    RpcCall remove(int id) {
        while (true) {
            AtomicReferenceArray<@Nullable Object> array = slots;
            int slot = id & array.length() - 1;
            Object found = array.get(slot);
            if (found == MOVED) {
                Thread.onSpinWait(); // the new array is about to be there
            } else if (!(found instanceof RpcCall call) || call.idAtHolder() != id) {
                return null;
            } else if (array.compareAndSet(slot, found, null)) {
                return call;
            }
        }
    }

    /** The call with this id, which stays; null if it was taken out. Event loop only. */
    @Nullable
    RpcCall find(int id) {
        while (true) {
            AtomicReferenceArray<@Nullable Object> array = slots;
            Object found = array.get(id & array.length() - 1);
            if (found != MOVED) {
                return found instanceof RpcCall call && call.idAtHolder() == id ? call : null;
            }
            Thread.onSpinWait(); // the new array is about to be there
        }
    }

    /** Shows all calls; some may be taken out meanwhile, and some be missed while the array grows. On the event loop, or for whoever is writing. */
    void forEach(Consumer<RpcCall> visitor) {
        AtomicReferenceArray<@Nullable Object> array = slots;
        for (int i = 0; i < array.length(); i++) {
            if (array.get(i) instanceof RpcCall call) {
                visitor.accept(call);
            }
        }
    }

    /** How many wait. For whoever is writing. */
    int count() {
        int[] count = new int[1];
        forEach(call -> count[0]++);
        return count[0];
    }

    private void grow() {
        AtomicReferenceArray<@Nullable Object> old = slots;
        AtomicReferenceArray<@Nullable Object> doubled = new AtomicReferenceArray<>(2 * old.length());
        for (int i = 0; i < old.length(); i++) {
            if (old.getAndSet(i, MOVED) instanceof RpcCall call) {
                doubled.set(call.idAtHolder() & doubled.length() - 1, call);
            }
        }
        slots = doubled;
    }
}
