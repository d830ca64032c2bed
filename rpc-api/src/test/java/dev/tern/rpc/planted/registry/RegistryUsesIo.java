package dev.tern.rpc.planted.registry;

/** Breaks a rule of {@link dev.tern.rpc.ApiRulesTest}. */
public final class RegistryUsesIo {
    dev.tern.rpc.planted.io.IoUsesKernel broken;
}
