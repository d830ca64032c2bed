package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryFactory;
import dev.tern.rpc.registry.RegistryUri;

/**
 * Opens registries on ZooKeeper: {@code zk://host:port[,host:port...][/path]}.
 *
 * <p>Everything lives under the path, {@code /tern} if there is none, so that several worlds can share one ZooKeeper. The servers must be of
 * version 3.6 or newer, for persistent watches. They are tried again for as long as the registry is open, whether they were ever reached or not,
 * and their names are resolved again at each attempt.
 */
public final class ZkRegistryFactory implements RegistryFactory {

    /** For the {@link java.util.ServiceLoader}. */
    public ZkRegistryFactory() {}

    @Override
    public String scheme() {
        return "zk";
    }

    @Override
    public Registry open(RegistryUri uri) {
        return ZkRegistry.open(ZkAddress.of(uri));
    }
}
