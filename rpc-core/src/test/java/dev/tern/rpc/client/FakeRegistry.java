package dev.tern.rpc.client;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A registry that says what the test makes it say, and nothing before. */
final class FakeRegistry implements Registry {

    final Map<Object, Listener> listeners = new ConcurrentHashMap<>();
    volatile boolean closed;
    volatile Runnable atUnsubscribing = () -> {};
    volatile RegistryState state = new RegistryState(false, "not connected for 2 s", 3, 0);

    void found(Instance... instances) {
        state = new RegistryState(true, "connected", 3, 0);
        listeners.values().forEach(listener -> listener.found(List.of(instances)));
    }

    @Override
    public Registration register(Instance instance) {
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
        Object key = new Object();
        listeners.put(key, listener);
        return new Subscription() {
            @Override
            public String describe() {
                return "fake (" + state.text() + ")";
            }

            @Override
            public void close() {
                listeners.remove(key);
                atUnsubscribing.run();
            }
        };
    }

    @Override
    public RegistryState state() {
        return state;
    }

    @Override
    public void close() {
        closed = true;
    }
}
