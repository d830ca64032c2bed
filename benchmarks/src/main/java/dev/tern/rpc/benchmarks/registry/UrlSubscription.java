package dev.tern.rpc.benchmarks.registry;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.registry.Registry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.curator.framework.api.CuratorWatcher;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;

/** One watched interface: all its nodes are listed again with each event, on the thread that tells the event, as Dubbo does. */
final class UrlSubscription implements Registry.Subscription, CuratorWatcher {

    private final InterfaceRegistry registry;
    private final ProvidedService service;
    private Registry.Listener listener;
    private final String folder;
    private Map<String, Instance> known = Map.of();
    private volatile boolean closed;

    UrlSubscription(InterfaceRegistry registry, ProvidedService service, Registry.Listener listener) {
        this.registry = registry;
        this.service = service;
        this.listener = listener;
        this.folder = InterfaceRegistry.folder(service.name());
    }

    /** Lists the nodes and watches for the next event; tries again later if that fails. */
    void list() {
        try {
            registry.ensure(folder);
            read();
        } catch (Exception e) { // Curator declares it so; as Dubbo, whatever it was
            registry.later(this::list);
        }
    }

    @Override
    public void process(WatchedEvent event) throws Exception {
        if (event.getType() != EventType.None) {
            read();
        }
    }

    /** One at a time, so that the last list is the newest. */
    private synchronized void read() throws Exception {
        if (!closed) {
            found(registry.client().getChildren().usingWatcher(this).forPath(folder));
        }
    }

    /** What was known already is not parsed again. */
    private void found(List<String> nodes) {
        Map<String, Instance> now = new HashMap<>();
        for (String node : nodes) {
            Instance before = known.get(node);
            now.put(node, before != null ? before : ProviderUrl.parse(node, service));
        }
        known = now;
        if (!closed) {
            listener.found(List.copyOf(now.values()));
        }
    }

    @Override
    public String describe() {
        return folder;
    }

    /** The client keeps the watch, and with it this object, until the next event; so it lets go of what it knows. */
    @Override
    public synchronized void close() {
        closed = true;
        known = Map.of();
        listener = instances -> {};
        registry.remove(this);
    }
}
