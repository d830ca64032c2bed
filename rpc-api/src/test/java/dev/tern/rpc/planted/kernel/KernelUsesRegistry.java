package dev.tern.rpc.planted.kernel;

/** Breaks a rule of {@link dev.tern.rpc.ApiRulesTest}. */
public final class KernelUsesRegistry {
    dev.tern.rpc.planted.registry.RegistryUsesIo broken;
}
