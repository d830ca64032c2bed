package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.MethodDescriptor;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A message over its limit fails alone, at its sender; the next call works. */
class LimitsTest {

    private static final MethodDescriptor SWAP = Contracts.descriptor(Blobs.class).methods().stream()
            .filter(method -> method.name().equals("swap"))
            .findFirst()
            .orElseThrow();

    private final Loopback net = new Loopback();

    @AfterEach
    void close() {
        net.close();
    }

    private static final class Swapper implements Blobs {

        @Override
        public byte[] swap(byte[] body, int answerBytes) {
            return new byte[answerBytes];
        }

        @Override
        public byte[] small(byte[] body, int answerBytes) {
            return new byte[answerBytes];
        }
    }

    private Blobs blobs(int serverLimit, int clientLimit) throws InterruptedException {
        net.start(net.server().maxMessageBytes(serverLimit).provide(Blobs.class, new Swapper()));
        return Loopback.refer(net.build(net.client().maxMessageBytes(clientLimit)), Blobs.class);
    }

    private static void assertExhausted(RpcException error, String... parts) {
        assertThat(error.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
        for (String part : parts) {
            assertThat(error).hasMessageContaining(part);
        }
    }

    @Test
    void request_overTheClientsLimit_failsThereNamingSizeLimitAndSetting() throws Exception {
        Blobs blobs = blobs(1_000_000, 10_000);

        RpcException error = catchThrowableOfType(RpcException.class, () -> blobs.swap(new byte[20_000], 1));
        assertThat(CallInfo.last().attempts()).isZero();
        assertExhausted(
                error,
                "request of " + requestBytes(20_000) + " bytes",
                "at most 10000",
                "maxMessageBytes of the client");
        assertThat(error.neverExecuted()).isTrue();
        assertThat(blobs.swap(new byte[1], 1)).hasSize(1);
    }

    @Test
    void request_overTheProvidersLimit_failsAtTheClientNamingTheProvider() throws Exception {
        Blobs blobs = blobs(10_000, 1_000_000);

        assertExhausted(
                catchThrowableOfType(RpcException.class, () -> blobs.swap(new byte[20_000], 1)),
                "request of " + requestBytes(20_000) + " bytes",
                "at most 10000",
                "maxMessageBytes of the provider 127.0.0.1:");
        assertThat(blobs.swap(new byte[1], 1)).hasSize(1);
    }

    @Test
    void request_overTheMethodsLimit_failsNamingTheAnnotation() throws Exception {
        Blobs blobs = blobs(1_000_000, 1_000_000);

        assertExhausted(
                catchThrowableOfType(RpcException.class, () -> blobs.small(new byte[200], 1)),
                "at most 100",
                "@RpcMethod(maxRequestBytes)");
        assertThat(blobs.small(new byte[1], 1)).hasSize(1);
        assertThat(blobs.swap(new byte[200], 1)).hasSize(1);
    }

    @Test
    void response_overTheLimitOfEitherSide_failsTheCallNamingSizeAndLimit() throws Exception {
        Blobs strictServer = blobs(10_000, 1_000_000);
        assertExhausted(
                catchThrowableOfType(RpcException.class, () -> strictServer.swap(new byte[1], 20_000)),
                "response of " + responseBytes(20_000) + " bytes",
                "at most 10000",
                "maxMessageBytes");
        assertThat(strictServer.swap(new byte[1], 1)).hasSize(1);
    }

    @Test
    void response_overTheClientsLimit_failsAtTheProvider() throws Exception {
        Blobs strictClient = blobs(1_000_000, 10_000);
        RpcException error = catchThrowableOfType(RpcException.class, () -> strictClient.swap(new byte[1], 20_000));
        assertThat(CallInfo.last().attempts()).isEqualTo(1);
        assertExhausted(error, "response of " + responseBytes(20_000) + " bytes", "at most 10000");
        assertThat(error.neverExecuted()).isFalse();
        assertThat(strictClient.swap(new byte[1], 1)).hasSize(1);
    }

    @Test
    void response_overTheMethodsLimit_failsNamingTheAnnotation() throws Exception {
        Blobs blobs = blobs(1_000_000, 1_000_000);

        assertExhausted(
                catchThrowableOfType(RpcException.class, () -> blobs.small(new byte[1], 1000)),
                "at most 200",
                "@RpcMethod(maxResponseBytes)");
        assertThat(blobs.small(new byte[1], 1)).hasSize(1);
    }

    @Test
    void messages_exactlyAtTheLimit_pass() throws Exception {
        int limit = 10_000;
        Blobs blobs = blobs(limit, limit);
        int request = largest(limit, LimitsTest::requestBytes);
        int response = largest(limit, LimitsTest::responseBytes);
        assertThat(requestBytes(request)).isEqualTo(limit);
        assertThat(responseBytes(response)).isEqualTo(limit);

        assertThat(blobs.swap(new byte[request], 1)).hasSize(1);
        assertThat(blobs.swap(new byte[1], response)).hasSize(response);
        assertExhausted(
                catchThrowableOfType(RpcException.class, () -> blobs.swap(new byte[request + 1], 1)), "10001 bytes");
        assertExhausted(
                catchThrowableOfType(RpcException.class, () -> blobs.swap(new byte[1], response + 1)), "10001 bytes");
    }

    @Test
    void message_ofSeveralMegabytes_travelsWithinTheStandardLimit() throws Exception {
        net.serve(Blobs.class, new Swapper());
        Blobs blobs = net.refer(Blobs.class);

        assertThat(blobs.swap(new byte[4_000_000], 4_000_000)).hasSize(4_000_000);
    }

    @Test
    @SuppressWarnings("try") // the scope is only closed
    void baggage_overItsLimit_failsTheCallAlone() throws Exception {
        net.serve(Blobs.class, new Swapper());
        Blobs blobs = net.refer(Blobs.class);
        try (CallContext.Scope scope =
                CallContext.none().withBaggage("much", "x".repeat(9000)).attach()) {
            assertExhausted(
                    catchThrowableOfType(RpcException.class, () -> blobs.swap(new byte[1], 1)),
                    "attachments and baggage",
                    "at most 8192");
        }
        assertThat(blobs.swap(new byte[1], 1)).hasSize(1);
    }

    private static int largest(int limit, IntUnaryOperator size) {
        int n = limit;
        while (size.applyAsInt(n) > limit) {
            n--;
        }
        return n;
    }

    private static int requestBytes(int bodyBytes) {
        RpcOutput out = new RpcOutput(64, Integer.MAX_VALUE);
        Contracts.arguments(Blobs.class, blobs -> blobs.swap(new byte[bodyBytes], 1))
                .write(out);
        return (int) out.size();
    }

    private static int responseBytes(int bodyBytes) {
        RpcOutput out = new RpcOutput(64, Integer.MAX_VALUE);
        SWAP.resultWriter().write(out, new byte[bodyBytes]);
        return (int) out.size();
    }
}
