package dev.tern.rpc.benchmarks.registry;

import java.io.IOException;
import java.net.BindException;
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
        int port = freePort();
        Server server = new Server(folder, port);
        Files.writeString(
                folder.resolve("zoo.cfg"),
                "tickTime=" + TICK_MILLIS + "\ndataDir=" + folder.resolve("data") + "\nclientPort=" + port
                        + "\nclientPortAddress=127.0.0.1\nmaxClientCnxns=0\nadmin.enableServer=false\n");
        server.start();
        return server;
    }

    /** Below the range from which clients get their ports: none may take it while the server is away. */
    private static int freePort() throws IOException {
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() % 1_000) * 10; port < 32_000; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                continue;
            }
        }
        throw new IOException("no free port below 32000");
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
