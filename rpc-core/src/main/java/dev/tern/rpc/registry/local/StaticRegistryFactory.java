package dev.tern.rpc.registry.local;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryFactory;
import dev.tern.rpc.registry.RegistryUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code static://host:port,host:port}: a fixed list of providers, which is expected to provide whatever is asked for. Nothing is registered. */
public final class StaticRegistryFactory implements RegistryFactory {

    /** Found by {@link java.util.ServiceLoader}. */
    public StaticRegistryFactory() {}

    @Override
    public String scheme() {
        return "static";
    }

    @Override
    public Registry open(RegistryUri uri) {
        uri.checkParameters(Set.of());
        List<Instance> instances = new ArrayList<>();
        for (String address : uri.authority().split(",", -1)) {
            if (!address.matches("[^:]+:\\d{1,5}|\\[[^]]+]:\\d{1,5}")) {
                throw new IllegalArgumentException("registry: '" + uri + "': address '" + address
                        + "' (expected: static://host:port or static://host:port,host:port)");
            }
            instances.add(Instance.of("", "static", address, List.of()));
        }
        if (!uri.path().isEmpty()) {
            throw new IllegalArgumentException("registry: '" + uri + "': path '" + uri.path() + "' (expected: none)");
        }
        return new StaticRegistry(uri, List.copyOf(instances));
    }

    private static final class StaticRegistry implements Registry {

        private final RegistryUri uri;
        private final List<Instance> instances;
        private volatile boolean closed;

        StaticRegistry(RegistryUri uri, List<Instance> instances) {
            this.uri = uri;
            this.instances = instances;
        }

        @Override
        public Registration register(Instance instance) {
            checkOpen();
            return new Registration() {
                @Override
                public void update(Instance updated) {}

                @Override
                public CompletableFuture<Void> registered() {
                    return CompletableFuture.completedFuture(null);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Subscription subscribe(String service, Listener listener) {
            checkOpen();
            new Watch(service, listener).tell(instances);
            return new Subscription() {
                @Override
                public String describe() {
                    return uri + ": " + instances.size() + (instances.size() == 1 ? " address" : " addresses");
                }

                @Override
                public void close() {}
            };
        }

        private void checkOpen() {
            if (closed) {
                throw new IllegalStateException("registry " + uri + " (closed) (expected: open)");
            }
        }

        @Override
        public boolean canBeAway() {
            return false;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
