package dev.tern.rpc.registry.zk;

import static dev.tern.rpc.registry.zk.Instances.ORDERS;
import static dev.tern.rpc.registry.zk.ZkFixture.eventually;
import static dev.tern.rpc.registry.zk.ZkFixture.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.zk.ZkFixture.Reports;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Providers and consumers on a real ZooKeeper that is stopped, loses sessions, or whose nodes are changed by hand. */
class ZkFaultsIT {

    private static final String NODE = "/applications/orders/orders-1";
    private static final String LINK = "/services/shop.OrderService/orders";
    private static final Instance ONE = Instances.of("orders-1", "orders", ORDERS);

    private ZkFixture zookeeper;

    @BeforeEach
    void start() throws Exception {
        zookeeper = ZkFixture.started();
    }

    @AfterEach
    void stop() throws Exception {
        zookeeper.close();
    }

    private Reports subscribed() {
        Reports reports = new Reports();
        zookeeper.open().subscribe(ORDERS, reports);
        return reports;
    }

    private long owner() throws Exception {
        var stat = zookeeper.stat(NODE);
        return stat == null ? 0 : stat.getEphemeralOwner();
    }

    /** Ends a session at the server, as its timeout would. */
    private void expire(long session) throws Exception {
        ZooKeeper second = zookeeper.takeOver(session);
        assertThat(second.getSessionId()).isEqualTo(session);
        second.close();
    }

    @Test
    void zookeeper_restarted_listStaysAndRegistrationLives() throws Exception {
        ZkRegistry provider = zookeeper.open();
        ZkRegistry consumer = zookeeper.open();
        Registry.Registration registration = register(provider, ONE);
        Reports reports = new Reports();
        consumer.subscribe(ORDERS, reports);
        reports.awaitLast(ONE);

        zookeeper.server.stop();
        eventually().until(() -> (provider + " " + consumer).matches(".*connection lost.*connection lost.*"));
        registration.update(ONE.withReady(false));
        zookeeper.server.restart();

        reports.awaitLast(ONE.withReady(false));
        assertThat(reports.all).allSatisfy(list -> assertThat(list).hasSize(1));
        assertThat(owner()).isNotZero();
    }

    @Test
    void session_expired_nodeIsMadeAgainByTheNewOne() throws Exception {
        register(zookeeper.open(), ONE);
        Reports reports = subscribed();
        reports.awaitLast(ONE);
        long before = owner();

        expire(before);

        eventually().until(() -> owner() != 0 && owner() != before);
        reports.awaitLast(ONE);
    }

    @Test
    void session_ofAConsumerExpired_changesAreStillSeen() throws Exception {
        Registry consumer = zookeeper.open();
        Reports reports = new Reports();
        consumer.subscribe(ORDERS, reports);
        // Its own registration tells the consumer's session.
        register(consumer, Instances.of("orders-1", "orders"));
        long before = owner();

        expire(before);
        eventually().until(() -> owner() != 0 && owner() != before);
        Instance two = Instances.of("orders-2", "orders", ORDERS);
        register(zookeeper.open(), two);

        reports.awaitLast(two);
    }

    @Test
    void node_deletedByHand_comesBack() throws Exception {
        register(zookeeper.open(), ONE);

        for (int i = 0; i < 3; i++) {
            zookeeper.delete(NODE);
            eventually().until(() -> owner() != 0);
        }
    }

    @Test
    void node_changedByHand_getsItsDataBack() throws Exception {
        register(zookeeper.open(), ONE);

        zookeeper.hand().setData(ZkFixture.ROOT + NODE, new byte[0], -1);

        eventually().until(() -> zookeeper.data(NODE).equals(ONE.format()));
    }

    @Test
    void node_leftByAnotherSession_isTakenOverAndOutlivesIt() throws Exception {
        ZooKeeper other = zookeeper.client();
        ZkFixture.put(other, NODE, ONE.format().getBytes(StandardCharsets.UTF_8), CreateMode.EPHEMERAL);
        Reports reports = subscribed();
        reports.awaitLast(); // there is no link yet

        register(zookeeper.open(), ONE);
        reports.awaitLast(ONE);
        assertThat(owner()).isNotEqualTo(other.getSessionId());
        other.close();

        assertThat(owner()).isNotZero();
        assertThat(reports.all).hasSize(2);
    }

