package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.Bulkhead;
import dev.tern.rpc.CallContext;
import dev.tern.rpc.RateLimit;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.AdmissionState;
import dev.tern.rpc.server.RpcServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Consumers -> a provider whose implementation bounds itself: what is too much never runs, and every end of a call gives its permit back. */
class ProviderLimitsTest {

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final Loopback net = new Loopback();

    @AfterEach
    void close() {
        net.close();
    }

    /** Answers {@code now}, throws for {@code throw}, and never answers anything else. */
    private static final class One implements Later {

        private final CountDownLatch started = new CountDownLatch(1);

        @Override
        @Bulkhead(maxConcurrent = 1)
        public CompletableFuture<String> later(String text) {
            started.countDown();
            return switch (text) {
                case "now" -> CompletableFuture.completedFuture("answered");
                case "throw" -> throw new IllegalStateException("thrown");
                default -> new CompletableFuture<>();
            };
        }
    }

    @RateLimit(permits = 2, period = "1h")
    private static final class Twice implements Ask {

        @Override
        public String ask(String text) {
            RUNS.incrementAndGet();
            return text;
        }
    }

    @Test
    void bulkheadOfTheImplementation_full_oneMoreNeverRuns() throws Exception {
        One one = new One();
        RpcServer server = net.serve(Later.class, one);
        Later later = net.refer(Later.class);
        CompletableFuture<String> first = later.later("never");
        Loopback.await(one.started);

        assertThat(later.later("now"))
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(RpcException.class)
                .withMessageContaining("@Bulkhead of the provider's implementation")
                .satisfies(e -> {
                    RpcException refused = (RpcException) e.getCause();
                    assertThat(refused.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
                    assertThat(refused.neverExecuted()).isTrue();
                });
        assertThat(server.admission().inFlight()).isEqualTo(1);
        assertThat(server.admission().refused()).isPositive();
        first.cancel(false);
        awaitFree(server, later);
    }

    @Test
    @SuppressWarnings("try") // the scope is only closed
    void bulkheadOfTheImplementation_callEndsSomehow_permitIsBack() throws Exception {
        One one = new One();
        RpcServer server = net.serve(Later.class, one);
        RpcClient client = net.build(net.client());
        Later later = Loopback.refer(client, Later.class);

        assertThat(later.later("throw"))
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(RpcRemoteException.class);
        awaitFree(server, later);

        try (CallContext.Scope scope =
                CallContext.current().withDeadline(Duration.ofMillis(50)).attach()) {
            assertThat(later.later("expires"))
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("DEADLINE_EXCEEDED");
        }
        awaitFree(server, later);

        later.later("lost");
        client.close();
        awaitFree(server, net.refer(Later.class));
    }

    /** Waits until nothing is under way, and makes a call that needs the only permit. */
    private static void awaitFree(RpcServer server, Later later) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (server.admission().inFlight() > 0 && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertThat(later.later("now").get(10, TimeUnit.SECONDS)).isEqualTo("answered");
    }

    @Bulkhead(maxConcurrent = 1)
    private static final class LargeEcho implements Bulk {

        @Override
        public byte[] echo(byte[] bytes) {
            return bytes;
        }

        @Override
        public byte[] make(int bytes) {
            return new byte[bytes];
        }

        @Override
        public void put(byte[] bytes) {}

        @Override
        public int next(int number) {
            return number + 1;
        }
    }

    @Test
    void bulkheadOfTheImplementation_messagesInParts_eachGivesItsPermitBackOnce() throws Exception {
        RpcServer server = net.serve(Bulk.class, new LargeEcho());
        Bulk bulk = net.refer(Bulk.class);
        for (int i = 0; i < 20; i++) {
            assertThat(bulk.echo(new byte[1_000_000])).hasSize(1_000_000);
        }
        assertThat(server.admission().queued()).isZero();
    }

    @Test
    void rateLimitOfTheImplementation_used_oneMoreNeverRuns() throws Exception {
        RpcServer server = net.serve(Ask.class, new Twice());
        Ask ask = net.refer(Ask.class);
        RUNS.set(0);
        ask.ask("1");
        ask.ask("2");

        RpcException error = catchThrowableOfType(RpcException.class, () -> ask.ask("3"));

        assertThat(error.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
        assertThat(error.neverExecuted()).isTrue();
        assertThat(error)
                .hasMessageContaining("rate limit 2 per 3600 s")
                .hasMessageContaining("@RateLimit of the provider's implementation");
        assertThat(RUNS).hasValue(2);
        AdmissionState state = server.admission();
        assertThat(state.inFlight()).isZero();
        assertThat(state.limit()).isEqualTo(1000);
    }

    /** What echoes; the processor refuses bad values where it runs, so that these marks are put on at run time. */
    public static class Echo implements Ask {

        @Override
        public String ask(String text) {
            return text;
        }
    }

    private static Ask marked(AnnotationDescription mark) throws ReflectiveOperationException {
        return new ByteBuddy()
                .subclass(Echo.class)
                .annotateType(mark)
                .make()
                .load(Echo.class.getClassLoader())
                .getLoaded()
                .getConstructor()
                .newInstance();
    }

    @Test
    void badValue_onTheImplementation_isRefusedAtStartNamingClassValueAndExpectation() throws Exception {
        Ask closed = marked(AnnotationDescription.Builder.ofType(Bulkhead.class)
                .define("maxConcurrent", 0)
                .build());
        Ask soon = marked(AnnotationDescription.Builder.ofType(RateLimit.class)
                .define("permits", 1)
                .define("period", "soon")
                .build());

        assertThatThrownBy(() -> net.serve(Ask.class, closed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(closed.getClass().getName())
                .hasMessageContaining("@Bulkhead of " + closed.getClass().getName())
                .hasMessageContaining("server.bulkhead.maxConcurrent = 0 (expected: a whole number, 1 to");
        assertThatThrownBy(() -> net.serve(Ask.class, soon))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(soon.getClass().getName())
                .hasMessageContaining("@RateLimit of " + soon.getClass().getName())
                .hasMessageContaining("server.rateLimit.period = soon (expected: a whole number and one of");
    }
}
