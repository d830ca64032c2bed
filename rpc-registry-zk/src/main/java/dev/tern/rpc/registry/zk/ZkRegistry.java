package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry on ZooKeeper; see {@link Layout} for its nodes.
 *
 * <p><b>Threads.</b> One daemon thread {@code tern-zk-N}, the {@link Loop}, owns all state and plans all operations. It never waits for
 * ZooKeeper, nor for listeners, which are called on daemon threads {@code tern-zk-N-listener}, each subscription's on one at a time. Curator and ZooKeeper have four more, all daemons, which only hand over to it: {@code
 * Curator-ConnectionStateManager} (the connection came or went), {@code SendThread} (the socket), {@code EventThread} (answers and events) and
 * {@code Curator-Framework}, which is idle. <b>Locks.</b> None of its own: callers' threads hand over to the loop too, and wait for it only in
 * {@link #close} and in the close of a registration, both bounded.
 */
final class ZkRegistry implements Registry {

    /** The longest wait for ZooKeeper to confirm that something has ended: whoever leaves waits for a registration and then for the registry, less than 2 s together. */
    static final Duration CLOSE_LIMIT = Duration.ofMillis(900);

    /** The same while there is no connection: little can come of it, the nodes go with the session. */
    static final Duration CLOSE_LIMIT_AWAY = Duration.ofMillis(300);

    private static final Logger log = LoggerFactory.getLogger(ZkRegistry.class);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ZkAddress address;
    private final Context context;
    private final ThreadLoop loop;
    private final ThreadPoolExecutor listeners;
    private final Connection connection;
    private final Reconciler reconciler;
    private final Discovery discovery;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ZkRegistry(ZkAddress address, @Nullable Credentials credentials) {
        this.address = address;
        String name = "tern-zk-" + COUNT.incrementAndGet();
        RandomGenerator random = new SplittableRandom(); // for the loop's thread alone
        loop = new ThreadLoop(name);
        listeners = listeners(name + "-listener");
        connection = new Connection(address, credentials, loop, System::nanoTime, this::connected);
        context = new Context(new Layout(address.root()), connection, loop, random);
        reconciler = new Reconciler(context);
        discovery = new Discovery(context);
    }

    private static ThreadPoolExecutor listeners(String name) {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * Opens a registry, which begins to connect in the background.
     *
     * @throws IllegalArgumentException if the address names credentials that cannot be read
     */
    static ZkRegistry open(ZkAddress address) {
        Path file = address.credentials();
        ZkRegistry registry = new ZkRegistry(address, file == null ? null : Credentials.read(file));
        registry.connection.start();
        registry.loop.execute(registry.reconciler::start);
        registry.loop.execute(registry.discovery::start);
        return registry;
    }

    private void connected(boolean alone) {
        reconciler.connected(alone);
        discovery.connected(alone);
    }

    /** Runs an audit now, as one also begins by itself from time to time. */
    void audit() {
        loop.execute(reconciler::audit);
    }

    @Override
    public Registration register(Instance instance) {
        checkOpen();
        context.layout().check(instance);
        NodeKeeper keeper = reconciler.register(instance);
        if (closed.get()) {
            keeper.end(); // the close may not have seen it
        }
        return new NodeRegistration(
                keeper, context.layout(), loop, () -> connection.isReached() ? CLOSE_LIMIT : CLOSE_LIMIT_AWAY);
    }

    @Override
    public Subscription subscribe(String service, Listener listener) {
        checkOpen();
        context.layout().check(service);
        ServiceSubscription subscription =
                new ServiceSubscription(service, listener, this::toString, loop, listeners, discovery);
        loop.execute(() -> discovery.add(subscription));
        return subscription;
    }

    @Override
    public RegistryState state() {
        return new RegistryState(
                connection.isReached(),
                connection.status(),
                context.ignored().sum(),
                context.repairs().sum());
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
        listeners.shutdown();
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
                        "Registry {} was not closed within {} ms: its nodes go when ZooKeeper ends the session",
                        address,
                        CLOSE_LIMIT.toMillis());
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
