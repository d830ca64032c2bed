package dev.tern.rpc.planted.processor;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class Processor {
    String broken;
}
