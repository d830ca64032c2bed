package dev.tern.rpc.planted.policy;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class PolicyUsesNetty {
    io.netty.buffer.ByteBuf broken;
}
