package dev.tern.rpc.planted.contract;

/** Breaks a rule of {@link dev.tern.rpc.ApiRulesTest}. */
public final class ContractUsesKryo {
    com.esotericsoftware.kryo.kryo5.Kryo broken;
}
