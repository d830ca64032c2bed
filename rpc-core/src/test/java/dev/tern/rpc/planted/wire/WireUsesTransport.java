package dev.tern.rpc.planted.wire;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class WireUsesTransport {
    dev.tern.rpc.planted.transport.TransportUsesServer broken;
}
