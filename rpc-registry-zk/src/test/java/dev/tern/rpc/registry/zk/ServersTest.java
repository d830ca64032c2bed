package dev.tern.rpc.registry.zk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.registry.RegistryUri;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;

/** How long one server is waited for: the session timeout by what {@link Servers} says is their number. */
class ServersTest {

    private static final Duration ATTEMPT = Duration.ofSeconds(3);

    @Test
    void size_onceTheServerGrantedLess_isThatOfTheGrantedTimeout() {
        Servers servers = new Servers("127.0.0.1:1", 300_000, ATTEMPT, new AtomicInteger());

        servers.negotiated(() -> 40_000);

        assertThat(40_000 / servers.size()).isBetween(2_800, 3_000);
    }

    @Test
    void client_thatFollowsOneWhoseSessionExpired_hasOneAttemptWithoutAPause() {
        AtomicInteger attempts = new AtomicInteger();
        Servers before = new Servers("127.0.0.1:1,127.0.0.1:2", 6_000, ATTEMPT, attempts);
        before.next(0);
        before.next(0);
        assertThat(attempts).as("the next one pauses").hasValue(2);

        Servers after = new Servers("127.0.0.1:1,127.0.0.1:2", 6_000, ATTEMPT, attempts);
        assertThat(attempts).as("the next one does not").hasValue(1);
        after.onConnected();

        assertThat(attempts).hasValue(0);
    }

    @Test
    void pause_fillsUpTheTimeSinceTheLastAttempt() {
        assertThat(Servers.pauseMillis(1_750, Duration.ofMillis(50).toNanos()))
                .as("refused at once")
                .isEqualTo(1_700);
        assertThat(Servers.pauseMillis(1_750, Duration.ofSeconds(3).toNanos()))
                .as("not answered")
                .isZero();
    }

    @Test
    void handle_thatTheConnectionOpens_usesThem() throws Exception {
        ZkAddress address = ZkAddress.of(RegistryUri.parse("zk://127.0.0.1:1/shop"));
        try (CuratorFramework curator = Connection.curator(address, null)) {
            curator.start();
            ZooKeeper handle = curator.getZookeeperClient().getZooKeeper();

            Field servers = ZooKeeper.class.getDeclaredField("hostProvider"); // no method tells
            servers.setAccessible(true);
            assertThat(servers.get(handle)).isInstanceOf(Servers.class);
            assertThat(handle.getClientConfig().getProperty("jute.maxbuffer")).isEqualTo(String.valueOf(16 << 20));
        }
    }
}
