package dev.tern.rpc.server;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one instance tells of itself, and its place in a registry if there is one. Thread-safe; a change reaches the registry under its lock, so that the last one is the last there too. */
final class Presence {

    private static final Logger log = LoggerFactory.getLogger(Presence.class);

    private final String registryUri;
    private final Registry.@Nullable Registration registration;
    private volatile Instance instance; // written under this
    private boolean left; // guarded by this

    /**
     * Registers an instance.
     *
     * @param registry null if it is to be registered nowhere
     */
    Presence(Instance instance, @Nullable Registry registry, String registryUri) {
        this.instance = instance;
        this.registryUri = registryUri;
        this.registration = registry == null ? null : registry.register(instance);
    }

    /** What it tells now. */
    Instance instance() {
        return instance;
    }

    /** Tells something else from now on. If the registry refuses that, its exception comes through and all is as before. */
    synchronized void change(UnaryOperator<Instance> change) {
        Instance changed = change.apply(instance);
        if (registration != null && !left) {
            registration.update(changed);
        }
        instance = changed;
    }

    /** See {@link RpcServer#awaitRegistered}. */
    void awaitRegistered(Duration timeout) throws InterruptedException {
        if (registration == null) {
            throw new IllegalStateException("registry: not set (expected: registry(uri) before start)");
        }
        try {
            registration.registered().toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            throw new IllegalStateException(
                    instance.id() + " is not registered at " + registryUri + " within " + timeout.toMillis() + " ms",
                    e);
        }
    }

    /** Not ready, then gone. Waits for the registry's word, not for long; if it fails consumers hear the goodbye all the same. */
    void leave() {
        synchronized (this) {
            left = true;
        }
        if (registration != null) {
            tryTo("be set to not ready", () -> registration.update(instance.withReady(false)));
            tryTo("be deregistered", registration::close);
        }
    }

    private void tryTo(String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.warn("{} cannot {} at {}", instance.id(), what, registryUri, e);
        }
    }
}
