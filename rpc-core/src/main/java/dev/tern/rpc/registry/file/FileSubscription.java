package dev.tern.rpc.registry.file;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener of a service. Thread-safe; a call of the listener that has begun when it is closed runs to its end. */
final class FileSubscription implements Registry.Subscription {

    private static final Logger log = LoggerFactory.getLogger(FileSubscription.class);

    private final String service;
    private final Registry.Listener listener;
    private final Function<String, String> description;
    private final Consumer<FileSubscription> atClose;
    private @Nullable List<Instance> told;
    private volatile boolean closed;

    /**
     * A subscription that knows nothing yet.
     *
     * @param description what was found for a service
     */
    FileSubscription(
            String service,
            Registry.Listener listener,
            Function<String, String> description,
            Consumer<FileSubscription> atClose) {
        this.service = service;
        this.listener = listener;
        this.description = description;
        this.atClose = atClose;
    }

    /** Of all instances, those that provide a service; one that does not say what it provides is expected to. */
    static List<Instance> providers(String service, List<Instance> all) {
        return all.stream()
                .filter(instance -> instance.services().isEmpty()
                        || instance.services().stream()
                                .anyMatch(provided -> provided.name().equals(service)))
                .toList();
    }

    /** Tells the listener, if that is something new to it. Called on the loop. */
    void found(List<Instance> all) {
        List<Instance> instances = providers(service, all);
        if (closed || instances.equals(told)) {
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

    @Override
    public String describe() {
        return description.apply(service);
    }

    @Override
    public void close() {
        closed = true;
        atClose.accept(this);
    }
}
