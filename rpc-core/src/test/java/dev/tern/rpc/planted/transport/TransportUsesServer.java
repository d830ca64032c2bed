package dev.tern.rpc.planted.transport;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class TransportUsesServer {
    dev.tern.rpc.planted.server.ServerUsesClient broken;
}
