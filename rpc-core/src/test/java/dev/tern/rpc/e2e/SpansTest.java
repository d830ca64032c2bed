package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.NonBlocking;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.TraceContext;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** {@code stub -> span -> deadline -> retry -> attempt span -> endpoints -> a real socket -> handler's span -> the implementation}: how the spans hang together, and what they tell. */
@SuppressWarnings("try") // scopes are only closed
class SpansTest {

    private static final AttributeKey<String> STATUS = AttributeKey.stringKey("rpc.response.status_code");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private final Loopback net = new Loopback();
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetry telemetry = telemetry(Sampler.parentBased(Sampler.alwaysOn()));

    @AfterEach
    void close() {
        net.close();
    }

    private OpenTelemetry telemetry(Sampler sampler) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build();
    }

    private <S> RpcServer serve(Class<S> contract, S implementation) {
        return net.start(net.server().openTelemetry(telemetry).provide(contract, implementation));
    }

    private <S> S refer(Class<S> contract) throws InterruptedException {
        return Loopback.refer(client(), contract);
    }

    private RpcClient client() {
        return net.build(net.client().openTelemetry(telemetry));
    }

    /** The only span of this name and kind. */
    private SpanData span(String name, SpanKind kind) {
        return spans(name, kind).stream()
                .reduce((one, other) -> {
                    throw new AssertionError("two: " + one + ", " + other);
                })
                .orElseThrow();
    }

    private List<SpanData> spans(String name, SpanKind kind) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name) && span.getKind() == kind)
                .toList();
    }

    private static String method(Class<?> contract, String method) {
        return contract.getName() + "/" + method;
    }

    private static void assertChild(SpanData child, SpanData parent) {
        assertThat(child.getTraceId()).isEqualTo(parent.getTraceId());
        assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
    }

    @Test
    void call_whoseHandlerCalls_hangsTogetherFromTheCallersSpanToTheLastHandler() throws Exception {
        serve(AskAgain.class, text -> text);
        AskAgain inner = refer(AskAgain.class);
        RpcServer server = serve(Ask.class, inner::ask);
        Ask ask = refer(Ask.class);
        Span users = telemetry.getTracer("test").spanBuilder("users").startSpan();
        try (Scope scope = users.makeCurrent()) {
            ask.ask("x");
        }
        users.end();

        String outer = method(Ask.class, "ask");
        SpanData call = span(outer, SpanKind.CLIENT);
        SpanData attempt = span(outer + " attempt", SpanKind.CLIENT);
        SpanData handler = span(outer, SpanKind.SERVER);
        SpanData innerCall = span(method(AskAgain.class, "ask"), SpanKind.CLIENT);
        assertChild(call, span("users", SpanKind.INTERNAL));
        assertChild(attempt, call);
        assertChild(handler, attempt);
        assertThat(handler.getParentSpanContext().isRemote()).isTrue();
        assertChild(innerCall, handler);
        assertChild(span(method(AskAgain.class, "ask") + " attempt", SpanKind.CLIENT), innerCall);
        assertThat(CallInfo.last().traceId()).isEqualTo(call.getTraceId());
        assertThat(exporter.getFinishedSpanItems()).hasSize(7).allSatisfy(span -> {
            assertThat(span.getStatus()).isEqualTo(StatusData.unset());
            assertThat(span.getAttributes().get(ERROR_TYPE)).isNull();
        });
        for (SpanData span : List.of(call, attempt, handler)) {
            assertThat(span.getAttributes().get(AttributeKey.stringKey("rpc.system.name")))
                    .isEqualTo("tern");
            assertThat(span.getAttributes().get(AttributeKey.stringKey("rpc.method")))
                    .isEqualTo(outer);
            assertThat(span.getAttributes().get(STATUS)).isEqualTo("OK");
        }
        for (SpanData span : List.of(call, attempt)) {
            assertThat(span.getAttributes().get(AttributeKey.stringKey("server.address")))
                    .isEqualTo("127.0.0.1");
            assertThat(span.getAttributes().get(AttributeKey.longKey("server.port")))
                    .isEqualTo(server.port());
        }
        assertThat(attempt.getAttributes().get(AttributeKey.longKey("tern.attempt")))
                .isEqualTo(1);
        assertThat(call.getAttributes().get(AttributeKey.longKey("tern.attempts")))
                .isEqualTo(1);
    }

    @Test
    void handler_whileItRuns_hasItsSpanInAllContexts() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        serve(Ask.class, text -> {
            seen.add(Span.current().getSpanContext().getSpanId());
            seen.add(CallContext.current().spanId());
            seen.add(MDC.get("span_id"));
            assertThat(CallContext.current().traceId()).isEqualTo(MDC.get("trace_id"));
            assertThat(CallContext.current().attachment("tenant")).isEqualTo("acme");
            assertThat(CallContext.current().remaining()).isPresent();
            return text;
        });
        Ask ask = refer(Ask.class);
        try (CallContext.Scope scope =
                CallContext.none().withAttachment("tenant", "acme").attach()) {
            ask.ask("x");
        }

        String span = span(method(Ask.class, "ask"), SpanKind.SERVER).getSpanId();
        assertThat(seen).containsExactly(span, span, span);
    }

    @Test
    void call_inATraceOfTheCallContext_continuesIt() throws Exception {
        serve(Ask.class, text -> text);
        Ask ask = refer(Ask.class);
        TraceContext trace = TraceContext.begin();
        try (CallContext.Scope scope = CallContext.none().withTrace(trace).attach()) {
            ask.ask("x");
        }

        SpanData call = span(method(Ask.class, "ask"), SpanKind.CLIENT);
        assertThat(call.getTraceId()).isEqualTo(trace.traceId());
        assertThat(call.getParentSpanId()).isEqualTo(trace.spanId());
    }

    @Test
    void handler_ofAConsumerWithoutTelemetry_continuesItsTrace() throws Exception {
        serve(Ask.class, text -> CallContext.current().traceId());
        Ask ask = net.refer(Ask.class);
        TraceContext trace = TraceContext.begin();
        try (CallContext.Scope scope = CallContext.none().withTrace(trace).attach()) {
            assertThat(ask.ask("x")).isEqualTo(trace.traceId());
        }

        assertThat(span(method(Ask.class, "ask"), SpanKind.SERVER).getTraceId()).isEqualTo(trace.traceId());
    }

    @Test
    void call_undeclaredException_recordsTheRemoteStack() throws Exception {
        serve(Ask.class, SpansTest::outOfOrder);
        Ask ask = refer(Ask.class);

        assertThatThrownBy(() -> ask.ask("x")).isInstanceOf(RpcRemoteException.class);
        String name = method(Ask.class, "ask");
        SpanData handler = span(name, SpanKind.SERVER);
        for (SpanData span : List.of(span(name, SpanKind.CLIENT), span(name + " attempt", SpanKind.CLIENT), handler)) {
            assertThat(span.getStatus().getStatusCode().name()).isEqualTo("ERROR");
            assertThat(span.getAttributes().get(STATUS)).isEqualTo("UNKNOWN");
            assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("undeclared");
            EventData event = span.getEvents().get(0);
            assertThat(event.getName()).isEqualTo("exception");
            assertThat(event.getAttributes().get(AttributeKey.stringKey("exception.type")))
                    .isEqualTo("java.lang.IllegalStateException");
            assertThat(event.getAttributes().get(AttributeKey.stringKey("exception.message")))
                    .isEqualTo("out of order");
            assertThat(event.getAttributes().get(AttributeKey.stringKey("exception.stacktrace")))
                    .contains("SpansTest.outOfOrder(SpansTest.java:");
        }
    }

    private static String outOfOrder(String text) {
        throw new IllegalStateException("out of order");
    }

    @Test
    void call_declaredException_isToldByItsClass() throws Exception {
        serve(Ask.class, text -> {
            throw new Refused("no", 3);
        });
        Ask ask = refer(Ask.class);

        assertThatThrownBy(() -> ask.ask("x")).isInstanceOf(Refused.class);
        for (SpanKind kind : List.of(SpanKind.CLIENT, SpanKind.SERVER)) {
            SpanData span = span(method(Ask.class, "ask"), kind);
            assertThat(span.getAttributes().get(STATUS)).isEqualTo("OK");
            assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo(Refused.class.getName());
            assertThat(span.getEvents()).hasSize(1);
        }
    }

    @Test
    void call_triedAgain_hasASpanPerAttempt() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        net.start(net.server().openTelemetry(telemetry).maxConcurrentCalls(1).provide(Ask.class, text -> {
            running.countDown();
            Loopback.await(end);
            return text;
        }));
        Ask other = net.refer(Ask.class);
        Ask ask = refer(Ask.class);
        Thread busy = new Thread(() -> RawConsumer.quietly(() -> other.ask("busy")));
        busy.start();
        Loopback.await(running);

        assertThatThrownBy(() -> ask.ask("x")).isInstanceOf(RpcException.class);
        end.countDown();
        busy.join();
        String name = method(Ask.class, "ask");
        SpanData call = span(name, SpanKind.CLIENT);
        List<SpanData> attempts = spans(name + " attempt", SpanKind.CLIENT);
        assertThat(attempts).hasSizeGreaterThan(1).allSatisfy(attempt -> {
            assertChild(attempt, call);
            assertThat(attempt.getAttributes().get(ERROR_TYPE)).isEqualTo("RESOURCE_EXHAUSTED");
        });
        assertThat(attempts.stream().map(attempt -> attempt.getAttributes().get(AttributeKey.longKey("tern.attempt"))))
                .startsWith(1L, 2L)
                .doesNotHaveDuplicates();
        assertThat(call.getAttributes().get(AttributeKey.longKey("tern.attempts")))
                .isEqualTo(attempts.size());
    }

    @Test
    void sampling_switchedOffByTheCaller_travels() throws Exception {
        List<SpanContext> seen = new CopyOnWriteArrayList<>();
        serve(Ask.class, text -> {
            seen.add(Span.current().getSpanContext());
            assertThat(CallContext.current().trace().flags() & TraceContext.SAMPLED)
                    .isZero();
            return CallContext.current().traceId();
        });
        Ask ask = Loopback.refer(net.build(net.client().openTelemetry(telemetry(Sampler.alwaysOff()))), Ask.class);
        String traceId = ask.ask("x");

        assertThat(exporter.getFinishedSpanItems()).isEmpty();
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).isSampled()).isFalse();
        assertThat(seen.get(0).getTraceId()).isEqualTo(traceId);
        assertThat(CallInfo.last().traceId()).isEqualTo(traceId);
    }

    @Test
    void telemetry_withoutSdk_leavesTheIdsOfTheFramework() throws Exception {
        net.start(net.server()
                .openTelemetry(OpenTelemetry.noop())
                .provide(Ask.class, text -> CallContext.current().traceId()));
        Ask ask = Loopback.refer(net.build(net.client().openTelemetry(OpenTelemetry.noop())), Ask.class);

        assertThat(ask.ask("x")).hasSize(32).isEqualTo(CallInfo.last().traceId());
    }

    @Test
    void handler_onTheLoop_leavesNoSpanThere() throws Exception {
        OnLoop onLoop = new OnLoop();
        serve(Ask.class, onLoop);
        Ask ask = refer(Ask.class);
        ask.ask("one");
        ask.ask("two");

        List<SpanData> handlers = spans(method(Ask.class, "ask"), SpanKind.SERVER);
        assertThat(onLoop.seen)
                .containsExactlyElementsOf(
                        handlers.stream().map(SpanData::getSpanId).toList());
        assertThat(handlers.get(0).getTraceId()).isNotEqualTo(handlers.get(1).getTraceId());
        assertThat(spans(method(Ask.class, "ask"), SpanKind.CLIENT))
                .allMatch(call -> !call.getParentSpanContext().isValid());
    }

    @NonBlocking
    private static final class OnLoop implements Ask {

        private final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public String ask(String text) {
            seen.add(Span.current().getSpanContext().getSpanId());
            return text;
        }
    }

    @Test
    void asynchronousHandler_spanEndsWithItsStage() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        serve(Later.class, text -> {
            begun.countDown();
            return stage;
        });
        CompletableFuture<String> answer = refer(Later.class).later("x");
        Loopback.await(begun);
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
        stage.complete("done");

        assertThat(answer.get()).isEqualTo("done");
        assertThat(span(method(Later.class, "later"), SpanKind.SERVER)
                        .getAttributes()
                        .get(STATUS))
                .isEqualTo("OK");
    }

    @Test
    void asynchronousHandler_thatNeverEnds_spanEndsWithItsCall() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        serve(Later.class, text -> {
            begun.countDown();
            return new CompletableFuture<>();
        });
        CompletableFuture<String> answer = refer(Later.class).later("x");
        Loopback.await(begun);
        answer.cancel(true);

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            SpanData handler = span(method(Later.class, "later"), SpanKind.SERVER);
            assertThat(handler.getAttributes().get(ERROR_TYPE)).isEqualTo("CANCELLED");
        });
        assertThat(span(method(Later.class, "later"), SpanKind.CLIENT)
                        .getAttributes()
                        .get(ERROR_TYPE))
                .isEqualTo("CANCELLED");
    }
}
