package dev.tern.rpc.registry.local;

import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryFactory;
import dev.tern.rpc.registry.RegistryUri;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** Opens registries by the scheme of their URI. */
public final class Registries {

    private Registries() {}

    /**
     * Opens a registry with the factory for its scheme, found through {@link ServiceLoader}.
     *
     * @throws IllegalArgumentException if the URI is not right or there is no factory for its scheme
     */
    public static Registry open(String text) {
        RegistryUri uri = RegistryUri.parse(text);
        Set<String> known = new TreeSet<>();
        for (RegistryFactory factory : ServiceLoader.load(RegistryFactory.class, Registries.class.getClassLoader())) {
            if (factory.scheme().equals(uri.scheme())) {
                return factory.open(uri);
            }
            known.add(factory.scheme());
        }
        throw new IllegalArgumentException("registry: '" + uri + "': scheme '" + uri.scheme() + "' (expected: one of "
                + known + "; zk needs dev.tern:rpc-registry-zk on the class path)");
    }
}
