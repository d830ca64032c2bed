package dev.tern.rpc.registry.zk;

import static org.awaitility.Awaitility.await;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryUri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.FourLetterWordMain;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.command.FourLetterCommands;
import org.awaitility.core.ConditionFactory;

/** A real ZooKeeper, registries on it, and another client that looks at the nodes and changes them by hand. */
final class ZkFixture implements AutoCloseable {

    static final String ROOT = "/shop";

    final TestingServer server;
    private final List<Registry> registries = new ArrayList<>();
    private final List<ZooKeeper> clients = new ArrayList<>();
    private ZooKeeper hand;

    private ZkFixture(InstanceSpec spec, boolean started) throws Exception {
        server = new TestingServer(spec, started);
    }

    static ZkFixture started() throws Exception {
        return new ZkFixture(InstanceSpec.newInstanceSpec(), true);
    }

    /** With sessions of 3 s at most, so that they end within a test. */
    static ZkFixture ofShortSessions() throws Exception {
        return ofShortSessions(-1);
    }

    /** The same at a port, with nothing in it. */
    static ZkFixture ofShortSessions(int port) throws Exception {
        return new ZkFixture(new InstanceSpec(null, port, -1, -1, true, -1, 150, -1), true);
    }

    /** With a port, but nothing that listens there. */
    static ZkFixture notStarted() throws Exception {
        return new ZkFixture(InstanceSpec.newInstanceSpec(), false);
    }

    /** Generous, because the machine may be busy. The client by hand may lose its connection too. */
    static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .ignoreException(KeeperException.ConnectionLossException.class);
    }

    String uri() {
        return "zk://127.0.0.1:" + server.getPort() + ROOT;
    }

    ZkRegistry open() {
        return open(uri());
    }

    ZkRegistry open(String uri) {
        ZkRegistry registry = (ZkRegistry) new ZkRegistryFactory().open(RegistryUri.parse(uri));
        registries.add(registry);
        return registry;
    }

    /** Registers an instance and waits until it is. */
    static Registry.Registration register(Registry registry, Instance instance) throws Exception {
        Registry.Registration registration = registry.register(instance);
        registration.registered().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return registration;
    }

    /** The client that works by hand. */
    ZooKeeper hand() throws IOException {
        if (hand == null) {
            hand = client();
        }
        return hand;
    }

    /** Another client, which the test may close. */
    ZooKeeper client() throws IOException {
        ZooKeeper client = new ZooKeeper("127.0.0.1:" + server.getPort(), 30_000, event -> {});
        eventually().until(() -> client.getState().isConnected());
        clients.add(client);
        return client;
    }

    /** A client that takes a session over from its owner, who keeps thinking that it has it. With its close the session ends. */
    ZooKeeper takeOver(long session) throws Exception {
        byte[] password = new byte[16];
        new Random(session ^ 0xB3415C00L).nextBytes(password); // how the server makes the password of a session
        ZooKeeper second = new ZooKeeper("127.0.0.1:" + server.getPort(), 30_000, event -> {}, session, password);
        eventually().until(() -> second.getState().isConnected());
        clients.add(second);
        return second;
    }

    /** The session that a node ends with; 0 if there is none. */
    long owner(String path) throws Exception {
        Stat stat = stat(path);
        return stat == null ? 0 : stat.getEphemeralOwner();
    }

    /** What a node is; null if there is none. */
    Stat stat(String path) throws Exception {
        return hand().exists(ROOT + path, false);
    }

    /** How many watches the server keeps, for all clients. */
    int watches() throws Exception {
        System.setProperty("zookeeper.4lw.commands.whitelist", "wchs");
        FourLetterCommands.resetWhiteList();
        String answer = FourLetterWordMain.send4LetterWord("127.0.0.1", server.getPort(), "wchs");
        return Integer.parseInt(answer.substring(answer.lastIndexOf(':') + 1).strip());
    }

    String data(String path) throws Exception {
        return new String(hand().getData(ROOT + path, false, null), StandardCharsets.UTF_8);
    }

    void put(String path, byte[] data, CreateMode mode) throws Exception {
        put(hand(), path, data, mode);
    }

    /** Creates a node and those above it. */
    static void put(ZooKeeper client, String path, byte[] data, CreateMode mode) throws Exception {
        String whole = ROOT + path;
        for (int slash = whole.indexOf('/', 1); slash > 0; slash = whole.indexOf('/', slash + 1)) {
            try {
                client.create(whole.substring(0, slash), new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            } catch (KeeperException.NodeExistsException e) {
                // as wanted
            }
        }
        client.create(whole, data, Ids.OPEN_ACL_UNSAFE, mode);
    }

    void delete(String path) throws Exception {
        hand().delete(ROOT + path, -1);
    }

    @Override
    public void close() throws IOException {
        registries.forEach(Registry::close);
        try {
            for (ZooKeeper client : clients) {
                client.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
    }

    /** All that a subscription reported. */
    static final class Reports implements Registry.Listener {

        final List<List<Instance>> all = new CopyOnWriteArrayList<>();

        @Override
        public void found(List<Instance> instances) {
            all.add(instances);
        }

        List<Instance> last() {
            return all.isEmpty() ? null : all.get(all.size() - 1);
        }

        /** Waits until exactly these are the last report. */
        void awaitLast(Instance... expected) {
            eventually().until(() -> List.of(expected).equals(last()));
        }
    }
}
