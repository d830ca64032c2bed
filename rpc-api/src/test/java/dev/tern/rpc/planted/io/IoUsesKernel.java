package dev.tern.rpc.planted.io;

/** Breaks a rule of {@link dev.tern.rpc.ApiRulesTest}. */
public final class IoUsesKernel {
    dev.tern.rpc.planted.kernel.KernelUsesRegistry broken;
}
