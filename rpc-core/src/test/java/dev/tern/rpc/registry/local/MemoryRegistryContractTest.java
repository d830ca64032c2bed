package dev.tern.rpc.registry.local;

import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.contract.RegisteringContract;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code memory://}. */
class MemoryRegistryContractTest extends RegisteringContract {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String uri = "memory://contract-" + NUMBER.incrementAndGet();

    @Override
    protected String uri() {
        return uri;
    }

    @Override
    protected Registry newRegistry() {
        return Registries.open(uri);
    }
}
