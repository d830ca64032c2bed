package dev.tern.rpc.registry.zk;

import static dev.tern.rpc.registry.zk.Instances.ORDERS;
import static dev.tern.rpc.registry.zk.ZkFixture.eventually;
import static dev.tern.rpc.registry.zk.ZkFixture.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.zk.ZkFixture.Reports;
import java.time.Duration;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider and a consumer whose connection falls silent or whose session ends, on a real ZooKeeper with sessions of 3 s. */
class ZkSessionsIT {

    private static final String NODE = "/applications/orders/orders-1";
    private static final Instance ONE = Instances.of("orders-1", "orders", ORDERS);

    private ZkFixture zookeeper;
    private Wire wire;

    @BeforeEach
    void start() throws Exception {
        zookeeper = ZkFixture.ofShortSessions();
        wire = new Wire(zookeeper.server.getPort());
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
        zookeeper.close();
    }

    /** A registry behind the wire. */
    private ZkRegistry behind() {
        return zookeeper.open("zk://127.0.0.1:" + wire.port() + ZkFixture.ROOT);
    }

    @Test
    void session_expiredForTheProviderAlone_oldNodeIsTakenOverAndOutlivesIt() throws Exception {
        ZkRegistry provider = behind();
        register(provider, ONE);
        Reports reports = new Reports();
        zookeeper.open().subscribe(ORDERS, reports);
        reports.awaitLast(ONE);
        long old = zookeeper.owner(NODE);

        wire.cut();
        ZooKeeper heir = zookeeper.takeOver(old); // keeps the old session alive at the server
        eventually().until(() -> provider.toString().matches(".*connection lost ([4-9]|[1-9][0-9]) s ago.*"));
        assertThat(zookeeper.owner(NODE)).as("slow to expire").isEqualTo(old);
        wire.mend();
        eventually().until(() -> zookeeper.owner(NODE) != old);
        long owner = zookeeper.owner(NODE);
        heir.close();

        assertThat(zookeeper.owner(NODE)).isEqualTo(owner).isNotZero();
        assertThat(reports.all).allSatisfy(list -> assertThat(list).containsExactly(ONE));
        assertThat(provider.state().repairs()).isEqualTo(1);
    }

    @Test
    void connection_silentForLongerThanTheSession_nodeComesBack() throws Exception {
        register(behind(), ONE);
        Reports reports = new Reports();
        zookeeper.open().subscribe(ORDERS, reports);
        reports.awaitLast(ONE);

        wire.cut();
        eventually().until(() -> zookeeper.owner(NODE) == 0);
        reports.awaitLast();
        wire.mend();

        eventually().until(() -> zookeeper.owner(NODE) != 0);
        reports.awaitLast(ONE);
    }

    @Test
    void connection_halfOpen_isFoundOutAndChangesAreMadeGood() throws Exception {
        ZkRegistry provider = behind();
        Registry.Registration registration = register(provider, ONE);
        long session = zookeeper.owner(NODE);

        wire.cut();
        registration.update(ONE.withReady(false));
        zookeeper.takeOver(session); // it is not to expire
        eventually().until(() -> !provider.state().reached());
        wire.mend();

        eventually()
                .until(() -> zookeeper.data(NODE).equals(ONE.withReady(false).format()));
        eventually().until(() -> provider.state().reached());
    }

    @Test
    void registrationAndRegistry_closedOnAHalfOpenConnection_areBounded() throws Exception {
        ZkRegistry provider = behind();
        Registry.Registration registration = register(provider, ONE);
        wire.cut();

        long start = System.nanoTime();
        registration.close();
        provider.close();
        long end = System.nanoTime();

        assertThat(Duration.ofNanos(end - start)).isLessThan(Duration.ofSeconds(2));
        eventually().until(() -> zookeeper.owner(NODE) == 0);
    }

    @Test
    void zookeeper_restoredEmpty_isFilledAgain() throws Exception {
        ZkRegistry provider = zookeeper.open();
        register(provider, ONE);
        Reports reports = new Reports();
        zookeeper.open().subscribe(ORDERS, reports);
        reports.awaitLast(ONE);
        int port = zookeeper.server.getPort();

        zookeeper.server.close();
        try (ZkFixture empty = ZkFixture.ofShortSessions(port)) {
            eventually().until(() -> empty.owner(NODE) != 0 && empty.stat("/services/" + ORDERS + "/orders") != null);
            reports.awaitLast(ONE);
            Instance two = Instances.of("orders-2", "orders", ORDERS);
            register(empty.open(), two);
            reports.awaitLast(ONE, two);
        }
    }

    @Test
    void outage_ofSeconds_isToldInFewLines() throws Exception {
        ZkRegistry registry = zookeeper.open();
        register(registry, ONE);
        Reports reports = new Reports();
        registry.subscribe(ORDERS, reports);
        reports.awaitLast(ONE);

        try (Lines lines = new Lines("dev.tern")) {
            zookeeper.server.stop();
            eventually().until(() -> registry.toString().matches(".*connection lost [3-9] s ago.*"));
            assertThat(lines.texts()).as("in 3 s").hasSizeLessThanOrEqualTo(2);
            zookeeper.server.restart();
            eventually().until(() -> registry.state().reached() && zookeeper.owner(NODE) != 0);

            assertThat(lines.texts()).as("in all").hasSizeLessThanOrEqualTo(4);
        }
    }
}
