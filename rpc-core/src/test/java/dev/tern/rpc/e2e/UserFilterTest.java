package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Users' filters on both ends: where they stand, and that what they set in the context is where it belongs. */
class UserFilterTest {

    private final Loopback net = new Loopback();
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        net.close();
    }

    /** Notes that a call passed, at a place of the consumer's chain. */
    private Filter noting(String name, Filter.Place place) {
        return new Filter() {
            @Override
            public Invoker bind(MethodDescriptor method, Invoker next) {
                return call -> {
                    seen.add(name);
                    call.onCompletion(c -> seen.add(name + " ended"));
                    next.invoke(call);
                };
            }

            @Override
            public Place place() {
                return place;
            }
        };
    }

    /** Adds to the context of each call. */
    private static Filter adding(String key, String value) {
        return (method, next) -> call -> {
            CallContext before = CallContext.current(); // asked for: it must not be what the handler sees
            call.context(call.context().withBaggage(key, value).withAttachment(key, value));
            assertThat(before).isNotNull();
            next.invoke(call);
        };
    }

    private void serveBaggage(String... keys) {
        net.serve(Ask.class, text -> {
            CallContext context = CallContext.current();
            return List.of(keys).stream()
                    .map(key -> context.baggage(key) + "/" + context.attachment(key))
                    .toList()
                    .toString();
        });
    }

    private <S> S refer(RpcClient.Builder builder, Class<S> contract) throws InterruptedException {
        return Loopback.refer(net.build(builder), contract);
    }

    @Test
    void places_callsBeforeAttempts_ofOnePlaceInTheirOrder() throws Exception {
        serveBaggage();
        Ask ask = refer(
                net.client()
                        .filter(noting("attempt", Filter.Place.ATTEMPT))
                        .filter(noting("first", Filter.Place.CALL))
                        .filter(noting("second", Filter.Place.CALL)),
                Ask.class);
        ask.ask("x");

        assertThat(seen).containsExactly("first", "second", "attempt", "attempt ended", "second ended", "first ended");
    }

    @Test
    void consumersFilter_setsContext_handlerSeesIt() throws Exception {
        serveBaggage("tenant");
        Ask ask = refer(net.client().filter(adding("tenant", "acme")), Ask.class);

        assertThat(ask.ask("x")).isEqualTo("[acme/acme]");
    }

    @Test
    void consumersFilter_setsContext_callbackSeesIt() throws Exception {
        CountDownLatch registered = new CountDownLatch(1);
        net.serve(Ask.class, text -> {
            Loopback.await(registered);
            return text;
        });
        AskAsync ask = refer(net.client().filter(adding("tenant", "acme")), AskAsync.class);
        CompletableFuture<String> inCallback =
                ask.ask("x").thenApply(text -> CallContext.current().baggage("tenant"));
        registered.countDown();

        assertThat(inCallback.get(10, TimeUnit.SECONDS)).isEqualTo("acme");
    }

    @Test
    void providersFilter_setsContext_handlerAndItsCallsSeeIt() throws Exception {
        net.serve(AskAgain.class, text -> {
            CallContext context = CallContext.current();
            return context.baggage("zone") + "/" + context.attachment("zone");
        });
        AskAgain behind = net.refer(AskAgain.class);
        net.start(net.server()
                .filter(adding("zone", "blue"))
                .provide(
                        Ask.class,
                        text -> CallContext.current().baggage("zone") + "/"
                                + CallContext.current().attachment("zone") + ", then " + behind.ask(text)));
        Ask ask = net.refer(Ask.class);

        assertThat(ask.ask("x")).isEqualTo("blue/blue, then blue/blue");
    }

    @Test
    void providersFilter_setsContext_logContextKeepsTheTrace() throws Exception {
        net.start(net.server()
                .filter(adding("zone", "blue"))
                .provide(
                        Ask.class,
                        text -> CallContext.current().traceId().equals(MDC.get("trace_id")) ? "same" : "other"));

        assertThat(net.refer(Ask.class).ask("x")).isEqualTo("same");
    }

    @Test
    void discoveredFilters_standOnTheEndTheyAreFor() throws Exception {
        net.serve(
                Discovered.class,
                text -> Objects.requireNonNull(CallContext.current().baggage("way")));
        Discovered service = refer(net.client(), Discovered.class);

        assertThat(service.ask("x")).isEqualTo("cp");
    }
}
