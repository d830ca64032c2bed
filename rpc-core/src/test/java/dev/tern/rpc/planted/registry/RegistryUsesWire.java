package dev.tern.rpc.planted.registry;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class RegistryUsesWire {
    dev.tern.rpc.planted.wire.WireUsesTransport broken;
}
