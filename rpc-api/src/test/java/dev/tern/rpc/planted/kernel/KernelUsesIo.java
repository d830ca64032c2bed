package dev.tern.rpc.planted.kernel;

/** Breaks a rule of {@link dev.tern.rpc.ApiRulesTest}. */
public final class KernelUsesIo {
    dev.tern.rpc.planted.io.IoUsesKernel broken;
}
