package dev.tern.rpc.registry.zk;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.apache.zookeeper.data.ACL;
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

    /** How long one server is waited for while connecting, at most. */
    private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(3);

    /** After which Curator says in the log that it still has no connection; it does not give up. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

    /** How long the close waits for the threads of ZooKeeper's client. */
    private static final Duration THREADS_END = Duration.ofSeconds(1);

    /** The largest answer that is taken. The client's usual 1 MiB would not hold the names of some 30,000 children, and cost the connection. */
    static final int ANSWER_LIMIT = 16 << 20;

    /** A first connection that took no longer than this is not one that many have been waiting for. */
    private static final Duration PROMPT = Duration.ofSeconds(2);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final String CLOSED = "closed";
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final ZkAddress address;
    private final Loop loop;
    private final LongSupplier nanoTime;
    private final CuratorFramework curator;
    private final List<ACL> acl;
    private final Listener listener;
    private final long opened;
    private @Nullable LiveSession session;
    private @Nullable LiveSession last;
    private int changes;
    private volatile Status status;

    /**
     * A connection that is still to be {@linkplain #start started}.
     *
     * @param credentials null for none
     */
    Connection(
            ZkAddress address, @Nullable Credentials credentials, Loop loop, LongSupplier nanoTime, Listener listener) {
        this.address = address;
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.acl = address.access().acl();
        this.listener = listener;
        this.opened = nanoTime.getAsLong();
        this.status = new Status("not reached since it was opened", opened);
        this.curator = curator(address, credentials);
        curator.getConnectionStateListenable().addListener((client, state) -> loop.execute(() -> changed(state)));
    }

    /** What opens the sessions; still to be started. */
    static CuratorFramework curator(ZkAddress address, @Nullable Credentials credentials) {
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKConfig.JUTE_MAXBUFFER, String.valueOf(ANSWER_LIMIT));
        AtomicInteger attempts = new AtomicInteger();
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(address.servers())
                .sessionTimeoutMs((int) address.session().toMillis())
                .connectionTimeoutMs((int) CONNECTION_TIMEOUT.toMillis())
                .waitForShutdownTimeoutMs((int) THREADS_END.toMillis())
                .retryPolicy(new RetryForever((int) RETRY.toMillis()))
                // The servers are the URI's: those that ZooKeeper names itself need not be reachable from here.
                .ensembleTracker(false)
                // Not zkClientConfig(): with one Curator makes the handle itself.
                .zookeeperFactory((text, session, watcher, readOnly) -> {
                    Servers servers = new Servers(text, session, ATTEMPT_LIMIT, attempts);
                    ZooKeeper handle = new ZooKeeper(text, session, watcher, readOnly, servers, config);
                    servers.negotiated(handle::getSessionTimeout);
                    return handle;
                });
        if (credentials != null) {
            builder.authorization(Credentials.SCHEME, credentials.bytes());
        }
        return builder.build();
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

    /** Curator reports a state. Called on the loop. */
    void changed(ConnectionState state) {
        changes++;
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
            int change = changes;
            loop.schedule(RETRY, () -> {
                if (change == changes) {
                    reached();
                }
            });
            return;
        }
        if (handle.getSessionId() == 0) {
            return; // the session expired meanwhile; the next one is reported when it is there
        }
        LiveSession known = last;
        LiveSession live = known != null && known.isOf(handle) ? known : new LiveSession(handle, acl, loop);
        log.info(
                "Connected to {} in session 0x{}{}",
                address,
                Long.toHexString(live.id()),
                live == known ? " as before" : "");
        boolean prompt = last == null && nanoTime.getAsLong() - opened < PROMPT.toNanos();
        session = live;
        last = live;
        status = new Status("connected", Status.NOW);
        listener.connected(prompt);
    }

    @Override
    public @Nullable Session current() {
        return session;
    }

    /** Whether there is a connection. */
    boolean isReached() {
        Status now = status;
        return now.since() == Status.NOW && !now.text().equals(CLOSED);
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
        changes++;
        session = null;
        status = new Status(CLOSED, Status.NOW);
        curator.close();
    }

    /** Is told on the loop whenever there is a connection again, also of the same session, which may have missed events. */
    @FunctionalInterface
    interface Listener {

        /**
         * There is a connection.
         *
         * @param alone whether nobody else has been waiting for it: it is the first, soon after the opening
         */
        void connected(boolean alone);
    }

    /** How it stands, with the time since when it has not been connected. */
    private record Status(String text, long since) {
        static final long NOW = Long.MIN_VALUE;
    }
}