    @Test
    void link_deletedByHand_isRepairedByTheAudit() throws Exception {
        ZkRegistry provider = zookeeper.open();
        register(provider, ONE);
        Reports reports = subscribed();
        reports.awaitLast(ONE);

        zookeeper.delete(LINK);
        provider.audit();

        eventually().until(() -> zookeeper.stat(LINK) != null);
        assertThat(reports.all).hasSize(1);
    }

    @Test
    void tree_wiped_isBuiltAgain() throws Exception {
        ZkRegistry provider = zookeeper.open();
        register(provider, ONE);
        Reports reports = subscribed();
        reports.awaitLast(ONE);

        // In one transaction: the repair is quick enough to come between two deletions.
        List<String> tree = ZKUtil.listSubTreeBFS(zookeeper.hand(), ZkFixture.ROOT);
        List<Op> deletions = new ArrayList<>();
        tree.forEach(path -> deletions.add(0, Op.delete(path, -1)));
        zookeeper.hand().multi(deletions);
        provider.audit();

        eventually().until(() -> owner() != 0 && zookeeper.stat(LINK) != null);
        reports.awaitLast(ONE);
    }

    @Test
    void registry_openedBeforeZooKeeperIsThere_worksOnceItIs() throws Exception {
        try (ZkFixture late = ZkFixture.notStarted()) {
            Registry registry = late.open();
            Reports reports = new Reports();
            Registry.Subscription subscription = registry.subscribe(ORDERS, reports);
            Registry.Registration registration = registry.register(ONE);
            assertThat(subscription.describe())
                    .matches("\\Q" + late.uri()
                            + "\\E \\(not reached since it was opened [0-9]+ s ago\\): not looked up yet");
            assertThat(registration.registered().toCompletableFuture()).isNotDone();

            late.server.start();

            reports.awaitLast(ONE);
            eventually()
                    .until(() -> registration.registered().toCompletableFuture().isDone());
            assertThat(subscription.describe())
                    .isEqualTo(late.uri() + " (connected): 1 instance, in application orders");
        }
    }

    @Test
    void description_whileZooKeeperIsAway_tellsWhatWasFoundBefore() throws Exception {
        register(zookeeper.open(), ONE);
        Reports reports = new Reports();
        Registry.Subscription subscription = zookeeper.open().subscribe(ORDERS, reports);
        reports.awaitLast(ONE);

        zookeeper.server.stop();

        eventually()
                .until(() -> subscription
                        .describe()
                        .matches("\\Q" + zookeeper.uri()
                                + "\\E \\(connection lost [0-9]+ s ago\\): 1 instance, in application orders"));
        assertThat(reports.all).hasSize(1);
    }

    @Test
    void registration_closedWhileZooKeeperIsAway_isBoundedAndStaysGone() throws Exception {
        ZkRegistry provider = zookeeper.open();
        Registry.Registration registration = register(provider, ONE);
        Registry.Registration other = register(provider, Instances.of("orders-2", "orders", ORDERS));
        long session = owner();
        zookeeper.server.stop();

        long start = System.nanoTime();
        registration.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        zookeeper.server.restart();

        eventually().until(() -> zookeeper.stat(NODE) == null);
        other.update(Instances.of("orders-2", "orders", ORDERS).withReady(false));
        eventually().until(() -> zookeeper.data("/applications/orders/orders-2").contains("ready=false"));
        assertThat(zookeeper.stat("/applications/orders/orders-2").getEphemeralOwner())
                .as("the session lives on")
                .isEqualTo(session);
        assertThat(zookeeper.stat(NODE)).isNull();
    }

    @Test
    void registry_closedWhileZooKeeperIsAway_isBounded() throws Exception {
        ZkRegistry registry = zookeeper.open();
        register(registry, ONE);
        registry.subscribe(ORDERS, new Reports());
        zookeeper.server.stop();

        long start = System.nanoTime();
        registry.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
}
