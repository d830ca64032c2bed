package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener of a service. Thread-safe; a call of the listener that has begun when it is closed runs to its end. */
final class ServiceSubscription implements Registry.Subscription {

    private static final Logger log = LoggerFactory.getLogger(ServiceSubscription.class);

    private final String service;
    private final Registry.Listener listener;
    private final Supplier<String> registry;
    private final Loop loop;
    private final Discovery discovery;
    private volatile @Nullable Service source;
    private volatile boolean closed;

    /**
     * A subscription that is still to be {@linkplain Discovery#add added}.
     *
     * @param registry describes the registry and its connection
     */
    ServiceSubscription(
            String service, Registry.Listener listener, Supplier<String> registry, Loop loop, Discovery discovery) {
        this.service = service;
        this.listener = listener;
        this.registry = registry;
        this.loop = loop;
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

    /** Tells the listener. Called on the loop. */
    void found(List<Instance> instances) {
        if (closed) {
            return;
        }
        try {
            listener.found(instances);
        } catch (RuntimeException e) {
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
