package dev.tern.rpc.registry;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where providers tell that they are there and consumers find them. Thread-safe. While it cannot be reached nothing is reported: consumers keep
 * what they know, and desired registrations are made good as soon as it is back.
 */
public interface Registry extends AutoCloseable {

    /** Registers an instance and keeps it registered, whatever happens in between, until the registration is closed. Returns at once. */
    Registration register(Instance instance);

    /** Watches the instances that provide a service until the subscription is closed. Returns at once. */
    Subscription subscribe(String service, Listener listener);

    /** How it stands now. Returns at once; any thread may ask. */
    default RegistryState state() {
        return RegistryState.REACHED;
    }

    /** Whether it can be out of reach while this process runs: then consumers keep in a file what it said last. Not so where it is in the process, or a list of its own. */
    default boolean canBeAway() {
        return true;
    }

    /** Ends all registrations and subscriptions, and the connection. Waits at most a few seconds. */
    @Override
    void close();

    /** An instance that is to be registered. */
    interface Registration extends AutoCloseable {

        /** Replaces what is registered; the id and the application stay. Returns at once. */
        void update(Instance instance);

        /** Completes once the instance has been registered for the first time. */
        CompletionStage<Void> registered();

        /** Removes the instance. Waits until the registry has confirmed it, at most a few seconds. */
        @Override
        void close();
    }

    /** A watched service. */
    interface Subscription extends AutoCloseable {

        /**
         * In one line for an error text: which registry, whether it is reached, what was found there for the service.
         * {@code "zk://127.0.0.1:2181/shop (connected): 0 instances, no application under /services/shop.OrderService"}
         */
        String describe();

        /** Ends the watch; no call of the listener begins afterwards. */
        @Override
        void close();
    }

    /** Is told what the registry holds. */
    @FunctionalInterface
    interface Listener {

        /**
         * All instances that provide the service now; called after the first look and after each change, one call at a time, on a thread
         * of the registry's. Never called because the registry is out of reach. Must not block.
         */
        void found(List<Instance> instances);
    }
}
