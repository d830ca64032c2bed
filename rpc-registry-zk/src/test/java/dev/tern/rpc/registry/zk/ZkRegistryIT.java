package dev.tern.rpc.registry.zk;

import static dev.tern.rpc.registry.zk.Instances.ORDERS;
import static dev.tern.rpc.registry.zk.Instances.STOCK;
import static dev.tern.rpc.registry.zk.ZkFixture.eventually;
import static dev.tern.rpc.registry.zk.ZkFixture.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryState;
import dev.tern.rpc.registry.RegistryUri;
import dev.tern.rpc.registry.zk.ZkFixture.Reports;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Providers and consumers, each with a registry of its own, on a real ZooKeeper that is well. */
class ZkRegistryIT {

    private static final Instance ONE = Instances.of("orders-1", "orders", ORDERS);
    private static final Instance TWO = Instances.of("orders-2", "orders", ORDERS, STOCK);
    private static final Instance LEGACY = Instances.of("legacy-1", "legacy", ORDERS);

    private ZkFixture zookeeper;

    @BeforeEach
    void start() throws Exception {
        zookeeper = ZkFixture.started();
    }

    @AfterEach
    void stop() throws Exception {
        zookeeper.close();
    }

    @Test
    void provider_thatRegisters_isFound() throws Exception {
        Reports reports = new Reports();
        zookeeper.open().subscribe(ORDERS, reports);
        reports.awaitLast();

        register(zookeeper.open(), ONE);

        reports.awaitLast(ONE);
        assertThat(reports.all).containsExactly(List.of(), List.of(ONE));
        assertThat(zookeeper.data("/applications/orders/orders-1")).isEqualTo(ONE.format());
        assertThat(zookeeper.stat("/applications/orders/orders-1").getEphemeralOwner())
                .isNotZero();
        assertThat(zookeeper.stat("/services/shop.OrderService/orders").getEphemeralOwner())
                .isZero();
    }

    @Test
    void subscription_closed_leavesNoWatchAtTheServer() throws Exception {
        register(zookeeper.open(), ONE);
        ZkRegistry consumer = zookeeper.open();
        Reports reports = new Reports();
        Registry.Subscription subscription = consumer.subscribe(ORDERS, reports);
        reports.awaitLast(ONE);
        assertThat(zookeeper.watches()).isEqualTo(3); // the provider's node, the service and the application

        subscription.close();

        eventually().until(() -> zookeeper.watches() == 1);
        Reports again = new Reports();
        consumer.subscribe(ORDERS, again);
        again.awaitLast(ONE);
        assertThat(zookeeper.watches()).isEqualTo(3);
    }

    @Test
    void providers_thatComeAndGo_areSeen() throws Exception {
        register(zookeeper.open(), ONE);
        Reports reports = new Reports();
        zookeeper.open().subscribe(ORDERS, reports);
        reports.awaitLast(ONE);

        Registry provider = zookeeper.open();
        Registry.Registration two = register(provider, TWO);
        reports.awaitLast(ONE, TWO);
        two.close();
        reports.awaitLast(ONE);
        register(provider, TWO);
        reports.awaitLast(ONE, TWO);
        provider.close();
        reports.awaitLast(ONE);
    }

    @Test
    void applications_thatProvideOneService_areFoundTogether() throws Exception {
        Registry consumer = zookeeper.open();
        Reports orders = new Reports();
        Reports stock = new Reports();
        Registry.Subscription subscription = consumer.subscribe(ORDERS, orders);
        consumer.subscribe(STOCK, stock);

        register(zookeeper.open(), LEGACY);
        register(zookeeper.open(), TWO);

        orders.awaitLast(LEGACY, TWO);
        stock.awaitLast(TWO);
        assertThat(subscription.describe())
                .isEqualTo(zookeeper.uri() + " (connected): 2 instances, in applications legacy, orders");
    }

    @Test
    void update_ofAnInstance_isSeenWithoutAMomentOfAbsence() throws Exception {
        Reports reports = new Reports();
        Registry.Registration registration = register(zookeeper.open(), ONE);
        zookeeper.open().subscribe(ORDERS, reports);
        reports.awaitLast(ONE);

        for (int i = 0; i < 20; i++) {
            Instance next = ONE.withReady(i % 2 == 1);
            registration.update(next);
            reports.awaitLast(next);
        }

        assertThat(reports.all).hasSize(21).allSatisfy(list -> assertThat(list).hasSize(1));
    }

