package dev.tern.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.NoProvider;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.SettingsSource;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.RegistryState;
import dev.tern.rpc.server.RpcServer;
import dev.tern.rpc.support.Logs;
import dev.tern.rpc.transport.Loops;
import dev.tern.rpc.wire.BindFrame;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that starts before its registry answers: {@code stub -> ... -> providers on loopback}, with a registry that the test speaks for. */
class DiscoveryTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    private final FakeRegistry registry = new FakeRegistry();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RpcServer server = RpcServer.builder()
            .host("127.0.0.1")
            .eventLoops(1)
            .shutdownHook(false)
            .drain(Duration.ZERO, Duration.ofSeconds(5))
            .provide(Echo.class, text -> text)
            .start();

    /** The contract, with the standard deadline of a second. */
    @RpcService
    @FunctionalInterface
    interface Echo {

        /** Answers what it gets. */
        String echo(String text);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private RpcClient.Builder builder() {
        return RpcClient.builder()
                .application("web")
                .registry("fake://host:1/shop?digest=secret")
                .opener(uri -> registry)
                .snapshotDirectory(folder)
                .meterRegistry(meters)
                .eventLoops(1);
    }

    private Instance provider(String id) {
        return Instance.of(id, "shop", "127.0.0.1:" + server.port(), List.of());
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".list")).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void keep(Instance instance) {
        try (RpcClient earlier = builder().build()) {
            earlier.refer(Echo.class);
            registry.found(instance);
        }
        registry.state = new RegistryState(false, "not connected for 2 s", 0, 0);
        assertThat(files()).hasSize(1);
    }

    // ---------------------------------------------------------------- what does not come to be

    @Test
    void registryCannotBeOpened_sourcesAreClosed() {
        Source source = new Source(() -> {});
        RpcClient.Builder refused = builder().settings(source).opener(uri -> {
            throw new IllegalArgumentException(uri);
        });

        assertThatThrownBy(refused::build).hasMessageContaining("fake://");
        assertThat(source.closed).isEqualTo(1);
    }

    @Test
    void startFailsBehindTheRegistry_nothingStaysOpen() {
        boolean[] measured = {false};
        Source source = new Source(() -> {
            measured[0] = meters.find("tern.registry.reached").gauge() != null;
            throw new IllegalStateException("mine");
        });
        RpcClient.Builder refused = builder().settings(source);

        assertThatThrownBy(refused::build).hasMessage("mine");

        assertThat(measured[0]).isTrue();
        assertThat(meters.find("tern.registry.reached").gauge()).isNull();
        assertThat(registry.closed).isTrue();
        assertThat(source.closed).isEqualTo(1);
        assertThatThrownBy(refused::build).hasMessageContaining("another builder and other sources");
    }

    /** Says nothing. */
    private static final class Source implements SettingsSource {

        private final Runnable atListening;
        private int closed;

        Source(Runnable atListening) {
            this.atListening = atListening;
        }

        @Override
        public String name() {
            return "mine";
        }

        @Override
        public Map<String, String> values() {
            return Map.of();
        }

        @Override
        public void listen(Runnable listener) {
            atListening.run();
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void close_registryFailsForAService_closesEverythingElse() {
        RpcClient client = builder().application("leaving").build();
        client.refer(Echo.class);
        registry.found(provider(server.instanceId()));
        registry.atUnsubscribing = () -> {
            throw new IllegalStateException("mine");
        };

        assertThatThrownBy(client::close).hasMessage("mine");

        assertThat(registry.closed).isTrue();
        assertThat(meters.find("tern.client.endpoints").gauges()).isEmpty();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("leaving")));
    }

    @Test
    void filterFailsAtReferring_nextReferenceHasTheNumber() {
        boolean[] fails = {true};
        Filter filter = (method, next) -> {
            if (fails[0]) {
                throw new IllegalStateException("mine");
            }
            return next;
        };
        try (RpcClient client = builder().filter(filter).build()) {
            for (int i = 0; i < BindFrame.MAX_BINDINGS; i++) {
                assertThatThrownBy(() -> client.refer(Echo.class)).hasMessageContaining("mine");
            }
            fails[0] = false;
            Echo echo = client.refer(Echo.class);
            registry.found(provider(server.instanceId()));

            assertThat(echo.echo("x")).isEqualTo("x");
        }
    }

    // ---------------------------------------------------------------- before the registry answers

    @Test
    void call_beforeTheFirstList_waitsForItWithinItsDeadline() throws Exception {
        try (RpcClient client = builder().snapshots(false).build()) {
            Echo echo = client.refer(Echo.class);
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> echo.echo("x"));
            registry.found(provider(server.instanceId()));

            assertThat(answer.get()).isEqualTo("x");
        }
    }

    @Test
    void restarted_registryAway_isServedFromTheFile() {
        keep(provider(server.instanceId()));
        try (RpcClient client = builder().build()) {
            Echo echo = client.refer(Echo.class, options -> options.deadline(Duration.ofSeconds(20)));

            assertThat(echo.echo("x")).isEqualTo("x");
            registry.found(); // it was restored empty
            assertThat(echo.echo("y")).isEqualTo("y");
        }
        assertThat(files())
                .singleElement()
                .satisfies(file -> assertThat(file)
                        .content()
                        .contains("application=web", "id=" + server.instanceId())
                        .doesNotContain("secret"));
    }

    @Test
    void restarted_anotherProcessAtTheAddress_isNotCalled() {
        keep(provider("predecessor-1"));
        try (Logs logs = Logs.of("dev.tern");
                RpcClient client = builder().build()) {
            Echo echo = client.refer(Echo.class, options -> options.check(Check.OFF));
            await().until(() -> logs.events().stream()
                    .anyMatch(event -> event.getFormattedMessage().contains("the address was reused")));
            RpcException error = catchThrowableOfType(RpcException.class, () -> echo.echo("x"));

            assertThat(error.noProvider()).contains(NoProvider.REGISTRY_UNREACHABLE);
            registry.found(provider(server.instanceId()));
            assertThat(echo.echo("x")).isEqualTo("x");
        }
    }

    @Test
    void registryThatIsNeverAway_hasNoFile() throws Exception {
        try (RpcClient client = RpcClient.builder()
                .registry("static://127.0.0.1:" + server.port())
                .snapshotDirectory(folder)
                .build()) {
            client.refer(Echo.class);
            client.awaitReady(Echo.class, Duration.ofSeconds(20));
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void snapshotsOff_writeNothing() throws Exception {
        try (RpcClient client = builder().snapshots(false).build()) {
            client.refer(Echo.class);
            registry.found(provider(server.instanceId()));
            client.awaitReady(Echo.class, Duration.ofSeconds(20));
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void nobody_fallbackAnswersAndKnowsTheReason() {
        try (RpcClient client = builder().build()) {
            Echo fallback = text -> ((RpcException)
                            Objects.requireNonNull(CallContext.current().failure()))
                    .noProvider()
                    .map(NoProvider::name)
                    .orElse("not told");
            Echo echo = client.refer(Echo.class, options -> options.fallback(fallback));
            registry.found();

            assertThat(echo.echo("x")).isEqualTo("NOBODY_REGISTERED");
        }
    }

    // ---------------------------------------------------------------- check

    @Test
    void checkFail_providerIsThere_returnsTheStub() throws Exception {
        try (RpcClient client = builder().build()) {
            CompletableFuture<Echo> stub = CompletableFuture.supplyAsync(
                    () -> client.refer(Echo.class, options -> options.check(Check.FAIL, Duration.ofSeconds(20))));
            await().until(() -> !registry.listeners.isEmpty());
            registry.found(provider(server.instanceId()));

            assertThat(stub.get().echo("x")).isEqualTo("x");
        }
    }

    @Test
    void checkFail_nobody_throwsTheReasonAndLeavesNothingBehind() {
        try (RpcClient client = builder().build()) {
            long before = gauges();
            for (int i = 0; i < 1100; i++) { // more than there are numbers for services on a connection
                assertThatThrownBy(() ->
                                client.refer(Echo.class, options -> options.check(Check.FAIL, Duration.ofNanos(1))))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith(
                                "registry unreachable (not connected for 2 s): no provider can be called")
                        .hasMessageContaining("refer(Echo)")
                        .hasMessageContaining("service " + Echo.class.getCanonicalName());
            }

            assertThat(registry.listeners).isEmpty();
            assertThat(gauges()).isEqualTo(before);
            assertThatThrownBy(() -> client.breakers(Echo.class)).hasMessageContaining("is not referred to");
            Echo echo = client.refer(Echo.class);
            registry.found(provider(server.instanceId()));
            assertThat(echo.echo("x")).isEqualTo("x");
        }
    }

    private long gauges() {
        return meters.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("tern.client.endpoints")
                        || id.getName().startsWith("tern.client.breakers"))
                .count();
    }

    @Test
    void checkFail_somebodyElseHasAStub_itStays() {
        try (RpcClient client = builder().build()) {
            Echo echo = client.refer(Echo.class, options -> options.check(Check.OFF));
            assertThatThrownBy(
                            () -> client.refer(Echo.class, options -> options.check(Check.FAIL, Duration.ofMillis(1))))
                    .isInstanceOf(IllegalStateException.class);
            registry.found(provider(server.instanceId()));

            assertThat(echo.echo("x")).isEqualTo("x");
        }
    }

    @Test
    void checkFail_interrupted_throwsAndKeepsTheInterrupt() {
        try (RpcClient client = builder().build()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> client.refer(Echo.class, options -> options.check(Check.FAIL)))
                    .hasMessageStartingWith("interrupted: ");

            assertThat(Thread.interrupted()).isTrue();
            assertThat(registry.listeners).isEmpty();
        }
    }

    @Test
    void checkFail_onAnEventLoop_isRefusedAtOnce() {
        Loops loops = new Loops("discovery-test", 1);
        try (RpcClient client = builder().build()) {
            CompletableFuture<Echo> stub = new CompletableFuture<>();
            loops.schedule(
                    () -> {
                        try {
                            stub.complete(client.refer(Echo.class, options -> options.check(Check.FAIL)));
                        } catch (RuntimeException e) {
                            stub.completeExceptionally(e);
                        }
                    },
                    1);

            assertThat(catchThrowableOfType(ExecutionException.class, stub::get))
                    .hasMessageContaining("check: FAIL (expected: WARN or OFF on an event loop");
            assertThat(registry.listeners).isEmpty();
        } finally {
            loops.close();
        }
    }

    @Test
    void checkWarn_nobody_warnsOnceWithTheReason() {
        try (Logs logs = Logs.of(ProviderCheck.class.getName());
                RpcClient client = builder().build()) {
            client.refer(Echo.class, options -> options.check(Check.WARN, SHORT));
            client.refer(Echo.class, options -> options.check(Check.WARN, SHORT));
            registry.found();
            await().until(() -> !logs.warnings().isEmpty());

            assertThat(logs.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("nobody registered: no provider can be called within 50 ms of refer(Echo); service");
        }
    }

    @Test
    void check_notLongerThanZero_isRefused() {
        try (RpcClient client = builder().build()) {
            assertThatThrownBy(() -> client.refer(Echo.class, options -> options.check(Check.WARN, Duration.ZERO)))
                    .hasMessage("check: WARN after PT0S (expected: > PT0S)");
        }
    }

    @Test
    void awaitReady_tellsTheReason() {
        try (RpcClient client = builder().build()) {
            client.refer(Echo.class);

            assertThatThrownBy(() -> client.awaitReady(Echo.class, Duration.ofMillis(1)))
                    .hasMessageStartingWith("registry unreachable (not connected for 2 s): no provider can be called");
        }
    }

    // ---------------------------------------------------------------- health and meters

    @Test
    void registeredAndDead_isOut_andGoneFromTheRegistryButAlive_isKept() throws Exception {
        RpcServer second = RpcServer.builder()
                .host("127.0.0.1")
                .eventLoops(1)
                .shutdownHook(false)
                .drain(Duration.ZERO, Duration.ofSeconds(5))
                .provide(Echo.class, text -> "second")
                .start();
        Instance dead = Instance.of(second.instanceId(), "shop", "127.0.0.1:" + second.port(), List.of());
        try (RpcClient client = builder().build()) {
            Echo echo = client.refer(Echo.class);
            registry.found(dead, provider(server.instanceId()));
            await().until(() -> endpoints("ready") == 2);
            second.close(); // the registry holds it still
            await().until(() -> endpoints("refused") == 1);

            for (int i = 0; i < 20; i++) {
                assertThat(echo.echo("x")).isEqualTo("x");
            }
            registry.found(dead); // and not the other one
            for (int i = 0; i < 20; i++) {
                assertThat(echo.echo("x")).isEqualTo("x");
            }
        } finally {
            second.close();
        }
    }

    private double endpoints(String state) {
        return meters.get("tern.client.endpoints")
                .tag("tern.endpoint.state", state)
                .gauge()
                .value();
    }

    @Test
    void meters_ofTheRegistry_tellHowItStands() throws Exception {
        try (RpcClient client = builder().build()) {
            client.refer(Echo.class);
            assertThat(meters.get("tern.registry.reached").gauge().value()).isZero();
            assertThat(meters.get("tern.client.registry.age").gauge().value()).isNaN();
            registry.found(provider(server.instanceId()));
            client.awaitReady(Echo.class, Duration.ofSeconds(20));

            assertThat(meters.get("tern.registry.reached").gauge().value()).isEqualTo(1);
            assertThat(meters.get("tern.registry.entries.ignored")
                            .functionCounter()
                            .count())
                    .isEqualTo(3);
            assertThat(meters.get("tern.client.registry.age").gauge().value()).isNotNegative();
            assertThat(endpoints("ready")).isEqualTo(1);
        }
    }
}
