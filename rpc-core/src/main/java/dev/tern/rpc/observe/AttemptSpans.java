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

/**
 * Gives each attempt a span below the call's. It is what the provider sees as its parent, and of kind CLIENT for that: tools that draw who calls whom join a SERVER span to its CLIENT parent.
 *
 * <p>While an attempt is under way the call carries its span; afterwards the call's own again, for the next attempt.
 */
public final class AttemptSpans implements Filter {

    private final Tracer tracer;

    /** A filter whose spans go to this. */
    public AttemptSpans(OpenTelemetry openTelemetry) {
        tracer = Spans.tracer(openTelemetry);
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        Spans spans = new Spans(tracer, method);
        return new Invoker() {
            @Override
            public void invoke(RpcCall call) {
                Span span = spans.begin(" attempt", SpanKind.CLIENT, Spans.contextOf(call, false))
                        .setAttribute(Spans.ATTEMPT, call.place() > 0 ? call.place() : call.attempts() + 1)
                        .setAttribute(Spans.HEDGED, call.place() > 1)
                        .setAttribute(Spans.REPEATED, call.isRepeated())
                        .startSpan();
                call.onCompletion(new End(
                        spans,
                        span,
                        call.attempts(),
                        call.traceHigh(),
                        call.traceLow(),
                        call.span(),
                        call.traceFlags()));
                Spans.carry(call, span);
                next.invoke(call);
            }

            @Override
            public String toString() {
                return "attempt span -> " + next;
            }
        };
    }

    /**
     * Ends an attempt.
     *
     * @param attempts how many there were before
     * @param traceHigh the trace of the call, with the three that follow
     */
    private record End(Spans spans, Span span, int attempts, long traceHigh, long traceLow, long callSpan, int flags)
            implements Completion {

        @Override
        public boolean completed(RpcCall call) {
            if (call.attempts() > attempts) { // else it has reached nobody
                Spans.server(span, call);
            }
            spans.end(span, call);
            call.trace(traceHigh, traceLow, callSpan, flags);
            return true;
        }
    }
}
