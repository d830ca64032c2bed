package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.TraceContext;
import dev.tern.rpc.support.Logs;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** One trace id from the caller through handlers, nested calls and continuations, in the contexts and in the log contexts. */
@SuppressWarnings("try") // scopes are only closed
class TraceTest {

    private final Loopback net = new Loopback();

    @AfterEach
    void close() {
        net.close();
    }

    /** What is current where it is made: the trace, and what the log context says. */
    private record Seen(String trace, String span, String mdcTrace, String mdcSpan) {

        static Seen here() {
            CallContext context = CallContext.current();
            return new Seen(context.traceId(), context.spanId(), MDC.get("trace_id"), MDC.get("span_id"));
        }

        boolean agrees() {
            return trace.equals(mdcTrace) && span.equals(mdcSpan);
        }
    }

    @Test
    void logContext_attachedScope_holdsTheIdsUntilItIsClosed() {
        CallContext outer = CallContext.none().withNewTrace();
        CallContext inner = outer.withNewTrace();
        try (CallContext.Scope first = outer.attach()) {
            assertThat(Seen.here().agrees()).isTrue();
            try (CallContext.Scope second = inner.attach()) {
                assertThat(MDC.get("trace_id")).isEqualTo(inner.traceId());
                try (CallContext.Scope third = CallContext.none().attach()) {
                    assertThat(MDC.get("trace_id")).isNull();
                    assertThat(MDC.get("span_id")).isNull();
                }
                assertThat(MDC.get("span_id")).isEqualTo(inner.spanId());
            }
            assertThat(MDC.get("trace_id")).isEqualTo(outer.traceId());
        }
        assertThat(MDC.get("trace_id")).isNull();
        assertThat(MDC.get("span_id")).isNull();
    }

    @Test
    void call_inATrace_handlerContinuesItInASpanOfItsOwn() throws Exception {
        List<Seen> seen = new CopyOnWriteArrayList<>();
        net.serve(Ask.class, text -> {
            seen.add(Seen.here());
            return text;
        });
        Ask ask = net.refer(Ask.class);
        TraceContext trace = TraceContext.begin();
        try (CallContext.Scope scope = CallContext.none().withTrace(trace).attach()) {
            ask.ask("x");
            assertThat(Seen.here().span()).isEqualTo(trace.spanId());
        }

        assertThat(seen).hasSize(1).allMatch(Seen::agrees);
        assertThat(seen.get(0).trace()).isEqualTo(trace.traceId());
        assertThat(seen.get(0).span()).isNotEqualTo(trace.spanId()).hasSize(16);
        assertThat(CallInfo.last().traceId()).isEqualTo(trace.traceId());
    }

    @Test
    void call_withoutTrace_beginsOnePerCall() throws Exception {
        net.serve(Ask.class, text -> CallContext.current().traceId());
        Ask ask = net.refer(Ask.class);

        String first = ask.ask("x");
        assertThat(CallInfo.last().traceId()).isEqualTo(first).hasSize(32);
        assertThat(ask.ask("x")).isNotEqualTo(first).hasSize(32);
        assertThat(MDC.get("trace_id")).isNull();
    }

    @Test
    void nestedCalls_synchronousAndAsynchronous_continueTheTrace() throws Exception {
        List<Seen> seen = new CopyOnWriteArrayList<>();
        net.serve(Later.class, text -> {
            seen.add(Seen.here());
            return CompletableFuture.completedFuture(text);
        });
        Later later = net.refer(Later.class);
        net.serve(AskAgain.class, text -> {
            seen.add(Seen.here());
            return text;
        });
        AskAgain again = net.refer(AskAgain.class);
        net.serve(Ask.class, text -> {
            seen.add(Seen.here());
            again.ask(text);
            String value = later.later(text)
                    .thenApply(v -> {
                        seen.add(Seen.here());
                        return v;
                    })
                    .join();
            seen.add(Seen.here());
            return value;
        });
        net.refer(Ask.class).ask("x");
        String trace = CallInfo.last().traceId();

        assertThat(seen).hasSize(5).allMatch(Seen::agrees);
        assertThat(seen).extracting(Seen::trace).containsOnly(trace);
        assertThat(seen.get(4).span()).isEqualTo(seen.get(0).span());
        assertThat(List.of(seen.get(0).span(), seen.get(1).span(), seen.get(2).span()))
                .doesNotHaveDuplicates();
    }

    @Test
    void continuation_ofAnAsynchronousCall_hasTheTraceAndLeavesNothingBehind() throws Exception {
        net.serve(Ask.class, text -> CallContext.current().traceId());
        AskAsync ask = net.refer(AskAsync.class);
        for (int i = 0; i < 20; i++) {
            List<Seen> seen = new CopyOnWriteArrayList<>();
            CompletableFuture<String> future;
            TraceContext trace = TraceContext.begin();
            try (CallContext.Scope scope = CallContext.none().withTrace(trace).attach()) {
                future = ask.ask("x").whenComplete((value, e) -> seen.add(Seen.here()));
            }
            assertThat(future.get(10, TimeUnit.SECONDS)).isEqualTo(trace.traceId());
            if (!seen.get(0)
                    .trace()
                    .isEmpty()) { // else it was done before the continuation was added, which then ran here
                assertThat(seen.get(0).trace()).isEqualTo(trace.traceId());
                assertThat(seen.get(0).agrees()).isTrue();
            }
        }
    }

    @Test
    void attachments_travelOneHop_baggageTheWholeChain() throws Exception {
        net.serve(
                AskAgain.class,
                text -> CallContext.current().attachment("tenant") + " "
                        + CallContext.current().baggage("tag"));
        AskAgain inner = net.refer(AskAgain.class);
        net.serve(
                Ask.class,
                text -> CallContext.current().attachment("tenant") + " "
                        + CallContext.current().baggage("tag") + ", " + inner.ask(text));
        Ask outer = net.refer(Ask.class);
        try (CallContext.Scope scope = CallContext.none()
                .withAttachment("tenant", "acme \u4e2d")
                .withBaggage("tag", "canary")
                .attach()) {
            assertThat(outer.ask("x")).isEqualTo("acme \u4e2d canary, null canary");
        }
        assertThat(outer.ask("x")).isEqualTo("null null, null null");
    }

    @Test
    void frameworkLog_ofAFailedHandler_hasTheTrace() throws Exception {
        try (Logs logs = Logs.of("dev.tern")) {
            net.serve(Ask.class, text -> {
                throw new IllegalStateException("broken");
            });
            Ask ask = net.refer(Ask.class);
            RawConsumer.quietly(() -> {
                try {
                    return ask.ask("x");
                } catch (RuntimeException e) {
                    return e;
                }
            });
            String trace = CallInfo.last().traceId();

            assertThat(logs.events())
                    .filteredOn(event -> event.getFormattedMessage().contains("does not declare"))
                    .hasSize(1)
                    .allMatch(event -> trace.equals(event.getMDCPropertyMap().get("trace_id")));
        }
    }
}
