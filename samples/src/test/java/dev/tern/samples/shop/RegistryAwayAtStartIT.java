package dev.tern.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.samples.shop.Jvms.Jvm;
import dev.tern.samples.shop.load.EarlyConsumerMain;
import dev.tern.samples.shop.provider.ProviderMain;
import dev.tern.samples.shop.zookeeper.ZooKeeperMain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;

class RegistryAwayAtStartIT {

    @Test
    void consumer_startedBeforeZooKeeper_failsByTheDeadlineAndWorksOnceItIsThere() throws Exception {
        try (Jvms jvms = new Jvms("registry-away-at-start")) {
            String port = String.valueOf(freePort());
            String registry = "zk://127.0.0.1:" + port + "/shop";

            Jvm consumer = jvms.start("consumer", EarlyConsumerMain.class, registry);
            MatchResult failure = consumer.awaitOutput("^FAILED after (\\d+) of (\\d+) ms: (.*)$");
            assertThat(Long.parseLong(failure.group(1)))
                    .isLessThan(Long.parseLong(failure.group(2)) + 500); // the machine may be busy
            assertThat(failure.group(3)).contains("UNAVAILABLE", "dev.tern.samples.shop.api.OrderService", registry);

            jvms.start("zookeeper", ZooKeeperMain.class, port).awaitOutput("^READY");
            String instance = jvms.start("provider", ProviderMain.class, registry)
                    .awaitOutput("^READY instance=(\\S+)")
                    .group(1);
            assertThat(consumer.awaitOutput("^ANSWERED by (\\S+)").group(1)).isEqualTo(instance);
            assertThat(consumer.awaitExit()).isZero();
        }
    }

    /**
     * Not one of those that the system gives to outgoing connections: there, an attempt to connect to a port where
     * nobody listens can get that very port as its own end and so connect with itself.
     */
    private static int freePort() throws IOException {
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
}
