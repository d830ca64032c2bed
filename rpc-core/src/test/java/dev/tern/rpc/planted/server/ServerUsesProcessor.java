package dev.tern.rpc.planted.server;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class ServerUsesProcessor {
    dev.tern.rpc.planted.processor.Processor broken;
}
