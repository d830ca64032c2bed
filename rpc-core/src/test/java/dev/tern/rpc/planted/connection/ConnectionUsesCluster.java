package dev.tern.rpc.planted.connection;

/** Breaks a rule of {@link dev.tern.rpc.CoreRulesTest}. */
public final class ConnectionUsesCluster {
    dev.tern.rpc.planted.cluster.ClusterUsesConnection broken;
}
