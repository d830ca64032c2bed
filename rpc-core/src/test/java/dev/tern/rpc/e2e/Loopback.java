package dev.tern.rpc.e2e;

import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.local.Registries;
import dev.tern.rpc.server.RpcServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Providers and consumers of one test on loopback, closed at its end, the last started first. Each test has a registry of its own. */
final class Loopback implements AutoCloseable {

    static final Duration READY = Duration.ofSeconds(20);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final int number = NUMBER.incrementAndGet();
    private final String registry = "memory://test-" + number;
    private final String consumer = "consumer-" + ProcessHandle.current().pid() + "-" + number;
    private final ArrayDeque<AutoCloseable> open = new ArrayDeque<>();

    String registry() {
        return registry;
    }

    /** A provider's settings: any port, in this registry, and quick to close. */
    RpcServer.Builder server() {
        return RpcServer.builder()
                .application("provider")
                .host("127.0.0.1")
                .registry(registry)
                .eventLoops(1)
                .shutdownHook(false)
                .drain(Duration.ZERO, Duration.ofSeconds(10));
    }

    <S> RpcServer serve(Class<S> contract, S implementation) {
        return start(server().provide(contract, implementation));
    }

    RpcServer start(RpcServer.Builder builder) {
        return closing(builder.start());
    }

    /** A consumer's settings, in this registry. */
    RpcClient.Builder client() {
        return RpcClient.builder().application(consumer).registry(registry).eventLoops(1);
    }

    /** With a long deadline: for tests that load many classes behind a call, on a machine that may have other things to do. */
    RpcClient.Builder patientClient() {
        return client().set(PolicySetting.DEADLINE, "1m");
    }

    RpcClient build(RpcClient.Builder builder) {
        return closing(builder.build());
    }

    /** A consumer's stub of a service, ready to be called. */
    <S> S refer(Class<S> contract) throws InterruptedException {
        return refer(build(client()), contract);
    }

    static <S> S refer(RpcClient client, Class<S> contract) throws InterruptedException {
        S stub = client.refer(contract);
        client.awaitReady(contract, READY);
        return stub;
    }

    RpcServer closing(RpcServer server) {
        open.push(server);
        return server;
    }

    RpcClient closing(RpcClient client) {
        open.push(client);
        return client;
    }

    RawPeer closing(RawPeer peer) {
        open.push(peer);
        return peer;
    }

    /** A socket that a provider listens on that is played by hand. */
    ServerSocket listen() throws IOException {
        ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        open.push(socket);
        return socket;
    }

    /** The provider's end of the next connection of a consumer of this test, after both said HELLO. */
    RawPeer accept(ServerSocket socket, String instance) throws IOException {
        return accept(socket, instance, 0);
    }

    /** The same, of a provider with a window for messages in parts. */
    RawPeer accept(ServerSocket socket, String instance, int windowBytes) throws IOException {
        while (true) {
            RawPeer provider = closing(RawPeer.accept(socket));
            if (provider.hello(instance, windowBytes).application().equals(consumer)) {
                return provider;
            }
            provider.close(); // of another process, which looks for a provider that had this port before
        }
    }

    /** Registers a provider that is played by hand. */
    void register(Class<?> contract, String instance, int port) {
        ServiceDescriptor service = Contracts.descriptor(contract);
        Registry opened = Registries.open(registry);
        open.push(opened);
        opened.register(Instance.of(
                instance,
                "raw",
                "127.0.0.1:" + port,
                List.of(new ProvidedService(service.name(), service.group(), service.version(), service.hash()))));
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing happened within 20 s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting", e);
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            close(open.pop());
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new AssertionError(resource + " cannot be closed", e);
        }
    }
}
