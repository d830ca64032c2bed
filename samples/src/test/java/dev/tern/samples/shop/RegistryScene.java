package dev.tern.samples.shop;

import static org.awaitility.Awaitility.await;

import dev.tern.samples.shop.Jvms.Jvm;
import dev.tern.samples.shop.load.OutageConsumerMain;
import dev.tern.samples.shop.provider.LoadProviderMain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** A registry on ZooKeeper that is going to be in trouble, with three providers and a consumer that calls without end, all in processes of their own. */
final class RegistryScene implements AutoCloseable {

    private static final String ROOT = "/shop";
    private static final String INSTANCES = ROOT + "/applications/shop";
    private static final int PROVIDERS = 3;

    final Ensemble ensemble;
    private final Jvms jvms;
    private final Jvms servers;
    private final String registry;
    private final Path snapshots;
    private final Map<Integer, ThreeProviders.Provider> providers = new HashMap<>();
    private int launched;
    private Jvm consumer;
    private int consumers;
    private int reports;

    private RegistryScene(Jvms jvms, Ensemble ensemble, String registry) {
        this(jvms, ensemble, registry, jvms);
    }

    private RegistryScene(Jvms jvms, Ensemble ensemble, String registry, Jvms servers) {
        this.jvms = jvms;
        this.servers = servers;
        this.ensemble = ensemble;
        this.registry = registry;
        this.snapshots = jvms.directory().resolve("snapshots");
    }

    /** So many ZooKeeper servers; all is started, registered and called. */
    static RegistryScene of(String name, int servers, Duration session) throws IOException {
        Jvms jvms = new Jvms(name);
        Ensemble ensemble = new Ensemble(jvms, servers);
        return new RegistryScene(jvms, ensemble, uri(ensemble.addresses(), session)).started();
    }

    private static String uri(String servers, Duration session) {
        return "zk://" + servers + ROOT + "?session=" + session.toSeconds() + "s";
    }

    /** The same with one server, which all but this scene reaches through a proxy. */
    static RegistryScene behind(String name, ProxyOf proxy, Duration session) throws IOException {
        Jvms jvms = new Jvms(name);
        Ensemble ensemble = new Ensemble(jvms, 1);
        int port = proxy.to(ensemble.clientPort(0)).port();
        return new RegistryScene(jvms, ensemble, uri("127.0.0.1:" + port, session)).started();
    }

    /** The same with one server at the far end of a link, which all go over to reach it; they call each other without it. */
    static RegistryScene over(String name, NetworkLink link, Duration session) throws IOException {
        Jvms far = new Jvms(name, link.farCommand());
        Ensemble ensemble = new Ensemble(far, 1, link.farAddress());
        return new RegistryScene(new Jvms(name), ensemble, uri(ensemble.addresses(), session), far).started();
    }

    private RegistryScene started() throws IOException {
        try {
            ensemble.startAll();
            List<Jvm> starting = new ArrayList<>();
            for (int i = 0; i < PROVIDERS; i++) {
                starting.add(launchProvider());
            }
            for (int i = 0; i < PROVIDERS; i++) {
                providers.put(i, ThreeProviders.Provider.ready(starting.get(i)));
            }
            startConsumer();
            return this;
        } catch (RuntimeException | Error | IOException e) {
            close();
            throw e;
        }
    }

    private Jvm launchProvider() throws IOException {
        launched++;
        Path ledger = jvms.newFile("ledger-" + launched);
        return jvms.start("provider-" + launched, LoadProviderMain.class, registry, ledger.toString());
    }

    ThreeProviders.Provider provider(int index) {
        return providers.get(index);
    }

    /** Starts another one in the place of one that has ended. */
    void replaceProvider(int index) throws IOException {
        providers.put(index, ThreeProviders.Provider.ready(launchProvider()));
    }

    // ---------------------------------------------------------------- the consumer

    Jvm consumer() {
        return consumer;
    }

    /** Starts a consumer, in the place of the one that was ended; the time from its first line of code to its first answer. */
    Duration startConsumer() throws IOException {
        consumers++;
        consumer = jvms.start(
                "consumer-" + consumers,
                List.of("-Xmx64m", "-Dshop.log=INFO"),
                OutageConsumerMain.class,
                registry,
                snapshots.toString());
        return Duration.ofMillis(
                Long.parseLong(consumer.awaitOutput("^FIRST ms=(\\d+)").group(1)));
    }

    /** Waits until the consumer calls all three. */
    void awaitAllCalled() {
        await("all providers are called")
                .atMost(Jvms.LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> report().instances().equals(instances()));
    }

    private Set<String> instances() {
        return Set.copyOf(providers.values().stream()
                .map(ThreeProviders.Provider::instance)
                .toList());
    }

    /** What the consumer saw since the report before. */
    Report report() throws IOException {
        reports++;
        consumer.process().getOutputStream().write((reports + "\n").getBytes(StandardCharsets.US_ASCII));
        consumer.process().getOutputStream().flush();
        MatchResult line = consumer.awaitOutput(
                "^REPORT " + reports
                        + " calls=(\\d+) failed=(\\d+) gapMillis=(\\d+) sinceFailureMillis=(\\d+) instances=(\\S*) failure=(.*)$");
        return new Report(
                Long.parseLong(line.group(1)),
                Long.parseLong(line.group(2)),
                Duration.ofMillis(Long.parseLong(line.group(3))),
                Duration.ofMillis(Long.parseLong(line.group(4))),
                line.group(5).isEmpty() ? Set.of() : Set.of(line.group(5).split(",")),
                line.group(6));
    }

