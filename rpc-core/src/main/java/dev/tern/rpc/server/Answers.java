package dev.tern.rpc.server;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.BodyWriter;
import dev.tern.rpc.kernel.DeclaredException;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.transport.Buffers;
import dev.tern.rpc.transport.Outgoing;
import dev.tern.rpc.wire.ErrorFrame;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Encodes how a call ended. */
final class Answers {

    private static final Duration NOT_AGAIN = Duration.ofMillis(-1);

    private Answers() {}

    /** The answer of a call that ran. */
    static Outgoing of(Buffers buffers, InboundCall call, int maxMessageBytes, boolean sendStackTraces) {
        if (call.oneWay()) {
            return buffers.outgoing(0); // not sent; it tells the writer that the call has ended
        }
        MethodDescriptor method = call.method();
        Throwable failure = call.failure();
        int limit = Math.min(maxMessageBytes, method.policy().maxResponseBytes());
        Outgoing answer = buffers.outgoing(limit + FrameLayout.MAX_HEADER_BYTES);
        RpcOutput out = answer.out();
        int index = failure == null ? -1 : declared(method, failure);
        if (failure == null) {
            FrameLayout.begin(out, FrameType.RESPONSE, FrameLayout.NO_FLAGS, call.id());
            long start = out.size();
            out.limit((int) start + limit);
            writeResult(method, out, call);
            return finish(buffers, answer, call, start, limit, maxMessageBytes);
        }
        if (index >= 0) {
            FrameLayout.begin(out, FrameType.ERROR, FrameLayout.DECLARED, call.id());
            out.putUnsigned(index);
            long start = out.size();
            out.limit((int) start + limit);
            write(method.exceptions().get(index), out, failure);
            return finish(buffers, answer, call, start, limit, maxMessageBytes);
        }
        out.limit(Integer.MAX_VALUE); // errors have limits of their own
        if (failure instanceof RpcException told) {
            // of a call that this one made, or thrown on purpose; this one has been executed, whatever happened to the
            // other
            ErrorFrame.write(out, call.id(), false, told.status(), told.description(), pushback(told));
        } else {
            String message = failure.getMessage() == null ? "" : failure.getMessage();
            ErrorFrame.writeUndeclared(
                    out,
                    call.id(),
                    failure.getClass().getName(),
                    message,
                    causes(failure),
                    sendStackTraces ? stack(failure) : "",
                    maxMessageBytes + FrameLayout.overhead(0));
        }
        return answer;
    }

    /** What failed below has been tried again there, if that was of use: who tries it again above multiplies the load on what is failing. */
    private static @Nullable Duration pushback(RpcException told) {
        return told.pushback().orElse(told.isOfCall() ? NOT_AGAIN : null);
    }

    private static Outgoing finish(
            Buffers buffers, Outgoing answer, InboundCall call, long start, int limit, int maxMessageBytes) {
        RpcOutput out = answer.out();
        FrameLayout.end(out);
        if (!out.isOverLimit()) {
            return answer;
        }
        long size = out.size() - start;
        buffers.release(answer);
        String setting = limit < maxMessageBytes
                ? "@RpcMethod(maxResponseBytes) of the method"
                : "maxMessageBytes of provider and consumer";
        return error(
                buffers,
                call,
                new RpcException(
                        Status.RESOURCE_EXHAUSTED,
                        call.method() + ": response of " + size + " bytes (expected: at most " + limit + ", set by "
                                + setting + ")"));
    }

    /** The answer of a call that failed in the framework. */
    static Outgoing error(Buffers buffers, InboundCall call, RpcException error) {
        Outgoing answer = buffers.outgoing(Integer.MAX_VALUE);
        ErrorFrame.write(
                answer.out(),
                call.id(),
                error.neverExecuted(),
                error.status(),
                error.description(),
                error.pushback().orElse(null));
        return answer;
    }

    /** What the implementation threw and is to be logged, because its caller is not told, or only in words; null if there is nothing. */
    static @Nullable Throwable undeclared(RpcCall ended) {
        Throwable failure = ended.failure();
        boolean told = failure instanceof RpcException && ended.method().kind() != MethodDescriptor.Kind.ONE_WAY;
        return failure == null || told || declared(ended.method(), failure) >= 0 ? null : failure;
    }

    /** Whether a call that failed did so as its contract says. */
    static boolean isDeclared(RpcCall ended) {
        Throwable failure = ended.failure();
        return failure != null && declared(ended.method(), failure) >= 0;
    }

    /** Which declared exception this is: the one of its own class, else of the nearest class above it; -1 if none. */
    private static int declared(MethodDescriptor method, Throwable failure) {
        List<DeclaredException<?>> exceptions = method.exceptions();
        for (Class<?> type = failure.getClass(); type != Throwable.class && type != null; type = type.getSuperclass()) {
            for (int i = 0; i < exceptions.size(); i++) {
                if (exceptions.get(i).type() == type) {
                    return i;
                }
            }
        }
        return -1;
    }

    @SuppressWarnings("unchecked") // declared() matched the type
    private static <E extends Throwable> void write(DeclaredException<E> exception, RpcOutput out, Throwable failure) {
        ((BodyWriter<Throwable>) (BodyWriter<?>) exception.writer()).write(out, failure);
    }

    @SuppressWarnings("NullAway") // the checker does not see that the writer takes null
    private static void writeResult(MethodDescriptor method, RpcOutput out, RpcCall ended) {
        Object value;
        try {
            value = ended.result();
        } catch (Throwable e) {
            throw new IllegalStateException(e); // it has not failed
        }
        method.resultWriter().write(out, value);
    }

    /** The causes, the nearest first; not more than travel, for they can go in a circle. */
    private static List<RpcRemoteException.Cause> causes(Throwable failure) {
        List<RpcRemoteException.Cause> causes = new ArrayList<>();
        Throwable cause = failure.getCause();
        for (; cause != null && causes.size() < ErrorFrame.MAX_CAUSES; cause = cause.getCause()) {
            causes.add(new RpcRemoteException.Cause(
                    cause.getClass().getName(), Objects.requireNonNullElse(cause.getMessage(), "")));
        }
        return causes;
    }

    private static String stack(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
