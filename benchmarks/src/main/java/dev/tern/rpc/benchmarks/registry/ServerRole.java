package dev.tern.rpc.benchmarks.registry;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.zookeeper.server.ServerConfig;
import org.apache.zookeeper.server.ServerMetrics;
import org.apache.zookeeper.server.ZooKeeperServerMain;
import org.apache.zookeeper.server.admin.AdminServer.AdminServerException;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;

/**
 * The process of the server, as ZooKeeper's own scripts start it. Its counters, the values of {@code mntr}, are asked for here: the answer to {@code
 * mntr} itself is some twenty packets by these counters.
 */
final class ServerRole {

    /** In the order of {@link ServerCounters}; those that are not there yet are 0. */
    private static final List<String> NAMES = List.of(
            "packets_received",
            "packets_sent",
            "bytes_received_count",
            "response_bytes",
            "watch_bytes",
            "znode_count",
            "ephemerals_count",
            "watch_count",
            "num_alive_connections",
            "outstanding_requests",
            "stale_sessions_expired",
            "avg_fsynctime",
            "max_fsynctime");

    private ServerRole() {}

    public static void main(String[] args) throws ConfigException, InterruptedException {
        ServerConfig config = new ServerConfig();
        config.parse(args[0]);
        Thread server = new Thread(() -> run(config), "server");
        server.start();
        while (!values().containsKey("packets_received")) {
            Thread.sleep(1);
        }
        Role.run(words -> counters());
    }

    private static void run(ServerConfig config) {
        try {
            new ZooKeeperServerMain().runFromConfig(config);
        } catch (IOException | AdminServerException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static Map<String, Object> values() {
        Map<String, Object> values = new ConcurrentHashMap<>();
        ServerMetrics.getMetrics().getMetricsProvider().dump(values::put);
        return values;
    }

    private static String counters() {
        Map<String, Object> values = values();
        String now = System.nanoTime() + " ";
        return NAMES.stream()
                .map(name ->
                        values.getOrDefault(name, 0) instanceof Number number ? Long.toString(number.longValue()) : "0")
                .collect(Collectors.joining(" ", now, ""));
    }
}
