package dev.tern.rpc.observe;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.TraceContext;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends the spans of one method by OpenTelemetry's semantic conventions for RPC, version 1.45.0. A span has an {@code error.type} and the status ERROR exactly if the call threw,
 * declared exceptions included.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/rpc/rpc-spans/">Semantic conventions for RPC spans</a>
 */
final class Spans {

    static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("tern.attempts");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("tern.attempt");
    static final AttributeKey<Boolean> HEDGED = AttributeKey.booleanKey("tern.attempt.hedged");
    static final AttributeKey<Boolean> REPEATED = AttributeKey.booleanKey("tern.attempt.repeated");

    private static final AttributeKey<String> STATUS = AttributeKey.stringKey(Labels.RESPONSE_STATUS);
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey(Labels.ERROR_TYPE);
    private static final AttributeKey<String> EXCEPTION_TYPE = AttributeKey.stringKey("exception.type");
    private static final AttributeKey<String> EXCEPTION_MESSAGE = AttributeKey.stringKey("exception.message");
    private static final AttributeKey<String> EXCEPTION_STACK = AttributeKey.stringKey("exception.stacktrace");

    private final Tracer tracer;
    private final String method;
    private final Outcomes outcomes;
    private final Attributes common;

    Spans(Tracer tracer, MethodDescriptor method) {
        this.tracer = tracer;
        this.method = Labels.method(method);
        this.outcomes = new Outcomes(method);
        this.common = Attributes.of(
                AttributeKey.stringKey(Labels.SYSTEM), Labels.TERN, AttributeKey.stringKey(Labels.METHOD), this.method);
    }

    /** Where spans of the framework come from. */
    static Tracer tracer(OpenTelemetry openTelemetry) {
        return openTelemetry.getTracer("dev.tern.rpc");
    }

    /** A span to be, named like the method. */
    SpanBuilder begin(SpanKind kind, Context parent) {
        return begin("", kind, parent);
    }

    /** A span to be, named like the method with this behind it. */
    SpanBuilder begin(String suffix, SpanKind kind, Context parent) {
        return tracer.spanBuilder(method + suffix)
                .setSpanKind(kind)
                .setParent(parent)
                .setAllAttributes(common);
    }

    /** A context whose span has the ids that stand in the call; without a span if the call is in no trace. */
    static Context contextOf(RpcCall call, boolean remote) {
        TraceContext trace = call.trace();
        if (!trace.isPresent()) {
            return Context.root();
        }
        TraceFlags flags = TraceFlags.fromByte((byte) trace.flags());
        SpanContext span = remote
                ? SpanContext.createFromRemoteParent(trace.traceId(), trace.spanId(), flags, TraceState.getDefault())
                : SpanContext.create(trace.traceId(), trace.spanId(), flags, TraceState.getDefault());
        return Context.root().with(Span.wrap(span));
    }

    /** Makes the span the call's. A tracer without an SDK gives invalid ones; the call then has one that is recorded nowhere. */
    static void carry(RpcCall call, Span span) {
        SpanContext ids = span.getSpanContext();
        if (ids.isValid()) {
            call.trace(
                    Long.parseUnsignedLong(ids.getTraceId(), 0, 16, 16),
                    Long.parseUnsignedLong(ids.getTraceId(), 16, 32, 16),
                    Long.parseUnsignedLong(ids.getSpanId(), 16),
                    ids.getTraceFlags().asByte());
        } else {
            call.newSpan();
        }
    }

    /** Tells which provider it was. */
    static void server(Span span, RpcCall call) {
        String address = call.peer() == null ? "" : call.peer().address();
        int colon = address.lastIndexOf(':');
        if (colon > 0) {
            span.setAttribute(SERVER_ADDRESS, address.substring(0, colon));
            span.setAttribute(SERVER_PORT, Long.parseLong(address, colon + 1, address.length(), 10));
        }
    }

    /** Ends the span as the call ends. */
    void end(Span span, RpcCall call) {
        if (span.isRecording()) {
            int outcome = outcomes.of(call);
            String errorType = outcomes.errorType(outcome);
            span.setAttribute(STATUS, outcomes.status(outcome));
            if (errorType != null) {
                Throwable failure = call.failure();
                span.setAttribute(ERROR_TYPE, errorType);
                span.setStatus(StatusCode.ERROR, failure == null ? errorType : String.valueOf(failure.getMessage()));
                record(span, failure, errorType);
            }
        }
        span.end();
    }

    /** Ends the span of a call that nobody waits for any more, although its handler has not ended. */
    static void end(Span span, RpcException cause) {
        Status status = cause.status();
        span.setAttribute(STATUS, status.name());
        span.setAttribute(ERROR_TYPE, status.name());
        span.setStatus(StatusCode.ERROR, cause.description());
        span.end();
    }

    private static void record(Span span, @Nullable Throwable failure, String declared) {
        if (failure instanceof RpcRemoteException remote) {
            AttributesBuilder told = Attributes.builder()
                    .put(EXCEPTION_TYPE, remote.remoteClass())
                    .put(EXCEPTION_MESSAGE, remote.remoteMessage());
            if (!remote.remoteStack().isEmpty()) {
                told.put(EXCEPTION_STACK, remote.remoteStack());
            }
            span.addEvent("exception", told.build());
        } else if (failure != null) {
            span.recordException(failure);
        } else {
            span.addEvent("exception", Attributes.of(EXCEPTION_TYPE, declared));
        }
    }
}