    @Test
    void update_thatAddsAService_isFoundUnderIt() throws Exception {
        Reports reports = new Reports();
        zookeeper.open().subscribe(STOCK, reports);
        Registry.Registration registration = register(zookeeper.open(), ONE);
        Instance more = Instances.of("orders-1", "orders", ORDERS, STOCK);

        registration.update(more);

        reports.awaitLast(more);
    }

    @Test
    void update_toAnotherId_isRefused() throws Exception {
        Registry.Registration registration = register(zookeeper.open(), ONE);

        assertThatThrownBy(() -> registration.update(TWO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("update to /shop/applications/orders/orders-2"
                        + " (expected: the id and application of /shop/applications/orders/orders-1)");
    }

    @Test
    void registration_thatIsClosed_isGoneWhenTheCloseReturns_andLeavesItsLinks() throws Exception {
        Registry.Registration registration = register(zookeeper.open(), ONE);

        registration.close();
        registration.close();
        registration.update(ONE.withReady(false));

        assertThat(zookeeper.stat("/applications/orders/orders-1")).isNull();
        assertThat(zookeeper.stat("/services/shop.OrderService/orders")).isNotNull();
        eventually().until(() -> zookeeper.watches() == 0);
    }

    @Test
    void subscription_thatIsClosed_hearsNothingMore() throws Exception {
        Registry consumer = zookeeper.open();
        Reports closed = new Reports();
        Reports open = new Reports();
        Registry.Subscription subscription = consumer.subscribe(ORDERS, closed);
        consumer.subscribe(ORDERS, open);
        closed.awaitLast();

        subscription.close();
        register(zookeeper.open(), ONE);

        open.awaitLast(ONE);
        assertThat(closed.all).containsExactly(List.of());
    }

    @Test
    void nodes_thatCannotBeRead_areLeftOutAndTheOthersWork() throws Exception {
        String start = "id=bad\napplication=orders\n";
        Map<String, byte[]> entries = Map.of(
                "utf8", new byte[] {(byte) 0xc3, 0x28},
                "text", bytes("hello"),
                "weight", bytes(start.replace("bad", "weight") + "weight=-1"),
                "weight2", bytes(start.replace("bad", "weight2") + "weight=1000000"),
                "address", bytes(start.replace("bad", "address") + "address.tern=nowhere"),
                "format", bytes("format=2\n" + start.replace("bad", "format")),
                "name", bytes(TWO.format()),
                "empty", new byte[0],
                "large", new byte[1_000_000]);
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            zookeeper.put("/applications/orders/" + entry.getKey(), entry.getValue(), CreateMode.PERSISTENT);
        }
        Instance newer = Instances.of("newer", "orders", ORDERS);
        zookeeper.put("/applications/orders/newer", bytes(newer.format() + "mood=sunny\n"), CreateMode.PERSISTENT);
        Reports reports = new Reports();
        ZkRegistry consumer = zookeeper.open();
        consumer.subscribe(ORDERS, reports);

        register(zookeeper.open(), ONE);

        reports.awaitLast(newer, ONE);
        assertThat(consumer.state()).isEqualTo(new RegistryState(true, "connected", entries.size(), 0));
    }

    @Test
    void children_byTheThousandThatAreNoInstances_areLeftOutWithFewLogLines() throws Exception {
        zookeeper.put("/applications/orders/bad", bytes("bad"), CreateMode.PERSISTENT);
        for (int i = 0; i < 5_000; i += 500) {
            zookeeper
                    .hand()
                    .multi(IntStream.range(i, i + 500)
                            .mapToObj(number -> Op.create(
                                    ZkFixture.ROOT + "/applications/orders/" + "bad".repeat(50) + number,
                                    bytes("bad" + number),
                                    Ids.OPEN_ACL_UNSAFE,
                                    CreateMode.PERSISTENT))
                            .toList());
        }
        Reports reports = new Reports();
        ZkRegistry consumer = zookeeper.open();
        try (Lines lines = new Lines("dev.tern")) {
            consumer.subscribe(ORDERS, reports);
            register(zookeeper.open(), ONE);
            reports.awaitLast(ONE);

            assertThat(lines.count(Level.WARN)).isLessThan(15);
        }
        assertThat(consumer.state().entriesIgnored()).isEqualTo(5_001);
    }

    @Test
    void listener_thatBlocksOrThrows_holdsUpNoOtherAndNoRegistration() throws Exception {
        ZkRegistry registry = zookeeper.open();
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        registry.subscribe(ORDERS, instances -> {
            blocked.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        registry.subscribe(ORDERS, instances -> {
            throw new IllegalStateException("a listener's fault");
        });
        Reports reports = new Reports();
        registry.subscribe(ORDERS, reports);
        assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();

        register(registry, ONE);
        reports.awaitLast(ONE);
        zookeeper.delete("/applications/orders/orders-1");
        eventually().until(() -> zookeeper.stat("/applications/orders/orders-1") != null);

        end.countDown();
    }

    @Test
    void applications_thatRegisterForOneServiceAtOnceInAnEmptyTree_areBothThere() throws Exception {
        Reports reports = new Reports();
        zookeeper.open().subscribe(ORDERS, reports);
        List<Instance> instances = IntStream.range(0, 8)
                .mapToObj(i -> Instances.of("id", "app-" + i, ORDERS))
                .toList();
        List<ZkRegistry> providers =
                instances.stream().map(instance -> zookeeper.open()).toList();

        for (int i = 0; i < providers.size(); i++) {
            providers.get(i).register(instances.get(i));
        }

        reports.awaitLast(instances.toArray(Instance[]::new));
        assertThat(providers)
                .allSatisfy(provider -> assertThat(provider.state().repairs()).isZero());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void server_whoseNameCannotBeResolved_isPassedOver() throws Exception {
        Reports reports = new Reports();
        RegistryUri uri =
                RegistryUri.parse("zk://no-such-host.invalid:2181,127.0.0.1:" + zookeeper.server.getPort() + "/shop");
        try (Registry registry = new ZkRegistryFactory().open(uri)) {
            registry.subscribe(ORDERS, reports);
            reports.awaitLast();
        }
    }

    @Test
    void registry_openedWithoutAPath_usesItsDefault() throws Exception {
        RegistryUri uri = RegistryUri.parse("zk://127.0.0.1:" + zookeeper.server.getPort());
        try (Registry registry = new ZkRegistryFactory().open(uri)) {
            register(registry, ONE);
            assertThat(zookeeper.hand().exists("/tern/applications/orders/orders-1", false))
                    .isNotNull();
        }
    }

    @Test
    void registry_thatIsClosed_leavesNoNodeAndNoThread() throws Exception {
        zookeeper.hand();
        Set<Thread> before = threads();
        Registry registry = zookeeper.open();
        Registry.Registration registration = register(registry, ONE);
        Registry.Subscription subscription = registry.subscribe(ORDERS, new Reports());

        registry.close();
        registry.close();

        eventually().until(() -> before.containsAll(threads()));
        assertThat(zookeeper.stat("/applications/orders/orders-1")).isNull();
        assertThat(subscription.describe()).startsWith(zookeeper.uri() + " (closed): ");
        registration.close();
        subscription.close();
        assertThatThrownBy(() -> registry.register(ONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("registry " + zookeeper.uri() + " (closed) (expected: open)");
    }

    /** Those of clients; the server in this process has threads of its own that come and go. */
    private static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().matches("tern-.*|Curator.*|.*-(Send|Event)Thread.*"));
        return threads;
    }

    @Test
    void registry_closedByItsOwnListener_doesNotWaitForItself() throws Exception {
        Registry registry = zookeeper.open();
        Registry.Registration registration = register(registry, ONE);

        registry.subscribe(ORDERS, instances -> {
            registration.close();
            registry.close();
        });

        eventually().until(() -> registry.toString().endsWith("(closed)"));
        eventually().until(() -> zookeeper.stat("/applications/orders/orders-1") == null);
    }

    @Test
    void registered_ofAnInstanceThatWasClosedBefore_endsExceptionally() throws Exception {
        try (ZkFixture away = ZkFixture.notStarted()) {
            Registry.Registration registration = away.open().register(ONE);
            registration.close();

            assertThatThrownBy(() ->
                            registration.registered().toCompletableFuture().get(5, TimeUnit.SECONDS))
                    .hasMessageContaining("was withdrawn before it was registered");
        }
    }
}
