package dev.tern.rpc.registry;

/** Opens the registries of one URI scheme. Found through {@link java.util.ServiceLoader}; needs a public constructor without parameters. */
public interface RegistryFactory {

    /** The scheme, in lower case: {@code "zk"} for {@code zk://127.0.0.1:2181/shop}. */
    String scheme();

    /**
     * Opens a registry. Does not wait for it: one that cannot be reached is retried in the background for as long as it is open.
     *
     * @throws IllegalArgumentException if the URI is not right for this scheme; the message names the value and the expectation
     */
    Registry open(RegistryUri uri);
}
