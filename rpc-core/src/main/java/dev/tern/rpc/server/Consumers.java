package dev.tern.rpc.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The consumers of a provider by the name of their application, so that each gets its share. Known from the first connection to the last, and at most
 * {@value #MAX_APPLICATIONS} at once: those beyond count as one; while calls of it are under way also after that. A name is what HELLO says; nothing proves it. Thread-safe; without a lock on the way of a call.
 */
final class Consumers {

    static final int MAX_APPLICATIONS = 1024;

    /** A consumer is active while calls of it are under way and for 1.07 to 2.15 s after the last: so long as that, 2^30 ns, is a slice of time. */
    private static final int SLICE_BITS = 30;

    private static final VarHandle SLICE;

    static {
        try {
            SLICE = MethodHandles.lookup().findVarHandle(Consumers.class, "slice", Slice.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ConcurrentHashMap<String, Consumer> byApplication = new ConcurrentHashMap<>();
    private final Consumer others = new Consumer("of many consumers");
    private volatile Slice slice = new Slice(Long.MIN_VALUE, 0);

    /** One application, whatever the number of its processes and connections. */
    static final class Consumer {

        private final String application;
        private final UnderWay underWay = new UnderWay();
        private final AtomicLong seen = new AtomicLong(Long.MIN_VALUE);
        private final AtomicInteger connections = new AtomicInteger();

        private Consumer(String application) {
            this.application = application;
        }

        String application() {
            return application;
        }

        /** Its calls that are under way. */
        UnderWay underWay() {
            return underWay;
        }

        private boolean isGone() {
            return connections.get() == 0 && underWay.count() == 0;
        }
    }

    /** How many consumers called in this slice of time or had calls under way at its beginning, and in the one before. */
    private record Slice(long number, int before, AtomicInteger seen) {

        Slice(long number, int before) {
            this(number, before, new AtomicInteger());
        }

        void addBusy(Consumer consumer) {
            if (consumer.underWay.count() > 0) {
                add(consumer);
            }
        }

        void add(Consumer consumer) {
            if (consumer.seen.get() != number && consumer.seen.getAndSet(number) != number) {
                seen.incrementAndGet();
            }
        }
    }

    /** A connection of that application is there; it is to {@link #leave}. */
    Consumer join(String application) {
        Consumer joined = byApplication.compute(application, (name, known) -> {
            Consumer consumer = known;
            if (consumer == null) {
                if (byApplication.mappingCount() >= MAX_APPLICATIONS) {
                    return null;
                }
                consumer = new Consumer(name);
            }
            consumer.connections.incrementAndGet();
            return consumer;
        });
        if (joined == null) {
            others.connections.incrementAndGet();
            return others;
        }
        return joined;
    }

    /** A connection has ended; calls of it may still be under way, and count if the consumer comes back. */
    void leave(Consumer consumer) {
        consumer.connections.decrementAndGet();
        forget(consumer);
    }

    /** A call of the consumer has ended. */
    void ended(Consumer consumer) {
        consumer.underWay.leave();
        forgetIfGone(consumer);
    }

    /** A call of the consumer was refused. */
    void refused(Consumer consumer) {
        consumer.underWay.turnBack();
        forgetIfGone(consumer);
    }

    /** The last of its connections looks after it is counted off, the last of its calls after that is: one sees the other. */
    private void forgetIfGone(Consumer consumer) {
        if (consumer.isGone()) {
            forget(consumer);
        }
    }

    private void forget(Consumer consumer) {
        byApplication.computeIfPresent(
                consumer.application, (name, known) -> known == consumer && known.isGone() ? null : known);
    }

    /** How many applications have called lately or have calls under way, this one, which calls now, included. */
    int active(Consumer consumer, long nowNanos) {
        long number = nowNanos >> SLICE_BITS;
        Slice now = slice;
        if (number > now.number) { // that wraps once in 292 years
            Slice next = new Slice(number, number - 1 == now.number ? now.seen.get() : 0);
            if (SLICE.compareAndSet(this, now, next)) {
                byApplication.values().forEach(next::addBusy); // at most that often, not for each call
                next.addBusy(others);
                now = next;
            } else {
                now = slice;
            }
        }
        now.add(consumer);
        return Math.max(now.before, now.seen.get());
    }

    int size() {
        return byApplication.size();
    }
}
