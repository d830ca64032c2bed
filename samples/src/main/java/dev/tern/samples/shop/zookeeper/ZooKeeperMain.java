package dev.tern.samples.shop.zookeeper;

import org.apache.curator.test.TestingServer;

/**
 * A ZooKeeper server of one's own, for trying things out: {@code ZooKeeperMain [port]}, a free port if none is given.
 * Its data lives in the directory for temporary files and is gone at the end. Prints a line that begins with {@code
 * READY} once it serves.
 */
public final class ZooKeeperMain {

    private ZooKeeperMain() {}

    public static void main(String[] args) throws Exception {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : -1; // -1: any
        TestingServer server = new TestingServer(port, true);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "close-zookeeper"));
        System.out.println("READY port=" + server.getPort());
        Thread.currentThread().join(); // until the JVM is told to end
    }

    private static void close(TestingServer server) {
        try {
            server.close(); // deletes its data
        } catch (Exception e) {
            System.err.println("ZooKeeper did not close: " + e);
        }
    }
}
