package dev.tern.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.Fallback;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.Status;
import dev.tern.rpc.codec.Dispatchers;
import dev.tern.rpc.e2e.Ask;
import dev.tern.rpc.e2e.AskAgain;
import dev.tern.rpc.e2e.AskAsync;
import dev.tern.rpc.e2e.Refused;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.server.RpcServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fallback -> retry -> a provider over a real socket whose implementation fails as the text says. */
class FallbackTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String registry = "memory://fallback-" + NUMBER.incrementAndGet();
    private final RpcServer server = RpcServer.builder()
            .application("provider")
            .host("127.0.0.1")
            .registry(registry)
            .eventLoops(1)
            .shutdownHook(false)
            .drain(Duration.ZERO, Duration.ofSeconds(10))
            .provide(Ask.class, FallbackTest::answer)
            .start();
    private final RpcClient client = RpcClient.builder()
            .application("web")
            .registry(registry)
            .eventLoops(1)
            .build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static String answer(String text) throws Refused {
        return switch (text) {
            case "fail" -> throw new IllegalStateException("broken");
            case "refuse" -> throw new Refused("no", 1);
            default -> text;
        };
    }

    /** Answers with what it was asked and why. */
    static final class Cached implements Ask {

        static final AtomicInteger MADE = new AtomicInteger();

        Cached() {
            MADE.incrementAndGet();
        }

        @Override
        public String ask(String text) {
            return "cached " + text + " "
                    + CallContext.current().failure().getClass().getSimpleName();
        }
    }

    /** A contract that names what answers for it. */
    @RpcService
    @Fallback(LastPrices.class)
    interface Prices {

        /** The price of an item; fails for items that are not there. */
        String price(String item);
    }

    static final class LastPrices implements Prices {

        private final AtomicInteger answers = new AtomicInteger();

        @Override
        public String price(String item) {
            return "last price " + answers.incrementAndGet();
        }
    }

    @Test
    @SuppressWarnings("try") // the provider is only closed
    void fallback_ofTheContract_answersFromOneInstanceForEachReference() throws Exception {
        try (RpcServer prices = RpcServer.builder()
                .application("prices")
                .host("127.0.0.1")
                .registry(registry)
                .eventLoops(1)
                .shutdownHook(false)
                .drain(Duration.ZERO, Duration.ofSeconds(10))
                .provide(Prices.class, item -> {
                    throw new IllegalStateException(item);
                })
                .start()) {
            Prices one = client.refer(Prices.class);
            Prices another = client.refer(Prices.class, options -> options.deadline(Duration.ofSeconds(5)));
            client.awaitReady(Prices.class, Duration.ofSeconds(20));

            assertThat(one.price("x")).isEqualTo("last price 1");
            assertThat(one.price("x")).isEqualTo("last price 2");
            assertThat(another.price("x")).isEqualTo("last price 1");
            assertThat(client.<Prices>refer(Prices.class, options -> options.fallback((Prices) item -> "by code"))
                            .price("x"))
                    .isEqualTo("by code");
        }
    }

    /** Refers to another service, and to its own once more, while a reference is made. */
    @Test
    void refer_withinUsersCodeThatAReferenceRuns_isARefer() throws Exception {
        AtomicReference<RpcClient> self = new AtomicReference<>();
        AtomicReference<Ask> inner = new AtomicReference<>();
        AtomicBoolean bound = new AtomicBoolean();
        RpcClient nested = RpcClient.builder()
                .application("nested")
                .registry(registry)
                .eventLoops(1)
                .filter((method, next) -> {
                    if (bound.compareAndSet(false, true)) {
                        for (int i = 1; i <= 20; i++) { // enough to have a map grow
                            Duration deadline = Duration.ofSeconds(i);
                            self.get().refer(AskAgain.class, options -> options.deadline(deadline));
                        }
                        inner.set(self.get().refer(Ask.class));
                    }
                    return next;
                })
                .build();
        self.set(nested);
        try (nested) {
            Ask ask = nested.refer(Ask.class);
            nested.awaitReady(Ask.class, Duration.ofSeconds(20));

            assertThat(ask.ask("x")).isEqualTo("x");
            assertThat(inner.get().ask("y")).isEqualTo("y");
            assertThat(nested.refer(Ask.class)).isSameAs(inner.get());
        }
    }

    private Ask ask() throws InterruptedException {
        Ask ask = client.refer(Ask.class, options -> options.fallback(new Cached()));
        client.awaitReady(Ask.class, Duration.ofSeconds(20));
        return ask;
    }

    @Test
    void fallback_byCode_answersWhatFailedAndNothingElse() throws Exception {
        Ask ask = ask();

        assertThat(ask.ask("x")).isEqualTo("x");
        assertThat(ask.ask("fail")).isEqualTo("cached fail RpcRemoteException");
        assertThatThrownBy(() -> ask.ask("refuse")).isInstanceOf(Refused.class);
    }

    @Test
    void fallback_byCode_answersWithoutAnyProvider() throws Exception {
        ask();
        server.close();
        Ask lonely = client.refer(
                Ask.class,
                options -> options.deadline(Duration.ofMillis(200))
                        .deadline("ask", Duration.ofMillis(200))
                        .fallback(new Cached()));

        assertThat(lonely.ask("x")).isEqualTo("cached x RpcException");
    }

    @Test
    void fallback_ofATwin_isAnImplementationOfItsContract() throws Exception {
        AskAsync ask = client.refer(AskAsync.class, options -> options.fallback(new Cached()));
        client.awaitReady(AskAsync.class, Duration.ofSeconds(20));

        assertThat(ask.ask("fail").get(20, TimeUnit.SECONDS)).isEqualTo("cached fail RpcRemoteException");
    }

    @Test
    void fallbacks_ofAnAnnotation_areMadeOnceForAReference_andCodeIsStronger() throws Exception {
        ServiceDescriptor service = annotated(Cached.class);
        int before = Cached.MADE.get();

        assertThat(Fallbacks.of(Ask.class, service, null)
                        .handler(service.methods().get(0)))
                .isNotNull();
        assertThat(Cached.MADE).hasValue(before + 1);

        assertThat(Fallbacks.of(Ask.class, service, (Ask) text -> "code")
                        .handler(service.methods().get(0)))
                .isNotNull();
        assertThat(Cached.MADE).hasValue(before + 1);
        assertThat(Fallbacks.of(Ask.class, annotated(null), null)
                        .handler(service.methods().get(0)))
                .isNull();
    }

    @Test
    void fallbacks_ofAClassThatCannotBeMade_areRefusedWithTheReason() {
        assertThatThrownBy(() -> Fallbacks.of(Ask.class, annotated(Ask.class), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "@Fallback: dev.tern.rpc.e2e.Ask cannot be made (expected: a class with a constructor");
        assertThatThrownBy(() -> Fallbacks.of(Ask.class, annotated(String.class), null))
                .hasMessage("fallback: java.lang.String (expected: an implementation of dev.tern.rpc.e2e.Ask)");
        assertThatThrownBy(() -> Fallbacks.of(Ask.class, annotated(Broken.class), null))
                .hasMessageEndingWith("Broken threw")
                .hasRootCauseMessage("INTERNAL: no cache");
    }

    /** Cannot be made. */
    static final class Broken extends Exception implements Ask {

        private static final long serialVersionUID = 1;

        Broken() {
            throw new RpcException(Status.INTERNAL, "no cache");
        }

        @Override
        public String ask(String text) {
            return text;
        }
    }

    private static ServiceDescriptor annotated(Class<?> fallback) {
        ServiceDescriptor service = Dispatchers.of(Ask.class).service();
        MethodPolicy policy = service.methods().get(0).policy();
        MethodDescriptor method =
                service.methods().get(0).withPolicy(fallback == null ? policy : policy.withFallback(fallback));
        return new ServiceDescriptor(service.name(), "", "", service.hash(), service.contract(), List.of(method));
    }
}
