package dev.tern.rpc.planted.observe;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class ObserveUsesNetty {
    io.netty.buffer.ByteBuf broken;
}
