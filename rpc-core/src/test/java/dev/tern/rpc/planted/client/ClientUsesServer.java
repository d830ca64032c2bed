package dev.tern.rpc.planted.client;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class ClientUsesServer {
    dev.tern.rpc.planted.server.ServerUsesClient broken;
}
