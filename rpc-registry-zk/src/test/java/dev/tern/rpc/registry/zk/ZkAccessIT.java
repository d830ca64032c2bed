package dev.tern.rpc.registry.zk;

import static dev.tern.rpc.registry.zk.Instances.ORDERS;
import static dev.tern.rpc.registry.zk.ZkFixture.eventually;
import static dev.tern.rpc.registry.zk.ZkFixture.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.zk.ZkFixture.Reports;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.zookeeper.KeeperException.NoAuthException;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries with right, wrong and no credentials on a real ZooKeeper. */
class ZkAccessIT {

    private static final String NODE = "/applications/orders/orders-1";
    private static final Instance ONE = Instances.of("orders-1", "orders", ORDERS);
    private static final Instance OTHER = Instances.of("legacy-1", "legacy", ORDERS);

    @TempDir
    private Path directory;

    private ZkFixture zookeeper;

    @BeforeEach
    void start() throws Exception {
        zookeeper = ZkFixture.started();
    }

    @AfterEach
    void stop() throws Exception {
        zookeeper.close();
    }

    private ZkRegistry open(String userAndPassword, String access) throws Exception {
        Path file = Files.writeString(directory.resolve("file-" + userAndPassword.hashCode()), userAndPassword + "\n");
        return zookeeper.open(zookeeper.uri() + "?credentials=" + file + "&access=" + access);
    }

    @Test
    void readable_nodes_areSeenByAllAndWrittenByThoseWithTheCredentials() throws Exception {
        Reports stranger = new Reports();
        zookeeper.open().subscribe(ORDERS, stranger);

        register(open("shop:secret", "readable"), ONE);
        register(open("shop:secret", "readable"), OTHER); // shares the nodes above
        stranger.awaitLast(OTHER, ONE);

        assertThatThrownBy(() -> zookeeper.hand().setData(ZkFixture.ROOT + NODE, new byte[0], -1))
                .isInstanceOf(NoAuthException.class);
        assertThatThrownBy(() -> zookeeper.delete(NODE)).isInstanceOf(NoAuthException.class);
        assertThatThrownBy(() -> zookeeper.delete("/services/" + ORDERS + "/orders"))
                .isInstanceOf(NoAuthException.class);
    }

    @Test
    void private_nodes_areSeenWithTheCredentialsOnly() throws Exception {
        register(open("shop:secret", "private"), ONE);
        Reports reports = new Reports();
        open("shop:secret", "private").subscribe(ORDERS, reports);

        reports.awaitLast(ONE);
        assertThatThrownBy(() -> zookeeper.data(NODE)).isInstanceOf(NoAuthException.class);
    }

    @Test
    void node_thatMayNotBeRead_hidesNoOther() throws Exception {
        register(zookeeper.open(), ONE); // all may read the nodes above
        register(open("shop:secret", "private"), Instances.of("orders-2", "orders", ORDERS));
        Reports reports = new Reports();
        ZkRegistry stranger = zookeeper.open();
        stranger.subscribe(ORDERS, reports);

        reports.awaitLast(ONE);
        assertThat(stranger.state().entriesIgnored()).isEqualTo(1);
    }

    @Test
    void application_thatMayNotBeRead_hidesNoOther() throws Exception {
        register(zookeeper.open(), ONE);
        register(open("shop:secret", "private"), OTHER);
        Reports reports = new Reports();
        zookeeper.open().subscribe(ORDERS, reports);

        reports.awaitLast(ONE);
    }

    @Test
    void node_takenAwayByOneWithTheCredentials_isTakenBackWithItsRights() throws Exception {
        ZkRegistry provider = open("shop:secret", "private");
        register(provider, ONE);
        ZooKeeper owner = zookeeper.client();
        owner.addAuthInfo("digest", "shop:secret".getBytes(StandardCharsets.UTF_8));

        owner.delete(ZkFixture.ROOT + NODE, -1);

        eventually().until(() -> owner.exists(ZkFixture.ROOT + NODE, false) != null);
        assertThatThrownBy(() -> zookeeper.data(NODE)).isInstanceOf(NoAuthException.class);
        assertThat(provider.state().repairs()).isEqualTo(1);
    }

    @Test
    void providerAndConsumer_withoutRights_areToldOnceAndWorkOnceTheyHaveThem() throws Exception {
        ZkRegistry first = open("shop:secret", "private");
        register(first, ONE);
        try (Lines lines = new Lines("dev.tern")) {
            ZkRegistry wrong = open("shop:wrong", "private");
            Reports reports = new Reports();
            wrong.subscribe(ORDERS, reports);
            var registered = wrong.register(OTHER).registered().toCompletableFuture();
            eventually().until(() -> lines.count(Level.WARN) == 2);
            ZooKeeper admin = zookeeper.client();
            admin.addAuthInfo("digest", "shop:secret".getBytes(StandardCharsets.UTF_8));
            for (String path :
                    new String[] {"", "/applications", "/applications/orders", NODE, "/services", "/services/" + ORDERS
                    }) {
                admin.setACL(ZkFixture.ROOT + path, Access.OPEN.acl(), -1);
            }

            eventually().until(registered::isDone);
            reports.awaitLast(OTHER, ONE);
            assertThat(lines.count(Level.WARN)).isEqualTo(2);
            assertThat(lines.texts()).noneMatch(line -> line.contains("secret") || line.contains("wrong"));
            assertThat(lines.texts()).anyMatch(line -> line.contains("NoAuth") && line.contains("?credentials="));
        }
    }
}
