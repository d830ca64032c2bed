package dev.tern.rpc.planted.server;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class ServerUsesClient {
    dev.tern.rpc.planted.client.ClientUsesServer broken;
}
