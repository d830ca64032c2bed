package dev.tern.samples.shop;

import static org.awaitility.Awaitility.await;

import dev.tern.samples.shop.Jvms.Jvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;

/** ZooKeeper servers, one or three, each in a process of its own, which keep their ports and, unless wiped, their data when they are started again. */
final class Ensemble {

    private static final Pattern SESSION = Pattern.compile("sid=0x([0-9a-f]+)");
    private static final int ANSWER_MILLIS = 2_000;

    private final Jvms jvms;
    private final String host;
    private final List<Server> servers = new ArrayList<>();

    /** Servers on loopback that are still to be started. */
    Ensemble(Jvms jvms, int size) throws IOException {
        this(jvms, size, "127.0.0.1");
    }

    /**
     * Servers that are still to be started.
     *
     * @param host the address that they listen to, where these JVMs run
     */
    Ensemble(Jvms jvms, int size, String host) throws IOException {
        this.jvms = jvms;
        this.host = host;
        Set<Integer> ports = new HashSet<>();
        while (ports.size() < 3 * size) {
            ports.add(freePort());
        }
        List<Integer> free = List.copyOf(ports);
        for (int i = 0; i < size; i++) {
            servers.add(new Server(i + 1, free.get(3 * i), free.get(3 * i + 1), free.get(3 * i + 2)));
        }
        for (Server server : servers) {
            server.prepare();
        }
    }

    /** Not one of those that the system gives to outgoing connections: there, who connects to a port where nobody listens can get that very port as its own end. */
    static int freePort() throws IOException {
        for (int i = 0; i < 100; i++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // taken: the next one
            }
        }
        throw new IOException("no free port");
    }

    /** {@code host:port} of each, as a registry's URI lists them. */
    String addresses() {
        return servers.stream().map(server -> host + ":" + server.clientPort).collect(Collectors.joining(","));
    }

    int clientPort(int index) {
        return servers.get(index).clientPort;
    }

    /** Starts all, and waits until they serve. */
    void startAll() throws IOException {
        for (Server server : servers) {
            server.start();
        }
        awaitServing();
    }

    void start(int index) throws IOException {
        servers.get(index).start();
    }

    void kill(int index) throws InterruptedException {
        servers.get(index).kill();
    }

    void killAll() throws InterruptedException {
        for (Server server : servers) {
            server.kill();
        }
    }

    /** Deletes what those that are killed have stored. */
    void wipe() throws IOException {
        for (Server server : servers) {
            server.wipe();
        }
    }

    /** Waits until those that are started serve. */
    void awaitServing() {
        await("ZooKeeper serves")
                .atMost(Jvms.LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> servers.stream().filter(Server::isStarted).allMatch(Server::isServing));
    }

    /** The sessions that have a connection to one of the servers. */
    Set<Long> connectedSessions() {
        return servers.stream()
                .filter(Server::isStarted)
                .flatMap(server -> server.ask("cons").stream())
                .flatMap(text -> SESSION.matcher(text).results())
                .map(match -> Long.parseUnsignedLong(match.group(1), 16))
                .collect(Collectors.toSet());
    }

    /** One of them. */
    private final class Server {

        private final int number;
        private final int clientPort;
        private final int peerPort;
        private final int electionPort;
        private final Path directory;
        private Jvm jvm;
        private int starts;

        Server(int number, int clientPort, int peerPort, int electionPort) {
            this.number = number;
            this.clientPort = clientPort;
            this.peerPort = peerPort;
            this.electionPort = electionPort;
            this.directory = jvms.directory().resolve("zookeeper-" + number);
        }

        String line() {
            return "server." + number + "=" + host + ":" + peerPort + ":" + electionPort;
        }

        void prepare() throws IOException {
            wipe();
            List<String> lines = new ArrayList<>(List.of(
                    "dataDir=" + directory.resolve("data").toAbsolutePath(),
                    "clientPort=" + clientPort,
                    "clientPortAddress=" + host,
                    "tickTime=2000",
                    "initLimit=5",
                    "syncLimit=2",
                    "maxClientCnxns=0",
                    "admin.enableServer=false",
                    "4lw.commands.whitelist=*"));
            if (servers.size() > 1) {
                servers.forEach(server -> lines.add(server.line()));
            }
            Files.write(directory.resolve("server.cfg"), lines);
        }

        void wipe() throws IOException {
            Path data = directory.resolve("data");
            if (Files.exists(data)) {
                try (Stream<Path> all = Files.walk(data)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            Files.createDirectories(data);
            Files.writeString(data.resolve("myid"), String.valueOf(number));
        }

        void start() throws IOException {
            starts++;
            jvm = jvms.start(
                    "zookeeper-" + number + "-" + starts,
                    List.of("-Dshop.log=WARN", "-Dzookeeper.jmx.log4j.disable=true"),
                    QuorumPeerMain.class,
                    directory.resolve("server.cfg").toString());
        }

        void kill() throws InterruptedException {
            if (isStarted()) {
                jvm.kill();
                jvm = null;
            }
        }

        boolean isStarted() {
            return jvm != null;
        }

        boolean isServing() {
            return ask("srvr").filter(text -> text.contains("Mode: ")).isPresent();
        }

        /** Asks by one of ZooKeeper's four-letter words. */
        Optional<String> ask(String word) {
            try (Socket socket = new Socket(host, clientPort)) {
                socket.setSoTimeout(ANSWER_MILLIS);
                socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
                return Optional.of(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    @Override
    public String toString() {
        return IntStream.range(0, servers.size())
                .mapToObj(i -> servers.get(i).isStarted() ? "up" : "down")
                .collect(Collectors.joining(", ", "ZooKeeper: ", ""));
    }
}
