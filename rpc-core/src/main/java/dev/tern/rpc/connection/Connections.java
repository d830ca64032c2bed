package dev.tern.rpc.connection;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.transport.Buffers;
import dev.tern.rpc.transport.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/** The connections of one client: one per provider instance, shared by all its references. Thread-safe. */
public final class Connections implements AutoCloseable {

    private static final long POLL_NANOS = 1_000_000;

    private final ConnectionSettings settings;
    private final Loops loops;
    private final Executor blocking;
    private final Executor contractThread;
    private final Executor workers;
    private final Buffers buffers;
    private final Map<CallInfo.Peer, ManagedConnection> connections = new HashMap<>(); // guarded by this
    private final Set<ClientConnection> live = ConcurrentHashMap.newKeySet(); // those that are open, given up or not

    /**
     * No connection yet.
     *
     * @param blocking runs what may block: the resolution of host names
     * @param contractThread reads and compares contracts
     * @param workers run users' code: they encode calls that are sent again
     */
    public Connections(
            ConnectionSettings settings, Loops loops, Executor blocking, Executor contractThread, Executor workers) {
        this.settings = settings;
        this.buffers = new Buffers(settings.link().bodies(), loops);
        this.loops = loops;
        this.blocking = blocking;
        this.contractThread = contractThread;
        this.workers = workers;
    }

    /** The connection to a provider, for one more user, who {@linkplain ManagedConnection#release releases} it. */
    public synchronized ManagedConnection acquire(CallInfo.Peer peer) {
        ManagedConnection connection = connections.computeIfAbsent(peer, this::connect);
        connection.retain();
        return connection;
    }

    private ManagedConnection connect(CallInfo.Peer peer) {
        ManagedConnection connection = new ManagedConnection(peer, this);
        connection.connect();
        return connection;
    }

    /**
     * One user less.
     *
     * @return whether it was the last, and the connection is to be closed
     */
    synchronized boolean released(ManagedConnection connection) {
        return connection.lastReleased() && connections.remove(connection.peer(), connection);
    }

    synchronized void forget(ManagedConnection connection) {
        connections.remove(connection.peer(), connection);
    }

    void opened(ClientConnection connection) {
        live.add(connection);
    }

    void closed(ClientConnection connection) {
        live.remove(connection);
    }

    ConnectionSettings settings() {
        return settings;
    }

    Loops loops() {
        return loops;
    }

    Executor blocking() {
        return blocking;
    }

    Executor contractThread() {
        return contractThread;
    }

    Executor workers() {
        return workers;
    }

    Buffers buffers() {
        return buffers;
    }

    /** Waits until no call is under way, at most that long. */
    public void awaitIdle(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted() && !isIdle()) {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
    }

    private boolean isIdle() {
        return live.stream().allMatch(connection -> connection.outstanding() == 0);
    }

    /** Closes all of them at once; calls that still wait fail. */
    @Override
    public void close() {
        List<ManagedConnection> all;
        synchronized (this) {
            all = new ArrayList<>(connections.values());
            connections.clear();
        }
        all.forEach(ManagedConnection::close);
        live.forEach(connection -> connection.close("the client was closed"));
    }
}
