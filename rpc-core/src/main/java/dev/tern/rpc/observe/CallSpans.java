package dev.tern.rpc.observe;

import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * Gives each call of a consumer a span over all its attempts. Its parent is the span that is current on the calling thread; if there is none, the trace of the call's context. Stands in the place of
 * {@link TraceFilter}, so that the ids in contexts, logs and on the wire are those of the spans.
 */
public final class CallSpans implements Filter {

    private final Tracer tracer;

    /** A filter whose spans go to this. */
    public CallSpans(OpenTelemetry openTelemetry) {
        tracer = Spans.tracer(openTelemetry);
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        Spans spans = new Spans(tracer, method);
        return new Invoker() {
            @Override
            public void invoke(RpcCall call) {
                Context current = Context.current();
                Context parent =
                        Span.fromContext(current).getSpanContext().isValid() ? current : Spans.contextOf(call, true);
                Span span = spans.begin(SpanKind.CLIENT, parent).startSpan();
                Spans.carry(call, span);
                call.onCompletion(new End(spans, span));
                next.invoke(call);
            }

            @Override
            public String toString() {
                return "span -> " + next;
            }
        };
    }

    private record End(Spans spans, Span span) implements Completion {

        @Override
        public boolean completed(RpcCall call) {
            Spans.server(span, call);
            span.setAttribute(Spans.ATTEMPTS, (long) call.attempts());
            spans.end(span, call);
            return true;
        }
    }
}
