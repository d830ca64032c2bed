package dev.tern.rpc.registry.zk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.registry.RegistryUri;
import java.time.Duration;
import org.apache.curator.framework.state.ConnectionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection whose Curator was never started, so that it has no session to give, on a loop by hand. */
class ConnectionTest {

    private static final Duration RETRIES = Duration.ofSeconds(3);

    private final ManualLoop loop = new ManualLoop();
    private final Connection connection =
            new Connection(ZkAddress.of(RegistryUri.parse("zk://127.0.0.1:1/shop")), null, loop, () -> 0, alone -> {});

    @AfterEach
    void close() {
        connection.close();
    }

    @Test
    void session_thatIsNotThereThoughConnected_isAskedForAgainWhileThatLasts() {
        try (Lines lines = new Lines("dev.tern")) {
            connection.changed(ConnectionState.CONNECTED);
            loop.advance(RETRIES);
            assertThat(lines.texts()).hasSize(4).allMatch(line -> line.contains("No session with"));

            connection.changed(ConnectionState.SUSPENDED);
            loop.advance(RETRIES);

            assertThat(lines.texts()).as("after the loss").hasSize(4);
        }
    }

    @Test
    void session_thatIsAskedForAgain_isNotOnceAnotherReportCame() {
        try (Lines lines = new Lines("dev.tern")) {
            connection.changed(ConnectionState.CONNECTED);
            connection.changed(ConnectionState.RECONNECTED);
            loop.advance(RETRIES);

            assertThat(lines.texts())
                    .as("two reports, and the retries of the second")
                    .hasSize(5);
        }
    }
}
