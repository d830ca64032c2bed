package dev.tern.rpc.server;

import dev.tern.rpc.wire.RequestHeader;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The requests of one connection that were admitted by their first part and are not whole yet. Belongs to the connection's event loop. */
final class ArrivingRequests {

    private final IntObjectMap<Request> requests = new IntObjectHashMap<>();

    /**
     * One of them.
     *
     * @param readNanos when its first part was there
     */
    record Request(int id, ServedMethod method, boolean oneWay, long readNanos, long deadlineNanos) {}

    void add(RequestHeader header, ServedMethod method, long now) {
        long deadline = now + header.remainingMicros() * 1000;
        requests.put(header.id(), new Request(header.id(), method, header.oneWay(), now, deadline));
    }

    @Nullable
    Request remove(int id) {
        return requests.remove(id);
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    /** Takes out those whose deadline has passed. */
    void removeExpired(long now, Consumer<Request> expired) {
        if (requests.isEmpty()) {
            return;
        }
        for (Request request : List.copyOf(requests.values())) {
            if (request.deadlineNanos - now <= 0) {
                requests.remove(request.id);
                expired.accept(request);
            }
        }
    }

    /** Takes all out. */
    void removeAll(Consumer<Request> visitor) {
        List<Request> all = new ArrayList<>(requests.values());
        requests.clear();
        all.forEach(visitor);
    }
}
