package dev.tern.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.support.Logs;
import dev.tern.rpc.transport.LinkSettings;
import dev.tern.rpc.transport.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private final List<Runnable> resolver = new ArrayList<>();

    /** The host's name is resolved on another thread, which may be ready only when there is nothing to connect with any more. */
    @Test
    void close_hostIsStillBeingResolved_isNotConnectedAfterwards() {
        Loops loops = new Loops("connections-test", 1);
        ConnectionSettings settings = ConnectionSettings.of(LinkSettings.STANDARD, "test");
        Connections connections = new Connections(settings, loops, resolver::add, Runnable::run, Runnable::run);
        ManagedConnection connection = connections.acquire(new CallInfo.Peer("127.0.0.1:1", ""));
        connections.close();
        loops.close();

        try (Logs logs = Logs.of("io.netty")) {
            resolver.forEach(Runnable::run);

            assertThat(logs.events()).isEmpty();
        }
        assertThat(resolver).hasSize(1);
        assertThat(connection.state()).isEqualTo(ManagedConnection.State.CLOSED);
    }

    @Test
    void close_refusalComesLater_staysClosed() {
        Loops loops = new Loops("connections-test", 1);
        ConnectionSettings settings = ConnectionSettings.of(LinkSettings.STANDARD, "test");
        Connections connections = new Connections(settings, loops, resolver::add, Runnable::run, Runnable::run);
        ManagedConnection connection = connections.acquire(new CallInfo.Peer("no-port", ""));
        List<ManagedConnection.State> heard = new ArrayList<>();
        connection.listen(() -> heard.add(connection.state()));
        connections.close();
        loops.close(); // a pause ends at once now

        resolver.remove(0).run();

        assertThat(heard).containsExactly(ManagedConnection.State.CLOSED);
        assertThat(connection.lastError()).isEqualTo("the client was closed");
        assertThat(resolver).as("further attempts").isEmpty();
    }

    /** {@code refused -> a pause of an hour}. */
    @Test
    void listedAgain_duringAPause_isConnectedAtOnce() throws Exception {
        Loops loops = new Loops("connections-test", 1);
        ConnectionSettings settings = new ConnectionSettings(
                LinkSettings.STANDARD, "test", Duration.ofSeconds(3), Duration.ofHours(1), Duration.ofHours(1));
        Connections connections = new Connections(settings, loops, resolver::add, Runnable::run, Runnable::run);
        try {
            ManagedConnection connection = connections.acquire(new CallInfo.Peer("no-port", ""));
            connection.listed("user", true);
            resolver.remove(0).run();
            assertThat(connection.state()).isEqualTo(ManagedConnection.State.REFUSED);
            connection.listed("user", true);
            assertThat(resolver).isEmpty(); // nothing new
            connection.listed("user", false);
            assertThat(resolver).isEmpty();
            connection.listed("user", true);
            assertThat(resolver).hasSize(1);
            connection.listed("other", true);
            assertThat(resolver).hasSize(1);
        } finally {
            connections.close();
            loops.close();
        }
    }
}
