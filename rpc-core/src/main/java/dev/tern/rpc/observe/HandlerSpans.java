package dev.tern.rpc.observe;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gives each call of a provider a span from its arrival to its end, below the caller's attempt. While the handler's thread runs it, the span is current in OpenTelemetry's context and its ids
 * are those of {@link CallContext#trace()} and of the log context; calls that the handler makes go on from there. Calls come here with the caller's span, not with one of their own.
 *
 * <p>A span says when it began by the wall clock, which is asked once, and how long it took by the monotonic one: the wait before the handler is measured by {@link System#nanoTime()} and taken off the present, and
 * OpenTelemetry's SDK asks the wall clock when the span is made and counts from there by its own {@code nanoTime}. A clock that is set while the handler runs changes no duration.
 */
public final class HandlerSpans implements Filter {

    private final Tracer tracer;

    /** A filter whose spans go to this. */
    public HandlerSpans(OpenTelemetry openTelemetry) {
        tracer = Spans.tracer(openTelemetry);
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        Spans spans = new Spans(tracer, method);
        return new Invoker() {
            @Override
            @SuppressWarnings("try") // scopes are only closed
            public void invoke(RpcCall call) {
                Span span = spans.begin(SpanKind.SERVER, Spans.contextOf(call, true))
                        .setStartTimestamp(Instant.now().minusNanos(System.nanoTime() - call.startNanos()))
                        .startSpan();
                Spans.carry(call, span);
                CallContext context = call.context().withTrace(call.trace());
                call.context(context);
                call.onCompletion(end(spans, span, call));
                try (Scope current = span.makeCurrent();
                        CallContext.Scope attached = context.attach()) {
                    next.invoke(call);
                }
            }

            @Override
            public String toString() {
                return "span -> " + next;
            }
        };
    }

    private static Completion end(Spans spans, Span span, RpcCall call) {
        Cancellation cancellation =
                call.method().asynchronous() ? call.context().cancellation() : null;
        End end = new End(spans, span, cancellation);
        if (cancellation != null) {
            cancellation.listen(end);
        }
        return end;
    }

    /**
     * Ends a span; once, whatever comes second.
     *
     * @param cancellation of a call whose handler returns a stage, which may never complete
     */
    private record End(Spans spans, Span span, @Nullable Cancellation cancellation)
            implements Completion, Cancellation.Listener {

        @Override
        public boolean completed(RpcCall call) {
            if (cancellation != null) {
                cancellation.forget(this);
            }
            spans.end(span, call);
            return true;
        }

        @Override
        public void cancelled(RpcException cause) {
            Spans.end(span, cause);
        }
    }
}
