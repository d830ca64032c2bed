package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryFactory;
import dev.tern.rpc.registry.RegistryUri;

/**
 * Opens registries on ZooKeeper: {@code zk://host:port[,host:port...][/path][?credentials=file][&access=open|readable|private]}.
 *
 * <p>Everything lives under the path, {@code /tern} if there is none, so that several worlds can share one ZooKeeper. The servers must be of
 * version 3.6 or newer, for persistent watches. They are tried again for as long as the registry is open, whether they were ever reached or not,
 * and their names are resolved again at each attempt.
 *
 * <p>{@code credentials} names a file that holds {@code user:password} for ZooKeeper's digest authentication, read once when the registry is
 * opened. {@code access} says who may do what with the nodes that are created: everybody everything ({@code open}, the default without
 * credentials), everybody read and those with the same credentials write ({@code readable}, the default with credentials), or those with the
 * same credentials alone ({@code private}).
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
