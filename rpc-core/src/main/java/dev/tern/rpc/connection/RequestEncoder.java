package dev.tern.rpc.connection;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.transport.LinkSettings;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.Hello;
import dev.tern.rpc.wire.RequestHeader;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Turns calls into REQUEST frames within the limits of both sides. Thread-safe. */
final class RequestEncoder {

    private final String provider;
    private final LinkSettings settings;
    private volatile int maxMessageBytes;
    private volatile int maxTailBytes;

    /** For a provider at an address, whose limits are not known yet. */
    RequestEncoder(String provider, LinkSettings settings) {
        this.provider = provider;
        this.settings = settings;
        this.maxMessageBytes = settings.maxMessageBytes();
        this.maxTailBytes = settings.maxHeaderBytes();
    }

    /** Minds the provider's limits too. */
    void limits(Hello hello) {
        maxMessageBytes = Math.min(maxMessageBytes, hello.maxMessageBytes());
        maxTailBytes = Math.min(maxTailBytes, hello.maxTailBytes());
    }

    /** Encodes a request, without its id; what stands against it, or null. Any thread. */
    @Nullable
    RpcException encode(RpcOutput out, RpcCall call, Binding binding) {
        MethodDescriptor method = call.method();
        long remainingMicros = TimeUnit.NANOSECONDS.toMicros(call.deadlineNanos() - System.nanoTime());
        Map<String, String> attachments = call.context().attachments();
        Map<String, String> baggage = call.context().baggage();
        boolean tail = !attachments.isEmpty() || !baggage.isEmpty();
        boolean oneWay = method.kind() == MethodDescriptor.Kind.ONE_WAY;
        int flags = (oneWay ? FrameLayout.ONE_WAY : 0)
                | (call.isRepeated() ? FrameLayout.REPEATED : 0)
                | (tail ? FrameLayout.TAIL : 0);
        RequestHeader.write(out, flags, binding.number(), method.number(), remainingMicros);
        RequestHeader.writeTrace(out, call.traceHigh(), call.traceLow(), call.span(), call.traceFlags());
        long body = out.size();
        int limit = Math.min(maxMessageBytes, method.policy().maxRequestBytes());
        out.limit((int) body + limit);
        try {
            call.arguments().write(out);
        } catch (RuntimeException | Error e) { // users' accessors run here
            return RpcException.neverExecuted(
                    Status.INVALID_ARGUMENT, method + ": the arguments cannot be encoded: " + e, e);
        }
        out.end();
        if (out.isOverLimit()) {
            return tooLarge(method, out.size() - body, limit);
        }
        if (tail) {
            out.limit(Integer.MAX_VALUE);
            int bytes = RequestHeader.writeTail(out, attachments, baggage);
            if (bytes > maxTailBytes) {
                return RpcException.neverExecuted(
                        Status.RESOURCE_EXHAUSTED,
                        method + ": attachments and baggage: " + bytes + " bytes (expected: at most " + maxTailBytes
                                + ", set by maxHeaderBytes of consumer and provider)",
                        null);
            }
        }
        FrameLayout.end(out);
        return null;
    }

    private RpcException tooLarge(MethodDescriptor method, long size, int limit) {
        String setting = limit == method.policy().maxRequestBytes()
                ? "@RpcMethod(maxRequestBytes) of the method"
                : limit == settings.maxMessageBytes()
                        ? "maxMessageBytes of the client"
                        : "maxMessageBytes of the provider " + provider;
        return RpcException.neverExecuted(
                Status.RESOURCE_EXHAUSTED,
                method + ": request of " + size + " bytes (expected: at most " + limit + ", set by " + setting + ")",
                null);
    }
}
