package dev.tern.rpc.planted.cluster;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class ClusterUsesConnection {
    dev.tern.rpc.planted.connection.ConnectionUsesCluster broken;
}
