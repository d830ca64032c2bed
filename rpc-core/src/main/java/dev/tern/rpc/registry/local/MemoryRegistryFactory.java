package dev.tern.rpc.registry.local;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryFactory;
import dev.tern.rpc.registry.RegistryUri;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * {@code memory://name}: providers and consumers of one process find each other; for tests and programs in one piece. All that open the same name
 * share it.
 */
public final class MemoryRegistryFactory implements RegistryFactory {

    private static final Map<String, Space> SPACES = new HashMap<>(); // guarded by itself

    /** Found by {@link java.util.ServiceLoader}. */
    public MemoryRegistryFactory() {}

    @Override
    public String scheme() {
        return "memory";
    }

    @Override
    public Registry open(RegistryUri uri) {
        uri.checkParameters(Set.of());
        if (!uri.authority().matches("[A-Za-z0-9_.-]+") || !uri.path().isEmpty()) {
            throw new IllegalArgumentException(
                    "registry: '" + uri + "' (expected: memory://name, the name of letters, digits, '-', '_' or '.')");
        }
        synchronized (SPACES) {
            Space space = SPACES.computeIfAbsent(uri.authority(), name -> new Space());
            space.users++;
            return new MemoryRegistry(uri, space);
        }
    }

    /** What one name holds. Listeners are called under its lock, so that each sees the lists in order; they do not block. */
    private static final class Space {

        private final Map<Object, Instance> instances = new LinkedHashMap<>(); // guarded by this
        private final Map<Object, Watch> watches = new LinkedHashMap<>(); // guarded by this
        private int users; // guarded by SPACES

        synchronized void put(Object key, Instance instance) {
            instances.put(key, instance);
            tellAll();
        }

        synchronized void replace(Object key, Instance instance) {
            if (instances.replace(key, instance) != null) {
                tellAll();
            }
        }

        synchronized void remove(Object key) {
            if (instances.remove(key) != null) {
                tellAll();
            }
        }

        synchronized void watch(Object key, String service, Registry.Listener listener) {
            Watch watch = new Watch(service, listener);
            watches.put(key, watch);
            listener.found(providers(service));
        }

        synchronized void unwatch(Object key) {
            watches.remove(key);
        }

        synchronized List<Instance> providers(String service) {
            return instances.values().stream()
                    .filter(instance -> instance.services().stream()
                            .anyMatch(provided -> provided.name().equals(service)))
                    .toList();
        }

        private void tellAll() {
            watches.values().forEach(watch -> watch.listener.found(providers(watch.service)));
        }

        private record Watch(String service, Registry.Listener listener) {}
    }

    private static final class MemoryRegistry implements Registry {

        private final RegistryUri uri;
        private final Space space;
        private final List<Runnable> endings = new ArrayList<>(); // guarded by this
        private boolean closed; // guarded by this

        MemoryRegistry(RegistryUri uri, Space space) {
            this.uri = uri;
            this.space = space;
        }

        @Override
        public Registration register(Instance instance) {
            Object key = new Object();
            space.put(key, instance);
            atEnd(() -> space.remove(key));
            return new Registration() {
                @Override
                public void update(Instance updated) {
                    space.replace(key, updated);
                }

                @Override
                public CompletableFuture<Void> registered() {
                    return CompletableFuture.completedFuture(null);
                }

                @Override
                public void close() {
                    space.remove(key);
                }
            };
        }

        @Override
        public Subscription subscribe(String service, Listener listener) {
            Object key = new Object();
            space.watch(key, service, listener);
            atEnd(() -> space.unwatch(key));
            return new Subscription() {
                @Override
                public String describe() {
                    return uri + ": " + space.providers(service).size() + " instances of " + service;
                }

                @Override
                public void close() {
                    space.unwatch(key);
                }
            };
        }

        @Override
        public boolean canBeAway() {
            return false;
        }

        private synchronized void atEnd(Runnable ending) {
            endings.add(ending);
        }

        @Override
        public void close() {
            List<Runnable> all;
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
                all = List.copyOf(endings);
            }
            all.forEach(Runnable::run);
            synchronized (SPACES) {
                if (--space.users == 0) {
                    SPACES.remove(uri.authority(), space);
                }
            }
        }
    }
}
