package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener of a service. Thread-safe; a call of the listener that has begun when it is closed runs to its end.
 *
 * <p>The listener is called on a thread that it has for itself meanwhile, so one that blocks holds up nothing else. One call at a time; what was
 * found during a call is told by the next, and only the newest of it.
 */
final class ServiceSubscription implements Registry.Subscription {

    private static final Logger log = LoggerFactory.getLogger(ServiceSubscription.class);

    private final String service;
    private final Registry.Listener listener;
    private final Supplier<String> registry;
    private final Loop loop;
    private final Executor listeners;
    private final Discovery discovery;
    private final AtomicReference<@Nullable List<Instance>> untold = new AtomicReference<>();
    private final AtomicInteger findings = new AtomicInteger();
    private volatile @Nullable Service source;
    private volatile boolean closed;

    /**
     * A subscription that is still to be {@linkplain Discovery#add added}.
     *
     * @param registry describes the registry and its connection
     * @param listeners runs the calls of the listener
     */
    ServiceSubscription(
            String service,
            Registry.Listener listener,
            Supplier<String> registry,
            Loop loop,
            Executor listeners,
            Discovery discovery) {
        this.service = service;
        this.listener = listener;
        this.registry = registry;
        this.loop = loop;
        this.listeners = listeners;
        this.discovery = discovery;
    }

    String service() {
        return service;
    }

    boolean isClosed() {
        return closed;
    }

    /** It is served by this; what is known already is told at once. Called on the loop. */
    void begin(Service from) {
        source = from;
        from.add(this);
    }

    /** Has the listener told. Called on the loop. */
    void found(List<Instance> instances) {
        untold.set(instances);
        if (findings.getAndIncrement() == 0) {
            listeners.execute(this::tell);
        }
    }

    /** Tells what was found last, until nothing was found meanwhile. */
    private void tell() {
        int told;
        do {
            told = findings.get();
            List<Instance> newest = untold.getAndSet(null);
            if (newest != null && !closed) {
                tell(newest);
            }
        } while (findings.addAndGet(-told) != 0);
    }

    private void tell(List<Instance> instances) {
        try {
            listener.found(instances);
        } catch (RuntimeException | Error e) {
            log.error(
                    "The listener of service {} failed with {} instances (expected: no exception)",
                    service,
                    instances.size(),
                    e);
        }
    }

    @Override
    public String describe() {
        Service from = source;
        return registry.get() + ": " + (from == null ? "not looked up yet" : from.findings());
    }

    @Override
    public void close() {
        closed = true;
        loop.execute(() -> discovery.remove(this));
    }
}
