package dev.tern.rpc.registry.local;

import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.contract.RegistryContract;

/** {@code static://}. */
class StaticRegistryContractTest extends RegistryContract {

    @Override
    protected String uri() {
        return "static://127.0.0.1:20880,[::1]:20881";
    }

    @Override
    protected Registry newRegistry() {
        return Registries.open(uri());
    }
}
