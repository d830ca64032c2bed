package dev.tern.rpc.server;

import dev.tern.rpc.wire.RequestHeader;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The requests of one connection that were admitted by their first part and are not whole yet. Belongs to the connection's event loop. */
final class ArrivingRequests {

    private final long patienceNanos;
    private final IntUnaryOperator received;
    private final IntObjectMap<Request> requests = new IntObjectHashMap<>();

    /**
     * None.
     *
     * @param patienceNanos how long the next byte of one may take: who sends nothing for so long is hung, or only wants to hold what it was admitted to
     * @param received how many bytes have come of one, by its id
     */
    ArrivingRequests(long patienceNanos, IntUnaryOperator received) {
        this.patienceNanos = patienceNanos;
        this.received = received;
    }

    /** One of them. */
    static final class Request {

        private final int id;
        private final ServedMethod method;
        private final boolean oneWay;
        private final long readNanos;
        private final long deadlineNanos;
        private int bytes; // that had come when it was looked at
        private long progressNanos; // when there were more than before

        private Request(RequestHeader header, ServedMethod method, long now) {
            this.id = header.id();
            this.method = method;
            this.oneWay = header.oneWay();
            this.readNanos = now;
            this.deadlineNanos = now + header.remainingMicros() * 1000;
            this.progressNanos = now;
        }

        int id() {
            return id;
        }

        ServedMethod method() {
            return method;
        }

        boolean oneWay() {
            return oneWay;
        }

        /** When its first part was there. */
        long readNanos() {
            return readNanos;
        }
    }

    void add(RequestHeader header, ServedMethod method, long now) {
        requests.put(header.id(), new Request(header, method, now));
    }

    @Nullable
    Request remove(int id) {
        return requests.remove(id);
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    /** Takes out those whose deadline has passed or that do not get on. */
    void removeExpired(long now, Consumer<Request> expired) {
        if (requests.isEmpty()) {
            return;
        }
        for (Request request : List.copyOf(requests.values())) {
            if (request.deadlineNanos - now <= 0 || isStuck(request, now)) {
                requests.remove(request.id);
                expired.accept(request);
            }
        }
    }

    private boolean isStuck(Request request, long now) {
        int bytes = received.applyAsInt(request.id);
        if (bytes != request.bytes) {
            request.bytes = bytes;
            request.progressNanos = now;
        }
        return now - request.progressNanos > patienceNanos;
    }

    /** Takes all out. */
    void removeAll(Consumer<Request> visitor) {
        List<Request> all = new ArrayList<>(requests.values());
        requests.clear();
        all.forEach(visitor);
    }
}
