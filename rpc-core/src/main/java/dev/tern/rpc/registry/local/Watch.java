package dev.tern.rpc.registry.local;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener of a service, which hears each list once, and whose exceptions end here. Guarded by whoever tells it; any thread may end it. */
public final class Watch {

    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    private final String service;
    private final Registry.Listener listener;
    private @Nullable List<Instance> told;
    private volatile boolean ended;

    /** A listener that has heard nothing yet. */
    public Watch(String service, Registry.Listener listener) {
        this.service = service;
        this.listener = listener;
    }

    /** What it wants to hear of. */
    public String service() {
        return service;
    }

    /** It hears nothing more; a call of it that has begun runs to its end. */
    public void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** Tells it who provides the service, if that is something new to it. */
    public void tell(List<Instance> instances) {
        if (ended || instances.equals(told)) {
            return;
        }
        told = instances;
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
}
