package dev.tern.rpc.server;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.wire.RequestHeader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An admitted call at the provider, from its arrival to its answer. Decoded and run on the method's executor; cancelled by the event loop when its
 * caller gives it up, is gone, or its deadline passes.
 *
 * <p>What few calls need is made when it is needed: the handler's context, with the handler's span, and what cancels it. Where the chain begins spans, its filter makes the handler's; until then the call
 * has the caller's.
 */
class InboundCall extends RpcCall implements Runnable, Supplier<CallContext> {

    private static final Logger log = LoggerFactory.getLogger(InboundCall.class);
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final VarHandle ANSWERED;
    private static final VarHandle BODY;
    private static final VarHandle CANCELLATION;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ANSWERED = lookup.findVarHandle(InboundCall.class, "answered", boolean.class);
            BODY = lookup.findVarHandle(InboundCall.class, "body", RpcInput.class);
            CANCELLATION = lookup.findVarHandle(InboundCall.class, "cancellation", Cancellation.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ServedMethod served;
    private final ServerConnection connection;
    private final boolean oneWay;
    private volatile @Nullable RpcInput body; // of whoever takes it: who runs the call, or the event loop
    private volatile @Nullable Cancellation cancellation;
    private final boolean measured;
    private volatile boolean answered;
    private volatile boolean begun;
    private volatile boolean written;

    /** A call that arrived at this time, its first part if it came in parts. */
    InboundCall(
            RequestHeader header,
            RpcInput body,
            ServedMethod served,
            ServerConnection connection,
            long arrivedNanos,
            boolean inParts) {
        super(served.descriptor(), arrivedNanos, arrivedNanos + header.remainingMicros() * 1000);
        this.served = served;
        this.connection = connection;
        this.oneWay = header.oneWay();
        this.body = body;
        this.measured = !inParts;
        super.idAtHolder(header.id());
        trace(header.traceHigh(), header.traceLow(), header.callerSpan(), header.traceFlags());
        if (!served.beginsSpan()) {
            newSpan();
        }
        if (header.repeated()) {
            repeated();
        }
        if (!header.attachments().isEmpty() || !header.baggage().isEmpty()) {
            super.context(newContext(header.attachments(), header.baggage()));
        }
    }

    /** The id on the wire. */
    int id() {
        return idAtHolder();
    }

    /** Nothing: whoever holds a received call, it is known by the id that it came with. */
    @Override
    public void idAtHolder(int id) {}

    /** Whether the calling thread is the one that answers: a call that ends in two ways at a time, such as by its handler and its deadline, is answered once. */
    boolean claimAnswer() {
        return !answered && ANSWERED.compareAndSet(this, false, true);
    }

    boolean oneWay() {
        return oneWay;
    }

    ServedMethod served() {
        return served;
    }

    /** Whether the time that it takes is the provider's: how long its parts take to arrive depends on the consumer. */
    boolean isMeasured() {
        return measured;
    }

    /** Whether its deadline has passed or is about to: a caller that gives the call up now does it because of that. */
    boolean isNearDeadline(long now) {
        return deadlineNanos() - now <= SOON_NANOS;
    }

    /** Whether its turn has come. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether its answer was written by another thread than the event loop, which may not have forgotten the call yet. */
    boolean isWritten() {
        return written;
    }

    void written() {
        written = true;
    }

    // ---------------------------------------------------------------- the handler's context

    /** The context, when the handler's thread asks for it. */
    @Override
    public CallContext get() {
        return context();
    }

    /** Replaces the context; the handler, which this thread is about to call, sees it. */
    @Override
    public void context(CallContext made) {
        CallContext old = context();
        super.context(made);
        CallContext.replace(this, old, made);
    }

    @Override
    protected CallContext newContext() {
        return newContext(Map.of(), Map.of());
    }

    private CallContext newContext(Map<String, String> attachments, Map<String, String> baggage) {
        return CallContext.received(trace(), deadlineNanos(), attachments, baggage, cancellation(), isRepeated());
    }

    private Cancellation cancellation() {
        Cancellation made = cancellation;
        if (made == null) {
            made = new Cancellation();
            Cancellation other = (Cancellation) CANCELLATION.compareAndExchange(this, null, made);
            made = other == null ? made : other;
        }
        return made;
    }

    // ---------------------------------------------------------------- running

    @Override
    public final void run() {
        run(System.nanoTime());
    }

    /** Decodes and runs the call on the calling thread, now; it may still go on when this returns. */
    final void run(long now) {
        RpcInput in = (RpcInput) BODY.getAndSet(this, null);
        if (in == null) { // its deadline passed before its turn came, and it has been answered
            return;
        }
        if (!served.onLoop()) {
            connection.dequeued(this);
        }
        if (isDone()) { // given up, and answered, before its turn came
            in.release();
            return;
        }
        CallContext previous = CallContext.enter(this);
        try {
            if (isCancelled() || deadlineNanos() - now <= 0) {
                in.release();
                connection.nobodyWaits(this, isCancelled() ? Status.CANCELLED : Status.DEADLINE_EXCEEDED);
            } else if (decode(in)) {
                begun = true;
                begin();
                try {
                    served.chain().invoke(this);
                } catch (RuntimeException | Error e) {
                    fail(e); // by a user's filter, which should not throw: the call must end all the same
                } finally {
                    end();
                }
            }
        } finally {
            CallContext.leave(previous);
        }
    }

    private boolean decode(RpcInput in) {
        try {
            arguments(served.arguments().read(in));
            in.expectEnd();
            return true;
        } catch (RuntimeException | Error e) { // users' constructors run here too
            String what = e instanceof DecodingException ? e.getMessage() : e.toString();
            if (oneWay) { // nobody else will hear of it
                log.warn("{}: the arguments of a one-way call cannot be decoded: {}", method(), what);
            }
            connection.answered(
                    this,
                    RpcException.neverExecuted(
                            Status.INVALID_ARGUMENT, method() + ": the arguments cannot be decoded: " + what, e));
            return false;
        } finally {
            in.release();
        }
    }

    /** The implementation is about to be called by this thread. */
    void begin() {}

    /** This thread has left the implementation. */
    void end() {}

    @Override
    protected void ended() {
        connection.answered(this);
    }

    /** Whether nobody has begun to run it, and nobody has dropped it. */
    boolean waits() {
        return body != null;
    }

    /** Drops the body of a call, which then will not run; false if it runs, has run, or was dropped before. */
    boolean drop() {
        RpcInput in = body == null ? null : (RpcInput) BODY.getAndSet(this, null);
        if (in != null) {
            in.release();
        }
        return in != null;
    }

    // ---------------------------------------------------------------- cancelling

    /** Nobody waits for the result any more: tells the handler and the calls it made. On the event loop. */
    void cancel(RpcException cause) {
        cancellation().cancel(cause);
        if (method().asynchronous()) { // its stage may never complete: the call ends, and its admission with it
            cancelled(cause);
        }
    }

    boolean isCancelled() {
        Cancellation known = cancellation;
        return known != null && known.isCancelled();
    }

    @Override
    public String toString() {
        return method() + " #" + id();
    }

    /**
     * A call whose handler is interrupted when nobody waits for its result any more. A lock, held for an instant, keeps the interrupt from hitting whatever
     * the thread does next.
     */
    static final class Interruptible extends InboundCall {

        private @Nullable Thread runner; // guarded by this
        private boolean interrupted; // guarded by this

        Interruptible(
                RequestHeader header,
                RpcInput body,
                ServedMethod served,
                ServerConnection connection,
                long arrivedNanos,
                boolean inParts) {
            super(header, body, served, connection, arrivedNanos, inParts);
        }

        @Override
        synchronized void begin() {
            runner = Thread.currentThread();
            if (isCancelled()) { // since it was asked
                interrupted = true;
                runner.interrupt();
            }
        }

        @Override
        synchronized void end() {
            runner = null;
            if (interrupted) {
                Thread.interrupted(); // it was meant for this call, not for the thread's next task
            }
        }

        @Override
        void cancel(RpcException cause) {
            super.cancel(cause);
            synchronized (this) {
                if (runner != null && !interrupted) {
                    interrupted = true;
                    runner.interrupt();
                }
            }
        }
    }
}
