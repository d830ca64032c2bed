package dev.tern.rpc.server;

import dev.tern.rpc.transport.Buffers;
import dev.tern.rpc.transport.Link;
import dev.tern.rpc.transport.Loops;
import dev.tern.rpc.transport.SingleThread;
import dev.tern.rpc.transport.WorkerThreads;
import dev.tern.rpc.wire.Hello;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What listens: the port, its connections, admission and the executor of the handlers. Thread-safe. */
final class ServerCore {

    private static final Logger log = LoggerFactory.getLogger(ServerCore.class);
    private static final int MAX_WAITING_CONTRACTS = 64;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ServerSettings settings;
    private final List<BoundService> services;
    private final Admission admission;
    private final Buffers buffers;
    private final Loops loops;
    private final @Nullable ExecutorService ownExecutor;
    private final Executor executor;
    private final ExecutorService contractThread;
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final Channel listening;
    private volatile boolean draining;
    private volatile boolean refusing;

    /** Begins to listen; {@code usersExecutor} runs the handlers if it is given. */
    ServerCore(
            ServerSettings settings,
            Admission admission,
            List<BoundService> services,
            InetSocketAddress address,
            int eventLoops,
            int handlerThreads,
            @Nullable Executor usersExecutor) {
        this.settings = settings;
        this.services = services;
        this.admission = admission;
        this.loops = new Loops("tern-server-" + settings.application(), eventLoops);
        this.buffers = new Buffers(settings.link().bodies(), loops);
        if (usersExecutor == null) {
            ownExecutor = WorkerThreads.start("tern-handler-" + settings.application(), handlerThreads);
            executor = ownExecutor;
        } else {
            ownExecutor = null;
            executor = usersExecutor;
        }
        contractThread = SingleThread.start("tern-contract-" + settings.application(), MAX_WAITING_CONTRACTS);
        listening = listen(address);
    }

    private Channel listen(InetSocketAddress address) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(Loops.serverSocketChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, Loops.receiveBuffers())
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true) // so that the link hears of the end first
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stopThreads();
            if (address.isUnresolved()) {
                throw new IllegalStateException(
                        "host: '" + address.getHostString() + "' is not known (expected: an address of this machine)");
            }
            throw new IllegalStateException(
                    "port: " + address.getPort() + " cannot be listened on at " + address.getHostString() + ": "
                            + (bound.cause() == null
                                    ? "cancelled"
                                    : bound.cause().getMessage())
                            + " (expected: a free port; port(0) picks one)",
                    bound.cause());
        }
        return bound.channel();
    }

    private void accept(Channel channel) {
        ServerConnection connection = new ServerConnection(this);
        Hello hello = new Hello(
                Hello.VERSION,
                settings.link().maxFrameBytes(),
                (int) settings.link().keepaliveInterval().toMillis(),
                settings.link().maxHeaderBytes(),
                Hello.WINDOW_BYTES,
                settings.application(),
                settings.instance());
        Link link = new Link(settings.link(), hello, buffers, connection);
        connection.link(link);
        channel.pipeline().addLast(link);
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    ServerSettings settings() {
        return settings;
    }

    Admission admission() {
        return admission;
    }

    Executor executor() {
        return executor;
    }

    /** Reads and compares contracts; rejects what would be too much at once. */
    Executor contractThread() {
        return contractThread;
    }

    @Nullable
    BoundService find(String name, String group, String version) {
        for (BoundService service : services) {
            if (service.matches(name, group, version)) {
                return service;
            }
        }
        return null;
    }

    /** The services, for an error text. */
    List<String> provided() {
        return services.stream()
                .map(service -> service.descriptor().name()
                        + (service.descriptor().group().isEmpty()
                                ? ""
                                : " group " + service.descriptor().group())
                        + (service.descriptor().version().isEmpty()
                                ? ""
                                : " version " + service.descriptor().version()))
                .toList();
    }

    void opened(ServerConnection connection) {
        connections.add(connection);
        if (draining) {
            connection.goodbye();
        }
        if (refusing) { // it is in the set, or this is: whichever comes first
            connection.refuseMore(() -> {});
        }
    }

    void closed(ServerConnection connection) {
        connections.remove(connection);
    }

    /** Goodbye, serve what still arrives, take no more, finish what runs, close. */
    void drain() {
        draining = true;
        connections.forEach(ServerConnection::goodbye);
        await(connections::isEmpty, settings.propagation().toNanos());
        listening.close().awaitUninterruptibly();
        refusing = true;
        List<ServerConnection> last = List.copyOf(connections);
        CountDownLatch refusing = new CountDownLatch(last.size());
        last.forEach(connection -> connection.refuseMore(refusing::countDown));
        await(() -> refusing.getCount() == 0, CLOSE_NANOS);
        if (!await(this::isIdle, settings.drainTimeout().toNanos())) {
            log.warn(
                    "{} calls still run after the drain timeout of {} ms; their callers will not hear of them",
                    admission.underWay(),
                    settings.drainTimeout().toMillis());
        }
        connections.forEach(connection -> connection.close("the provider has shut down"));
        await(connections::isEmpty, CLOSE_NANOS);
        stopThreads();
    }

    /** Whether all calls are answered, and the answers given to their links. */
    private boolean isIdle() {
        return admission.underWay() == 0 && connections.stream().noneMatch(ServerConnection::isRunning);
    }

    /** Waits for the condition; not ended by an interrupt, because calls would be lost: all waits of a drain are bounded anyway. */
    private boolean await(BooleanSupplier condition, long atMostNanos) {
        long end = System.nanoTime() + atMostNanos;
        boolean interrupted = false;
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(this, POLL_NANOS);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return condition.getAsBoolean();
    }

    private void stopThreads() {
        if (ownExecutor != null) {
            ownExecutor.shutdownNow();
        }
        contractThread.shutdownNow();
        loops.close();
    }
}
