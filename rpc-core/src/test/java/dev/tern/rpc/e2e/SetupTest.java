package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.NonBlocking;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is set wrongly is refused when it is set, with a message that says what to change. */
class SetupTest {

    private final Loopback net = new Loopback();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void port_taken_isToldWithItsNumber() throws Exception {
        try (ServerSocket socket = net.listen()) {
            int port = socket.getLocalPort();
            assertThatThrownBy(() -> net.server()
                            .port(port)
                            .provide(Ask.class, text -> text)
                            .start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port: " + port)
                    .hasMessageContaining("expected: a free port");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1:20880|expected: scheme://address",
                "nacos://127.0.0.1:8848|scheme 'nacos' (expected: one of [file, memory, static]; zk needs dev.tern:rpc-registry-zk",
                "nacos://me:secret@h:8848|registry: 'nacos://...@h:8848': scheme 'nacos'",
                "static://127.0.0.1|address '127.0.0.1' (expected: static://host:port",
                "static://a:1,,b:2|address ''",
                "static://a:1/path|path '/path' (expected: none)",
                "memory://|expected: memory://name",
                "memory://a/b|expected: memory://name"
            })
    void registryUri_wrong_isRefusedOnBothSides(String uri, String message) {
        assertThatThrownBy(() -> RpcClient.builder().registry(uri).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> net.server()
                        .registry(uri)
                        .provide(Ask.class, text -> text)
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void registry_notSet_isToldAtTheClient() {
        assertThatThrownBy(() -> RpcClient.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("registry: not set");
    }

    @Test
    void settings_outOfRange_areRefusedNamingValueAndExpectation() {
        assertThatThrownBy(() -> net.client().maxMessageBytes(1).build())
                .hasMessageContaining("maxMessageBytes: 1 (expected: 1024");
        assertThatThrownBy(() -> net.server()
                        .maxMessageBytes(1)
                        .provide(Ask.class, text -> text)
                        .start())
                .hasMessageContaining("maxMessageBytes: 1 (expected: 1024");
        assertThatThrownBy(() -> net.client()
                        .keepalive(Duration.ZERO, Duration.ofSeconds(1))
                        .build())
                .hasMessageContaining("keepaliveInterval: PT0S");
        assertThatThrownBy(() -> net.server().port(70_000)).hasMessageContaining("port: 70000 (expected: 0 to 65535)");
        assertThatThrownBy(() -> net.server()
                        .maxConcurrentCalls(0)
                        .provide(Ask.class, text -> text)
                        .start())
                .hasMessageContaining("tern.server.maxConcurrentCalls = 0 (expected: a whole number, 1 to 1000000)");
        assertThatThrownBy(() -> net.client().eventLoops(0)).hasMessageContaining("eventLoops: 0");
        assertThatThrownBy(() -> net.client().application("a/b")).hasMessageContaining("application: 'a/b'");
        assertThatThrownBy(() -> net.server().drain(Duration.ofSeconds(-1), Duration.ZERO))
                .hasMessageContaining("drain: PT-1S");
    }

    @Test
    void meterRegistry_thatThrows_leavesNoServerBehind() throws Exception {
        int port;
        try (ServerSocket free = net.listen()) {
            port = free.getLocalPort();
        }
        MeterRegistry broken = new SimpleMeterRegistry() {
            @Override
            protected <T> Gauge newGauge(Meter.Id id, T of, ToDoubleFunction<T> value) {
                throw new IllegalStateException("no more gauges");
            }
        };

        assertThatThrownBy(() -> net.server()
                        .application("stillborn")
                        .port(port)
                        .meterRegistry(broken)
                        .provide(Ask.class, text -> text)
                        .start())
                .hasMessage("no more gauges");

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("stillborn")));
        net.start(net.server().port(port).provide(Ask.class, text -> text));
    }

    @Test
    void implementation_thatImplementsNothing_isRefused() {
        assertThatThrownBy(() -> start(Ask.class, "a string"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.String does not implement dev.tern.rpc.e2e.Ask");
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // as a program without generics would
    private void start(Class contract, Object implementation) {
        net.server().provide(contract, implementation).start();
    }

    @Test
    void contract_withoutAnnotationOrAClass_isRefusedOnBothSides() {
        assertThatThrownBy(() -> net.build(net.client()).refer(Runnable.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Runnable has no @RpcService (expected: an interface with @RpcService");
        assertThatThrownBy(() -> net.build(net.client()).refer(String.class))
                .hasMessageContaining("java.lang.String is a class (expected: an interface with @RpcService");
        assertThatThrownBy(() -> start(Runnable.class, (Runnable) () -> {}))
                .hasMessageContaining("java.lang.Runnable has no @RpcService");
        assertThatThrownBy(() -> start(String.class, "x")).hasMessageContaining("java.lang.String is a class");
    }

    @Test
    void server_withoutServices_isRefused() {
        assertThatThrownBy(() -> net.server().start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("services: none");
    }

    @Test
    void contract_providedTwice_isRefused() {
        RpcServer.Builder builder = net.server().provide(Ask.class, text -> text);
        assertThatThrownBy(() -> builder.provide(Ask.class, text -> text))
                .hasMessage("dev.tern.rpc.e2e.Ask is provided twice (expected: once)");
    }

    @Test
    void contracts_ofTheSameName_areRefused() {
        RpcServer.Builder server = net.server().provide(TwinA.class, () -> {}).provide(TwinB.class, () -> {});

        assertThatThrownBy(server::start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("service shop.Twin, group '', version '' is provided twice"
                        + " (expected: another name, group or version in one of the @RpcService)");
    }

    /** One of two contracts that took the same name. */
    @RpcService(name = "shop.Twin")
    @FunctionalInterface
    interface TwinA {

        /** Does nothing. */
        void a();
    }

    /** The other one. */
    @RpcService(name = "shop.Twin")
    @FunctionalInterface
    interface TwinB {

        /** Does nothing. */
        void b();
    }

    @Test
    void nonBlocking_onAMethodOfAGenericSuperInterface_runsOnTheLoop() throws Exception {
        net.serve(TextFinder.class, new OnLoop());

        assertThat(net.refer(TextFinder.class).find("x")).startsWith("tern-server-");
    }

    /** What several contracts share. */
    @FunctionalInterface
    interface Finder<K> {

        /** Answers a text. */
        String find(K key);
    }

    /** The contract. */
    @RpcService
    @FunctionalInterface
    interface TextFinder extends Finder<String> {}

    private static final class OnLoop implements TextFinder {

        @Override
        @NonBlocking
        public String find(String key) {
            return Thread.currentThread().getName();
        }
    }

    @Test
    void option_forAnUnknownMethod_isRefusedNamingTheMethods() {
        assertThatThrownBy(() -> net.build(net.client())
                        .refer(Blobs.class, options -> options.deadline("swop", Duration.ofSeconds(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tern.dev.tern.rpc.e2e.Blobs#swop.deadline = 1000ms")
                .hasMessageContaining("swap(byte[],int)");
    }

    @Test
    void awaitReady_withoutReferenceOrProvider_isToldClearly() {
        RpcClient client = net.build(net.client());
        assertThatThrownBy(() -> client.awaitReady(Ask.class, Duration.ofMillis(1)))
                .hasMessageContaining("dev.tern.rpc.e2e.Ask is not referred to");
        client.refer(Ask.class);
        assertThatThrownBy(() -> client.awaitReady(Ask.class, Duration.ofMillis(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no provider can be called within 1 ms")
                .hasMessageContaining("0 instances of dev.tern.rpc.e2e.Ask");
    }

    @Test
    void service_nobodyOffers_isUnavailableNamingServiceRegistryAndWhatWasFound() {
        Ask ask = net.build(net.client()).refer(Ask.class);

        assertThatThrownBy(() -> ask.ask("x"))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("UNAVAILABLE")
                .hasMessageContaining("service dev.tern.rpc.e2e.Ask")
                .hasMessageContaining("registry " + net.registry() + ": 0 instances")
                .hasMessageContaining("endpoints: none");
    }

    @Test
    void client_closed_refusesReferences() {
        RpcClient client = net.client().build();
        client.close();

        assertThatThrownBy(() -> client.refer(Ask.class)).hasMessage("the client is closed");
    }
}
