package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.kernel.MethodBinding;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code stub -> trace -> metrics -> ... -> a real socket -> metrics -> the implementation}, each side with a registry of its own. */
class MetersTest {

    private static final String METHOD = Ask.class.getName() + "/ask";

    private final Loopback net = new Loopback();
    private final MeterRegistry consumers = new SimpleMeterRegistry();
    private final MeterRegistry providers = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        net.close();
    }

    private <S> S refer(Class<S> contract) throws InterruptedException {
        return Loopback.refer(net.build(net.client().meterRegistry(consumers)), contract);
    }

    private static Timer timer(MeterRegistry registry, String name, String method, String errorType) {
        return registry.get(name)
                .tags("rpc.method", method, "error.type", errorType)
                .timer();
    }

    @Test
    void call_answered_isTimedOnBothSides() throws Exception {
        net.start(net.server().meterRegistry(providers).provide(Ask.class, text -> text));
        Ask ask = refer(Ask.class);
        ask.ask("x");
        ask.ask("y");

        Timer client = timer(consumers, "rpc.client.call.duration", METHOD, "none");
        Timer server = timer(providers, "rpc.server.call.duration", METHOD, "none");
        assertThat(client.count()).isEqualTo(2);
        assertThat(server.count()).isEqualTo(2);
        assertThat(client.totalTime(TimeUnit.NANOSECONDS)).isGreaterThan(server.totalTime(TimeUnit.NANOSECONDS));
        assertThat(consumers.get("tern.client.call.attempts").summary().totalAmount())
                .isEqualTo(2);
        assertThat(consumers.get("tern.client.calls.active").gauge().value()).isZero();
        assertThat(providers.get("tern.server.limit").gauge().value()).isPositive();
        assertThat(providers.get("tern.server.queue.time").timer().count()).isEqualTo(2);
        assertThat(providers.get("tern.server.queue.time").timer().totalTime(TimeUnit.NANOSECONDS))
                .isLessThan(server.totalTime(TimeUnit.NANOSECONDS));
    }

    @Test
    void call_whileItRuns_isActiveOnBothSides() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<String> stage = new CompletableFuture<>();
        net.start(net.server().meterRegistry(providers).provide(Later.class, text -> {
            running.countDown();
            return stage;
        }));
        CompletableFuture<String> answer = refer(Later.class).later("x");
        Loopback.await(running);

        assertThat(consumers.get("tern.client.calls.active").gauge().value()).isEqualTo(1);
        assertThat(providers.get("tern.server.calls.active").gauge().value()).isEqualTo(1);
        stage.complete("done");
        answer.get();
        assertThat(consumers.get("tern.client.calls.active").gauge().value()).isZero();
    }

    @Test
    void asynchronousHandler_thatNeverEnds_isCountedOnceWhenItsCallIsGivenUp() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<String> stage = new CompletableFuture<>();
        net.start(net.server().meterRegistry(providers).provide(Later.class, text -> {
            running.countDown();
            return stage;
        }));
        CompletableFuture<String> answer = refer(Later.class).later("x");
        Loopback.await(running);
        answer.cancel(true);

        String method = Later.class.getName() + "/later";
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> timer(providers, "rpc.server.call.duration", method, "CANCELLED")
                                .count()
                        == 1);
        stage.complete("too late");
        assertThat(providers.get("rpc.server.call.duration").timers().stream()
                        .mapToLong(Timer::count)
                        .sum())
                .isEqualTo(1);
        assertThat(timer(consumers, "rpc.client.call.duration", method, "CANCELLED")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void labels_whateverThePeersSay_haveNothingOfIt() throws Exception {
        net.start(net.server()
                .application("spy-provider")
                .meterRegistry(providers)
                .provide(Ask.class, text -> {
                    throw new SpiedException(text);
                }));
        Ask ask = Loopback.refer(
                net.build(net.client().application("spy-consumer").meterRegistry(consumers)), Ask.class);
        assertThatThrownBy(() -> ask.ask("spy-argument")).isInstanceOf(RpcRemoteException.class);

        assertThat(timer(consumers, "rpc.client.call.duration", METHOD, "undeclared")
                        .count())
                .isEqualTo(1);
        assertThat(timer(providers, "rpc.server.call.duration", METHOD, "undeclared")
                        .count())
                .isEqualTo(1);
        for (MeterRegistry registry : List.of(consumers, providers)) {
            assertThat(registry.getMeters()).isNotEmpty().noneMatch(meter -> {
                String id = meter.getId().toString();
                return id.contains("spy") || id.contains("Spied") || id.contains("127.0.0.1");
            });
        }
    }

    private static final class SpiedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        SpiedException(String message) {
            super(message);
        }
    }

    @Test
    void close_ofBothSides_takesTheirGaugesAway() throws Exception {
        try (Loopback closing = new Loopback()) {
            closing.start(closing.server().meterRegistry(providers).provide(Ask.class, text -> text));
            Loopback.refer(closing.build(closing.client().meterRegistry(consumers)), Ask.class)
                    .ask("x");
            assertThat(consumers.find("tern.client.calls.active").gauge()).isNotNull();
            assertThat(providers.find("tern.server.calls.active").gauge()).isNotNull();
        }

        assertThat(consumers.find("tern.client.calls.active").gauge()).isNull();
        assertThat(providers.find("tern.server.calls.active").gauge()).isNull();
        assertThat(providers.find("tern.server.limit").gauge()).isNull();
    }

    @Test
    void chain_withoutRegistryAndTelemetry_hasNoFilterForThem() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        net.serve(Ask.class, text -> {
            Arrays.stream(new Throwable().getStackTrace())
                    .map(StackTraceElement::getClassName)
                    .filter(name -> name.startsWith("dev.tern.rpc.observe."))
                    .forEach(seen::add);
            return text;
        });
        Ask bare = net.refer(Ask.class);
        bare.ask("x");

        assertThat(seen).isEmpty();
        assertThat(chain(bare))
                .startsWith(METHOD + "(String) -> trace -> deadline")
                .doesNotContain("metrics", "span");
        Ask observed = Loopback.refer(
                net.build(net.client().meterRegistry(consumers).openTelemetry(OpenTelemetry.noop())), Ask.class);
        assertThat(chain(observed))
                .startsWith(METHOD + "(String) -> span -> metrics -> deadline")
                .contains("-> attempt span -> powerOfTwo of 1 endpoints");
    }

    private static String chain(Object stub) throws ReflectiveOperationException {
        for (Field field : stub.getClass().getDeclaredFields()) {
            field.setAccessible(true);
            if (field.get(stub) instanceof MethodBinding binding) {
                return binding.toString();
            }
        }
        throw new AssertionError(stub.getClass() + " has no binding");
    }
}
