package dev.tern.rpc.benchmarks.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/** One ZooKeeper, a process with its data on disk, see {@link ServerRole}. */
final class Server implements AutoCloseable {

    private static final int TICK_MILLIS = 2_000;

    private final Path folder;
    private final int port;
    private int starts;
    private Child process;

    private Server(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** A server on a free port, whose data and log are in a folder. */
    static Server start(Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Server server = new Server(folder, port);
        Files.writeString(
                folder.resolve("zoo.cfg"),
                "tickTime=" + TICK_MILLIS + "\ndataDir=" + folder.resolve("data") + "\nclientPort=" + port
                        + "\nclientPortAddress=127.0.0.1\nmaxClientCnxns=0\nadmin.enableServer=false\n");
        server.start();
        return server;
    }

    /** Starts it on the data that is there, and waits until it is up. */
    void start() throws IOException, InterruptedException {
        process = Child.start(
                "zookeeper-" + ++starts,
                folder,
                new LinkedBlockingQueue<>(),
                List.of("-Xms512m", "-Xmx2g", "-XX:+UseG1GC"),
                ServerRole.class.getName(),
                folder.resolve("zoo.cfg").toString());
        process.answer(60);
    }

    /** Kills it, as a machine that fails does. */
    void kill() {
        process.close();
    }

    String servers() {
        return "127.0.0.1:" + port;
    }

    /** What it has counted since it was started. */
    ServerCounters counters() throws InterruptedException {
        return ServerCounters.of(process.ask("counters", 30));
    }

    @Override
    public void close() {
        process.close();
    }
}
