package dev.tern.rpc.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.TestCalls;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code span -> something that makes attempts -> attempt span -> endpoints that are played by hand}. */
class AttemptSpansTest {

    private static final CallInfo.Peer FIRST = new CallInfo.Peer("[::1]:7001", "a");
    private static final CallInfo.Peer SECOND = new CallInfo.Peer("orders.example:7002", "b");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetry telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final List<String> sent = new ArrayList<>();

    private Invoker chain(Filter attempts, Invoker endpoints) {
        return Filter.chain(
                List.of(new CallSpans(telemetry), attempts, new AttemptSpans(telemetry)), TestCalls.READ, call -> {
                    sent.add(call.trace().spanId());
                    endpoints.invoke(call);
                });
    }

    private List<SpanData> attempts() {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().endsWith(" attempt"))
                .toList();
    }

    @Test
    void attempts_oneAfterTheOther_eachCarriesItsOwnSpanBelowTheCalls() {
        Filter twice = (method, next) -> call -> {
            call.onCompletion(failed -> {
                call.repeated();
                next.invoke(call);
                return false;
            });
            next.invoke(call);
        };
        RpcCall call = TestCalls.call(TestCalls.READ);
        chain(twice, attempt -> {
                    attempt.attempt(attempt.attempts() == 0 ? FIRST : SECOND);
                    if (attempt.attempts() == 1) {
                        attempt.fail(new RpcException(Status.UNAVAILABLE, "gone"));
                    } else {
                        attempt.complete("fine");
                    }
                })
                .invoke(call);

        SpanData whole = exporter.getFinishedSpanItems().get(2);
        List<SpanData> attempts = attempts();
        assertThat(sent)
                .containsExactlyElementsOf(
                        attempts.stream().map(SpanData::getSpanId).toList());
        assertThat(attempts).hasSize(2).allMatch(span -> span.getParentSpanId().equals(whole.getSpanId()));
        assertThat(call.trace().spanId()).isEqualTo(whole.getSpanId());
        assertThat(attempts.stream().map(span -> span.getAttributes().get(Spans.SERVER_ADDRESS)))
                .containsExactly("[::1]", "orders.example");
        assertThat(attempts.stream().map(span -> span.getAttributes().get(Spans.SERVER_PORT)))
                .containsExactly(7001L, 7002L);
        assertThat(attempts.stream().map(span -> span.getAttributes().get(Spans.ATTEMPT)))
                .containsExactly(1L, 2L);
        assertThat(attempts.stream().map(span -> span.getAttributes().get(Spans.REPEATED)))
                .containsExactly(false, true);
        assertThat(attempts.stream()
                        .map(span -> span.getStatus().getStatusCode().name()))
                .containsExactly("ERROR", "UNSET");
        assertThat(whole.getStatus().getStatusCode().name()).isEqualTo("UNSET");
        assertThat(whole.getAttributes().get(Spans.SERVER_PORT)).isEqualTo(7002L);
    }

    @Test
    void attempts_atOnce_theExtraOneIsHedgedAndTheLoserCancelled() {
        List<RpcCall> branches = new ArrayList<>();
        Filter hedge = (method, next) -> call -> {
            for (int place = 1; place <= 2; place++) {
                RpcCall branch = call.branch(call.startNanos(), place);
                branches.add(branch);
                next.invoke(branch);
            }
        };
        RpcCall call = TestCalls.call(TestCalls.READ);
        chain(hedge, attempt -> {
                    attempt.attempt(FIRST);
                    attempt.heldBy((held, cause) -> cause);
                })
                .invoke(call);
        branches.get(0).abort(new RpcException(Status.CANCELLED, "another one was faster"));
        branches.get(1).abort(new RpcException(Status.CANCELLED, "given up"));
        call.completeAs(branches.get(1));

        SpanData whole = exporter.getFinishedSpanItems().get(2);
        assertThat(sent).doesNotHaveDuplicates().hasSize(2);
        assertThat(attempts())
                .hasSize(2)
                .allMatch(span -> span.getParentSpanId().equals(whole.getSpanId()));
        assertThat(attempts().stream().map(span -> span.getAttributes().get(Spans.ATTEMPT)))
                .containsExactly(1L, 2L);
        assertThat(attempts().stream().map(span -> span.getAttributes().get(Spans.HEDGED)))
                .containsExactly(false, true);
    }

    @Test
    void attempt_thatReachesNobody_hasNoServer() {
        chain((method, next) -> next, attempt -> attempt.fail(new RpcException(Status.UNAVAILABLE, "nobody")))
                .invoke(TestCalls.call(TestCalls.READ));

        assertThat(exporter.getFinishedSpanItems())
                .hasSize(2)
                .allSatisfy(span -> assertThat(span.getAttributes().get(Spans.SERVER_ADDRESS))
                        .isNull());
    }
}
