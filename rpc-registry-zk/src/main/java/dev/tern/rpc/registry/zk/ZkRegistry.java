package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry on ZooKeeper; see {@link Layout} for its nodes.
 *
 * <p><b>Threads.</b> One daemon thread {@code tern-zk-N}, the {@link Loop}, owns all state, plans all operations and calls the listeners. It
 * never waits for ZooKeeper. Curator and ZooKeeper have four more, all daemons, which only hand over to it: {@code
 * Curator-ConnectionStateManager} (the connection came or went), {@code SendThread} (the socket), {@code EventThread} (answers and events) and
 * {@code Curator-Framework}, which is idle. <b>Locks.</b> None of its own: callers' threads hand over to the loop too, and wait for it only in
 * {@link #close} and in the close of a registration, both bounded.
 */
final class ZkRegistry implements Registry {

    /** The longest wait for ZooKeeper to confirm that something has ended. */
    static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(ZkRegistry.class);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ZkAddress address;
    private final Layout layout;
    private final ThreadLoop loop;
    private final Connection connection;
    private final Reconciler reconciler;
    private final Discovery discovery;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ZkRegistry(ZkAddress address) {
        this.address = address;
        layout = new Layout(address.root());
        RandomGenerator random = new SplittableRandom(); // for the loop's thread alone
        loop = new ThreadLoop("tern-zk-" + COUNT.incrementAndGet());
        connection = new Connection(address, loop, System::nanoTime, this::connected);
        reconciler = new Reconciler(layout, connection, loop, random);
        discovery = new Discovery(layout, connection, loop, random);
    }

    /** Opens a registry, which begins to connect in the background. */
    static ZkRegistry open(ZkAddress address) {
        ZkRegistry registry = new ZkRegistry(address);
        registry.connection.start();
        registry.loop.execute(registry.reconciler::start);
        return registry;
    }

    private void connected() {
        reconciler.connected();
        discovery.connected();
    }

    /** Runs an audit now, as one also begins by itself from time to time. */
    void audit() {
        loop.execute(reconciler::audit);
    }

    @Override
    public Registration register(Instance instance) {
        checkOpen();
        layout.check(instance);
        NodeKeeper keeper = reconciler.register(instance);
        if (closed.get()) {
            keeper.end(); // the close may not have seen it
        }
        return new NodeRegistration(keeper, layout, loop, CLOSE_LIMIT);
    }

    @Override
    public Subscription subscribe(String service, Listener listener) {
        checkOpen();
        layout.check(service);
        ServiceSubscription subscription = new ServiceSubscription(service, listener, this::toString, loop, discovery);
        loop.execute(() -> discovery.add(subscription));
        return subscription;
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("registry " + this + " (expected: open)");
        }
    }

    /** The end of the session removes all nodes at once; nothing is removed one by one before it. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        loop.end(() -> {
            reconciler.close();
            connection.close();
        });
        if (loop.inLoop()) {
            return;
        }
        try {
            if (!loop.awaitEnd(CLOSE_LIMIT)) {
                log.warn(
                        "Registry {} was not closed within {} s: its nodes go when ZooKeeper ends the session",
                        address,
                        CLOSE_LIMIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return address + " (" + connection.status() + ")";
    }
}
