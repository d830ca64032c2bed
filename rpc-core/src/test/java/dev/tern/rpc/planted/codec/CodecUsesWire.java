package dev.tern.rpc.planted.codec;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class CodecUsesWire {
    dev.tern.rpc.planted.wire.WireUsesTransport broken;
}
