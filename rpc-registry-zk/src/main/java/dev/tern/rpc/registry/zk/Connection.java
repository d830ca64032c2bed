package dev.tern.rpc.registry.zk;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session with ZooKeeper. Curator opens it, tries again for as long as it takes, and opens the next one when it has expired; what is
 * done in a session goes past Curator, through {@link LiveSession}.
 *
 * <p>Curator's threads only hand over to the loop. The state is the loop's; {@link #status} may be asked by any thread.
 */
final class Connection implements Session.Source {

    /**
     * How long ZooKeeper keeps the node of a process that is gone without a goodbye. Short is of little use, because consumers notice a dead
     * connection by themselves within a second; long pauses of the collector and a change of ZooKeeper's leader should not end a session. 15 s
     * is within what servers allow with their usual tick of 2 s (4 to 40 s). A third of it is the longest silence before a ping, two thirds the
     * longest wait for its answer.
     */
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(15);

    /** After which Curator says in the log that it still has no connection; it does not give up. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

    /** How long the close waits for the threads of ZooKeeper's client. */
    private static final Duration THREADS_END = Duration.ofSeconds(1);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final ZkAddress address;
    private final Loop loop;
    private final LongSupplier nanoTime;
    private final CuratorFramework curator;
    private final Runnable connected;
    private @Nullable LiveSession session;
    private @Nullable LiveSession last;
    private volatile Status status;

    /**
     * A connection that is still to be {@linkplain #start started}.
     *
     * @param connected runs on the loop whenever there is a connection again, also of the same session, which may have missed events
     */
    Connection(ZkAddress address, Loop loop, LongSupplier nanoTime, Runnable connected) {
        this.address = address;
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.connected = connected;
        this.status = new Status("not reached since it was opened", nanoTime.getAsLong());
        this.curator = CuratorFrameworkFactory.builder()
                .connectString(address.servers())
                .sessionTimeoutMs((int) SESSION_TIMEOUT.toMillis())
                .connectionTimeoutMs((int) CONNECTION_TIMEOUT.toMillis())
                .waitForShutdownTimeoutMs((int) THREADS_END.toMillis())
                .retryPolicy(new RetryForever((int) RETRY.toMillis()))
                // The servers are the URI's: those that ZooKeeper names itself need not be reachable from here.
                .ensembleTracker(false)
                .build();
        curator.getConnectionStateListenable().addListener((client, state) -> loop.execute(() -> changed(state)));
    }

    /** Begins to connect; returns at once. */
    void start() {
        curator.start();
        loop.schedule(CONNECTION_TIMEOUT, this::warnIfNeverReached);
    }

    private void warnIfNeverReached() {
        if (last == null && status.since() != Status.NOW) {
            log.warn("{} has not been reached yet (expected: a ZooKeeper there): trying on and on", address);
        }
    }

    private void changed(ConnectionState state) {
        if (state.isConnected()) {
            reached();
        } else {
            session = null;
            if (status.since() == Status.NOW) {
                log.warn(
                        "Connection to {} lost ({}): what is known stays, registrations are made good later",
                        address,
                        state);
                status = new Status("connection lost", nanoTime.getAsLong());
            }
        }
    }

    private void reached() {
        ZooKeeper handle;
        try {
            handle = curator.getZookeeperClient().getZooKeeper();
        } catch (Exception e) { // Curator declares it so; what it throws is a failure to renew an expired session
            log.warn("No session with {} (expected: one, Curator reports a connection): trying again", address, e);
            loop.schedule(RETRY, this::reached);
            return;
        }
        if (handle.getSessionId() == 0) {
            return; // the session expired meanwhile; the next one is reported when it is there
        }
        LiveSession known = last;
        LiveSession live = known != null && known.isOf(handle) ? known : new LiveSession(handle, loop);
        log.info(
                "Connected to {} in session 0x{}{}",
                address,
                Long.toHexString(live.id()),
                live == known ? " as before" : "");
        session = live;
        last = live;
        status = new Status("connected", Status.NOW);
        connected.run();
    }

    @Override
    public @Nullable Session current() {
        return session;
    }

    /** In a few words for an error text. */
    String status() {
        Status now = status;
        return now.since() == Status.NOW
                ? now.text()
                : now.text() + " "
                        + Duration.ofNanos(nanoTime.getAsLong() - now.since()).toSeconds() + " s ago";
    }

    /** Ends the session, and with it all its ephemeral nodes. Called on the loop; may take a few seconds. */
    void close() {
        session = null;
        status = new Status("closed", Status.NOW);
        curator.close();
    }

    /** How it stands, with the time since when it has not been connected. */
    private record Status(String text, long since) {
        static final long NOW = Long.MIN_VALUE;
    }
}
