package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.server.RpcServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a provider says of its share of the calls reaches consumers through the registry. */
class ProviderWeightTest {

    private final Loopback net = new Loopback();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void weight_changedAtRunTime_movesTheCalls() throws Exception {
        RpcServer first = net.start(net.server().provide(Ask.class, text -> "first"));
        RpcServer second = net.start(net.server().weight(0).provide(Ask.class, text -> "second"));
        Ask ask = net.refer(Ask.class);
        await().atMost(10, TimeUnit.SECONDS).until(() -> answersOnly(ask, "first"));

        second.weight(100);
        first.weight(0);

        await().atMost(10, TimeUnit.SECONDS).until(() -> answersOnly(ask, "second"));
    }

    private static boolean answersOnly(Ask ask, String who) throws Exception {
        for (int i = 0; i < 50; i++) {
            if (!ask.ask("?").equals(who)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void weight_outOfRange_isRefused() {
        RpcServer server = net.start(net.server().provide(Ask.class, text -> text));

        assertThatThrownBy(() -> server.weight(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight: -1 (expected: 0 to 10000)");
        assertThatThrownBy(() -> net.server().weight(10_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight: 10001 (expected: 0 to 10000)");
        assertThat(server.port()).isPositive();
    }
}
