package dev.tern.rpc.registry.local;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryFactory;
import dev.tern.rpc.registry.RegistryUri;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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

    /**
     * What one name holds. Listeners are called under its lock, so that each sees the lists in order; they do not block. What a listener changes is told once all have heard of what was
     * before.
     */
    private static final class Space {

        private final Map<Object, Instance> instances = new LinkedHashMap<>(); // guarded by this
        private final Set<Watch> watches = new LinkedHashSet<>(); // guarded by this
        private boolean telling; // guarded by this
        private boolean changed; // guarded by this
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

        synchronized void watch(Watch watch) {
            if (!watch.isEnded()) { // else a close came in between
                watches.add(watch);
                tellAll();
            }
        }

        synchronized void unwatch(Watch watch) {
            watch.end();
            watches.remove(watch);
        }

        synchronized List<Instance> providers(String service) {
            return instances.values().stream()
                    .filter(instance -> instance.services().stream()
                            .anyMatch(provided -> provided.name().equals(service)))
                    .toList();
        }

        private void tellAll() {
            changed = true;
            if (telling) {
                return; // a listener did this: whoever called it goes on
            }
            telling = true;
            try {
                while (changed) {
                    changed = false;
                    List.copyOf(watches).forEach(watch -> watch.tell(providers(watch.service())));
                }
            } finally {
                telling = false;
            }
        }
    }

    private static final class MemoryRegistry implements Registry {

        private final RegistryUri uri;
        private final Space space;
        private final Map<String, MemoryRegistration> registrations = new HashMap<>(); // guarded by this
        private final Set<Watch> watches = new HashSet<>(); // guarded by this
        private boolean closed; // guarded by this

        MemoryRegistry(RegistryUri uri, Space space) {
            this.uri = uri;
            this.space = space;
        }

        @Override
        public Registration register(Instance instance) {
            MemoryRegistration registration = new MemoryRegistration(this, instance);
            synchronized (this) {
                checkOpen();
                MemoryRegistration present = registrations.get(registration.name);
                if (present != null && !present.ended) {
                    throw new IllegalStateException(
                            registration.name
                                    + " is registered already (expected: one registration of an instance, update() changes it)");
                }
                registrations.put(registration.name, registration);
            }
            space.put(registration, instance);
            if (registration.ended) {
                space.remove(registration); // a close came in between
            }
            return registration;
        }

        @Override
        public Subscription subscribe(String service, Listener listener) {
            Watch watch = new Watch(service, listener);
            synchronized (this) {
                checkOpen();
                watches.add(watch);
            }
            space.watch(watch);
            return new Subscription() {
                @Override
                public String describe() {
                    return uri + ": " + space.providers(service).size() + " instances of " + service;
                }

                @Override
                public void close() {
                    forget(watch);
                    space.unwatch(watch);
                }
            };
        }

        private synchronized void forget(Watch watch) {
            watches.remove(watch);
        }

        synchronized void forget(MemoryRegistration registration) {
            registrations.remove(registration.name, registration);
        }

        @Override
        public boolean canBeAway() {
            return false;
        }

        private void checkOpen() {
            if (closed) {
                throw new IllegalStateException("registry " + uri + " (closed) (expected: open)");
            }
        }

        @Override
        public void close() {
            List<MemoryRegistration> all;
            List<Watch> ended;
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
                all = List.copyOf(registrations.values());
                ended = List.copyOf(watches);
            }
            ended.forEach(space::unwatch);
            all.forEach(MemoryRegistration::close);
            synchronized (SPACES) {
                if (--space.users == 0) {
                    SPACES.remove(uri.authority(), space);
                }
            }
        }
    }

    /** One instance in a space. */
    private static final class MemoryRegistration implements Registry.Registration {

        private final MemoryRegistry registry;
        private final String name;
        private volatile boolean ended;

        MemoryRegistration(MemoryRegistry registry, Instance instance) {
            this.registry = registry;
            this.name = name(instance);
        }

        private static String name(Instance instance) {
            return instance.application() + "/" + instance.id();
        }

        @Override
        public void update(Instance updated) {
            if (!name(updated).equals(name)) {
                throw new IllegalArgumentException(
                        "update to " + name(updated) + " (expected: the id and application of " + name + ")");
            }
            registry.space.replace(this, updated);
        }

        @Override
        public CompletableFuture<Void> registered() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            ended = true;
            registry.forget(this);
            registry.space.remove(this);
        }
    }
}
