package dev.tern.rpc.planted;

/** Breaks a rule of {@link dev.tern.rpc.ApiRulesTest}. */
public final class ContextUsesKernel {
    dev.tern.rpc.planted.kernel.KernelUsesRegistry broken;
}