    /**
     * What a consumer saw in some time.
     *
     * @param gap the longest time without an answer
     * @param sinceFailure the time since the last failure, or since the start if there was none yet
     * @param instances who answered
     * @param failure the first one
     */
    record Report(
            long calls, long failed, Duration gap, Duration sinceFailure, Set<String> instances, String failure) {}

    // ---------------------------------------------------------------- the registry

    /** How long it takes until each provider's node is there and of a session that is connected. */
    Duration awaitRegistered() throws IOException, InterruptedException {
        long start = System.nanoTime();
        ZooKeeper hand = hand();
        try {
            await("all providers are registered by connected sessions")
                    .atMost(Jvms.LIMIT)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptionsInstanceOf(KeeperException.class)
                    .until(() -> ensemble.connectedSessions().containsAll(owners(hand)));
            return Duration.ofNanos(System.nanoTime() - start);
        } finally {
            hand.close();
        }
    }

    /** Whether the registry still lists a provider. */
    boolean isRegistered(int index) throws IOException, KeeperException, InterruptedException {
        ZooKeeper hand = hand();
        try {
            return hand.exists(INSTANCES + "/" + provider(index).instance(), false) != null;
        } finally {
            hand.close();
        }
    }

    private List<Long> owners(ZooKeeper hand) throws KeeperException, InterruptedException {
        List<Long> owners = new ArrayList<>();
        for (String instance : instances()) {
            Stat stat = hand.exists(INSTANCES + "/" + instance, false);
            owners.add(stat == null ? 0 : stat.getEphemeralOwner()); // no session is 0
        }
        return owners;
    }

    /** Ends the sessions of all providers at the server, as their timeout would: by a second client that takes each over and closes it. */
    void expireSessions() throws IOException, KeeperException, InterruptedException {
        ZooKeeper hand = hand();
        try {
            for (long session : owners(hand)) {
                byte[] password = new byte[16];
                new Random(session ^ 0xB3415C00L).nextBytes(password); // how the server makes the password of a session
                CompletableFuture<Void> taken = new CompletableFuture<>();
                ZooKeeper second =
                        new ZooKeeper(ensemble.addresses(), 30_000, event -> taken.complete(null), session, password);
                taken.orTimeout(10, TimeUnit.SECONDS).join();
                second.close();
            }
        } finally {
            hand.close();
        }
    }

    private ZooKeeper hand() throws IOException {
        ZooKeeper hand = new ZooKeeper(ensemble.addresses(), 30_000, event -> {});
        await("a client of the test's")
                .atMost(Jvms.LIMIT)
                .until(() -> hand.getState().isConnected());
        return hand;
    }

    // ---------------------------------------------------------------- what is written

    /** How many entries each process has written to its log by now; ZooKeeper's client and Curator from WARN on. */
    Map<Jvm, Long> lines() throws IOException {
        Map<Jvm, Long> lines = new HashMap<>();
        lines.put(consumer, lines(consumer));
        for (ThreeProviders.Provider provider : providers.values()) {
            lines.put(provider.jvm(), lines(provider.jvm()));
        }
        return lines;
    }

    private static long lines(Jvm jvm) throws IOException {
        return Pattern.compile("^\\d\\d:\\d\\d:\\d\\d\\.\\d+ ", Pattern.MULTILINE) // not the stack traces below them
                .matcher(jvm.text())
                .results()
                .count();
    }

    /** The most entries that one process has written since. */
    long mostLinesSince(Map<Jvm, Long> before) throws IOException {
        long most = 0;
        for (Map.Entry<Jvm, Long> now : lines().entrySet()) {
            Long then = before.get(now.getKey());
            most = Math.max(most, then == null ? 0 : now.getValue() - then);
        }
        return most;
    }

    /** What is left of each process's heap after a collection. */
    Map<Jvm, Long> heaps() throws IOException {
        Map<Jvm, Long> heaps = new HashMap<>();
        heaps.put(consumer, consumer.heapBytes());
        for (ThreeProviders.Provider provider : providers.values()) {
            if (provider.jvm().process().isAlive()) {
                heaps.put(provider.jvm(), provider.jvm().heapBytes());
            }
        }
        return heaps;
    }

    /** The most that the heap of one process has grown since. */
    long mostHeapSince(Map<Jvm, Long> before) throws IOException {
        long most = Long.MIN_VALUE;
        for (Map.Entry<Jvm, Long> now : heaps().entrySet()) {
            Long then = before.get(now.getKey());
            most = Math.max(most, then == null ? Long.MIN_VALUE : now.getValue() - then);
        }
        return most;
    }

    @Override
    public void close() {
        jvms.close();
        servers.close();
    }

    /** Makes what stands between a ZooKeeper server and who uses it. */
    @FunctionalInterface
    interface ProxyOf {
        SwallowingProxy to(int port) throws IOException;
    }
}
