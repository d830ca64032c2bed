package dev.tern.rpc.server;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.wire.RequestHeader;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An admitted call at the provider, from its arrival to its answer. Decoded and run on the method's executor; cancelled by the event loop when its
 * caller gives it up, is gone, or its deadline passes.
 *
 * <p>A lock, held for an instant, keeps an interrupt from hitting whatever the thread does next.
 */
final class InboundCall implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(InboundCall.class);

    final int id;
    final long deadlineNanos;
    private final ServedMethod method;
    private final boolean oneWay;
    private final ServerConnection connection;
    private final CallContext context;
    private final Cancellation cancellation = new Cancellation();
    private final boolean interruptible;

    /** The answer was written by another thread than the event loop, which has not yet forgotten the call. */
    volatile boolean written;

    private @Nullable RpcInput body; // whoever runs the call
    private @Nullable Thread runner; // guarded by this
    private boolean interrupted; // guarded by this

    InboundCall(
            RequestHeader header,
            RpcInput body,
            ServedMethod method,
            ServerConnection connection,
            boolean interruptible) {
        this.id = header.id();
        this.oneWay = header.oneWay();
        this.deadlineNanos = System.nanoTime() + header.remainingMicros() * 1000;
        this.method = method;
        this.connection = connection;
        this.interruptible = interruptible;
        this.body = body;
        this.context = CallContext.received(
                header.childTrace(), deadlineNanos, header.attachments(), header.baggage(), cancellation);
    }

    MethodDescriptor method() {
        return method.descriptor();
    }

    boolean oneWay() {
        return oneWay;
    }

    CallContext context() {
        return context;
    }

    /** Decodes and runs the call on the calling thread; it may still go on when this returns. */
    @Override
    @SuppressWarnings("try") // the scope is only closed
    public void run() {
        RpcInput in = Objects.requireNonNull(body);
        body = null;
        try (CallContext.Scope scope = context.attach()) {
            if (context.isCancelled()) {
                in.release();
                connection.answered(
                        this,
                        RpcException.neverExecuted(
                                Status.DEADLINE_EXCEEDED,
                                method() + ": nobody waited any more when its turn came",
                                null));
                return;
            }
            Arguments arguments = decode(in);
            if (arguments != null) {
                RpcCall call = new RpcCall(method(), arguments, context);
                call.whenDone(() -> connection.answered(this, call));
                if (method().asynchronous()) {
                    cancellation.listen(call); // its stage may never complete: the call ends, and its admission with it
                }
                begin();
                try {
                    method.chain().invoke(call);
                } catch (RuntimeException | Error e) {
                    call.fail(e); // by a user's filter, which should not throw: the call must end all the same
                } finally {
                    end();
                }
            }
        }
    }

    private @Nullable Arguments decode(RpcInput in) {
        try {
            Arguments arguments = method.arguments().read(in);
            in.expectEnd();
            return arguments;
        } catch (RuntimeException | Error e) { // users' constructors run here too
            String what = e instanceof DecodingException ? e.getMessage() : e.toString();
            if (oneWay) { // nobody else will hear of it
                log.warn("{}: the arguments of a one-way call cannot be decoded: {}", method(), what);
            }
            connection.answered(
                    this,
                    RpcException.neverExecuted(
                            Status.INVALID_ARGUMENT, method() + ": the arguments cannot be decoded: " + what, e));
            return null;
        } finally {
            in.release();
        }
    }

    private synchronized void begin() {
        if (interruptible) {
            runner = Thread.currentThread();
            if (cancellation.isCancelled()) { // since it was asked above
                interrupted = true;
                runner.interrupt();
            }
        }
    }

    private synchronized void end() {
        runner = null;
        if (interrupted) {
            Thread.interrupted(); // it was meant for this call, not for the thread's next task
        }
    }

    /** Nobody waits for the result any more: tells the handler and the calls it made. On the event loop. */
    void cancel(RpcException cause) {
        cancellation.cancel(cause);
        synchronized (this) {
            if (runner != null && !interrupted) {
                interrupted = true;
                runner.interrupt();
            }
        }
    }

    boolean isCancelled() {
        return cancellation.isCancelled();
    }

    /** Drops the body of a call that will not run. */
    void drop() {
        RpcInput in = body;
        body = null;
        if (in != null) {
            in.release();
        }
    }

    @Override
    public String toString() {
        return method() + " #" + id;
    }
}
