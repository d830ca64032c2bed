package dev.tern.rpc.kernel;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.TraceContext;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call, from the stub to its end or, at the provider, from the decoded request to the answer: arguments, context, deadline, completion and
 * waiter in one object.
 *
 * <p><b>Who may complete it.</b> At each moment the call is either on its way, in the hands of one thread that runs an {@link Invoker} or a
 * {@link Completion}, or {@linkplain #heldBy held} by one {@link Holder} that waits for something. Whoever wins {@link #releasedBy} or
 * takes the call from its holder by {@link #abort} completes it, exactly once per attempt; the others find that they lost and forget it. An
 * abort that meets a call on its way ends it for its caller at once; what is on its way notices when it next asks to hold it.
 *
 * <p>One object, for both ends: what a call takes in memory is most of what a small call costs beside its bytes. So it also keeps what its holder must know
 * of it, and its trace as numbers. A server has a subclass for what it received.
 *
 * <p>Fields without a guard are written only by the party in whose hands the call is; giving it on through {@code holder}, a queue or
 * {@code state} publishes them.
 */
public class RpcCall implements Cancellation.Listener {

    private static final long ENDING_NANOS = 50_000;
    private static final int INLINE = 2; // so many completions need no array
    private static final int OPEN = 0;

    /** Ended with the outcome. */
    private static final int DONE = 1;

    /** Ended by an abort that met it on its way: with the abort's cause, while whoever has the call may still write an outcome. */
    private static final int ABORTED = 2;

    private static final VarHandle CONTEXT;
    private static final VarHandle HOLDER;
    private static final VarHandle STATE;
    private static final VarHandle ABORT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CONTEXT = lookup.findVarHandle(RpcCall.class, "context", CallContext.class);
            HOLDER = lookup.findVarHandle(RpcCall.class, "holder", Holder.class);
            STATE = lookup.findVarHandle(RpcCall.class, "state", int.class);
            ABORT = lookup.findVarHandle(RpcCall.class, "abort", RpcException.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MethodDescriptor method;
    private final long startNanos;
    private @Nullable Arguments arguments;
    private @Nullable CallContext context;
    private long traceHigh;
    private long traceLow;
    private long span;
    private byte traceFlags;
    private boolean hasDeadline;
    private long deadlineNanos;
    private short attempts;
    private boolean answered;
    private boolean repeated;
    private CallInfo.@Nullable Peer peer;
    private long attemptNanos;
    private int permit;

    private byte depth; // how many completions there are
    private @Nullable Completion first;
    private @Nullable Completion second;
    private @Nullable Completion @Nullable [] more; // from the third on
    private @Nullable Object
            outcome; // a value, a Throwable, or what is still to be decoded or asked: RpcInput, Callable
    private @Nullable BodyReader<? extends @Nullable Object> decoder;
    private @Nullable Class<?> declaredType;
    private boolean failed;
    private byte steps; // how often it was passed on or a completion ran, for who throws in between
    private boolean timePassed; // since its start: users' code ran, an attempt ended, or somebody held it

    private volatile @Nullable Holder holder;
    private volatile int idAtHolder;
    private byte resends;
    private volatile @Nullable RpcException abort;
    private volatile int state;
    private @Nullable Object waiter; // a Thread, or a Runnable

    /** A call on its way; its deadline is the context's until a filter {@linkplain #deadline sets} an earlier one. */
    public RpcCall(MethodDescriptor method, Arguments arguments, CallContext context) {
        this(method, arguments, context, System.nanoTime());
    }

    /** As above, of a stub that was called at this time. */
    public RpcCall(MethodDescriptor method, Arguments arguments, CallContext context, long startNanos) {
        this.method = method;
        this.startNanos = startNanos;
        this.arguments = arguments;
        this.context = context;
        this.hasDeadline = context.hasDeadline();
        this.deadlineNanos = context.deadlineNanos();
        this.repeated = context.isRepeated();
        trace(context.trace());
    }

    /** A call that was received, whose arguments are decoded, and whose {@linkplain #newContext context} is made, when they are needed. */
    protected RpcCall(MethodDescriptor method, long startNanos, long deadlineNanos) {
        this.method = method;
        this.startNanos = startNanos;
        this.hasDeadline = true;
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * A call of its own for one attempt of this one, which several can be under way of: same method, arguments, context, trace and deadline. Who makes it holds this call meanwhile, adds a
     * completion to the branch, and ends this call {@linkplain #completeAs as} the branch that counts.
     *
     * @param branchStartNanos now
     */
    public RpcCall branch(long branchStartNanos) {
        return branch(branchStartNanos, 0);
    }

    /**
     * As above, for who numbers its branches.
     *
     * @param place which attempt of this call it is for, from 1
     */
    public RpcCall branch(long branchStartNanos, int place) {
        RpcCall branch = new Branch(this, branchStartNanos, place);
        branch.hasDeadline = hasDeadline;
        branch.deadlineNanos = deadlineNanos;
        branch.repeated = repeated;
        branch.peer = peer;
        branch.trace(traceHigh, traceLow, span, traceFlags);
        return branch;
    }

    /** Which attempt of its call this is a {@link #branch} for, from 1; 0 if this is the call itself, or nobody numbered it. */
    public int place() {
        return 0;
    }

    // ---------------------------------------------------------------- what is called

    /** The method that is called. */
    public MethodDescriptor method() {
        return method;
    }

    /** What it is called with. */
    public Arguments arguments() {
        return Objects.requireNonNull(arguments);
    }

    /** Sets what it is called with; once. */
    protected void arguments(Arguments decoded) {
        arguments = decoded;
    }

    /** The context the call was made in; at the provider, the handler's. */
    public CallContext context() {
        CallContext known = context;
        if (known == null) {
            CallContext made = newContext();
            CallContext other = (CallContext) CONTEXT.compareAndExchange(this, null, made);
            known = other == null ? made : other;
        }
        return known;
    }

    /**
     * Replaces the context, before the call goes on: a filter adds an attachment, or baggage. It must be made from {@link #context()}, so that who gives up the one gives up the
     * other. An earlier deadline of the context becomes the call's. At the provider the handler sees it.
     *
     * @throws IllegalArgumentException if it belongs to another handler
     */
    public void context(CallContext made) {
        if (context != null && context.cancellation() != made.cancellation()) {
            throw new IllegalArgumentException(
                    method + ": a context of another handler (expected: one made from the call's own)");
        }
        context = made;
        if (made.hasDeadline() && (!hasDeadline || made.deadlineNanos() - deadlineNanos < 0)) {
            deadline(made.deadlineNanos());
        }
    }

    /** Makes the context of a received call, when it is first asked for; of several that are made at once one is taken. */
    protected CallContext newContext() {
        throw new IllegalStateException(this + " has no context (expected: one from the beginning, or newContext)");
    }

    /** The trace of this call: the span that the provider sees as its parent; at the provider, the handler's span. */
    public TraceContext trace() {
        return TraceContext.of(traceHigh, traceLow, span, traceFlags & 0xff);
    }

    /** Sets the trace of this call, before it is sent. */
    public final void trace(TraceContext newTrace) {
        trace(newTrace.traceHigh(), newTrace.traceLow(), newTrace.span(), newTrace.flags());
    }

    /** Sets the trace of this call by its numbers, as {@link TraceContext#of} takes them. */
    public final void trace(long newTraceHigh, long newTraceLow, long newSpan, int newFlags) {
        traceHigh = newTraceHigh;
        traceLow = newTraceLow;
        span = newSpan;
        traceFlags = (byte) newFlags;
    }

    /** Gives the call a new span: of the trace that it belongs to, or the first of a new one. Before it is sent; at the provider, before it runs. */
    public final void newSpan() {
        if ((traceHigh | traceLow) == 0) {
            trace(
                    TraceContext.newTraceHigh(),
                    TraceContext.newTraceLow(),
                    TraceContext.newSpan(),
                    TraceContext.SAMPLED);
        } else {
            span = TraceContext.newSpan();
        }
    }

    /** The first half of the trace id; zero if there is no trace. */
    public final long traceHigh() {
        return traceHigh;
    }

    /** The second half of the trace id; zero if there is no trace. */
    public final long traceLow() {
        return traceLow;
    }

    /** The span id; zero if there is no trace. */
    public final long span() {
        return span;
    }

    /** The flags of the trace, eight bits. */
    public final int traceFlags() {
        return traceFlags & 0xff;
    }

    /** When the stub was called or, at the provider, when the request was read, on the scale of {@link System#nanoTime()}. */
    public long startNanos() {
        return startNanos;
    }

    /**
     * The present for who lets an attempt begin, to a few hundred nanoseconds. A look at the clock is a good part of what a call costs, so it is the time of the {@linkplain #startNanos start} as long
     * as only filters of the framework have passed the call on since. Whoever has the call in hand may ask.
     *
     * @param clock is asked if it is later, after a user's filter, the end of an attempt or while somebody held the call; on the scale of {@link #startNanos()}
     */
    public long nowNanos(LongSupplier clock) {
        return timePassed ? clock.getAsLong() : startNanos;
    }

    /** Whether a deadline is set. */
    public boolean hasDeadline() {
        return hasDeadline;
    }

    /** The deadline on the scale of {@link System#nanoTime()}; meaningless without {@link #hasDeadline()}. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Sets the deadline, before the call is first held. */
    public void deadline(long nanos) {
        hasDeadline = true;
        deadlineNanos = nanos;
    }

    /** How many attempts were handed to a connection. */
    public int attempts() {
        return attempts;
    }

    /** The provider of the last attempt. */
    public CallInfo.@Nullable Peer peer() {
        return peer;
    }

    /** Counts an attempt that is about to be handed to a connection with this provider. */
    public void attempt(CallInfo.Peer provider) {
        attempts++;
        peer = provider;
        answered = false;
        resends = 0;
    }

    /** Names the provider that the next attempt is to avoid where there is another, without counting an attempt. */
    public void avoid(CallInfo.@Nullable Peer provider) {
        peer = provider;
    }

    /** A user's filter passes the call on, or a completion has run; {@link #steps} tells how often that has been. */
    void step() {
        steps++;
        timePassed = true;
    }

    int steps() {
        return steps;
    }

    /** Whether this is a repetition, or is made in a handler that runs because of one. Such a call is not tried again by policy: it would multiply from tier to tier. It travels. */
    public boolean isRepeated() {
        return repeated;
    }

    /** Marks the attempts to come as repetitions. */
    public void repeated() {
        repeated = true;
    }

    /** Notes when an attempt is sent, and with which permit of its endpoint's breaker. For who picks the endpoint. */
    public void picked(long nanos, int breakerPermit) {
        attemptNanos = nanos;
        permit = breakerPermit;
    }

    /** When the last attempt was {@linkplain #picked sent}. */
    public long attemptNanos() {
        return attemptNanos;
    }

    /** The permit it was {@linkplain #picked sent} with. */
    public int permit() {
        return permit;
    }

    // ---------------------------------------------------------------- who has it

    /**
     * The calling thread, in whose hands the call is, leaves it with a holder.
     *
     * @return false if the call was aborted: it is completed, the holder must forget it
     */
    public boolean heldBy(Holder newHolder) {
        timePassed = true;
        if (idAtHolder != 0) {
            idAtHolder(0);
        }
        holder = newHolder;
        if (!newHolder.endsInTime() && waiter instanceof Thread thread) {
            LockSupport.unpark(thread); // it may have relied on another holder to end the call in time
        }
        RpcException cause = abort;
        if (cause == null) {
            return true;
        }
        if (HOLDER.compareAndSet(this, newHolder, null)) {
            fail(newHolder.abandon(this, cause));
        }
        return false;
    }

    /**
     * A holder takes the call up again.
     *
     * @return true if the call is now in the hands of the calling thread, which goes on with it or completes it; false if it was taken
     *     away meanwhile
     */
    public boolean releasedBy(Holder oldHolder) {
        return holder == oldHolder && HOLDER.compareAndSet(this, oldHolder, null);
    }

    /** Who has the call; null while it is on its way. Only a hint. */
    public @Nullable Holder holder() {
        return holder;
    }

    /** The number under which its holder knows the call, such as the id it was sent with; 0 at first. */
    public int idAtHolder() {
        return idAtHolder;
    }

    /** Sets the number under which its holder knows the call. For the holder. */
    public void idAtHolder(int id) {
        idAtHolder = id;
    }

    /** How often its holder has sent this attempt again without that being another one. */
    public int resends() {
        return resends;
    }

    /** Counts one time more that this attempt is sent again. */
    public void resend() {
        resends++;
    }

    /** Whether this holder still has the call; only a hint. */
    public boolean isHeldBy(Holder someHolder) {
        return holder == someHolder;
    }

    /**
     * Ends the call because nobody waits for it any more. Any thread; only the first abort counts, and none does after the end.
     *
     * @param cause {@link Status#CANCELLED} or {@link Status#DEADLINE_EXCEEDED}
     */
    public void abort(RpcException cause) {
        if (state != OPEN || !ABORT.compareAndSet(this, null, cause)) {
            return;
        }
        Holder taken = (Holder) HOLDER.getAndSet(this, null);
        if (taken != null) {
            fail(taken.abandon(this, cause));
        } else {
            finish(ABORTED); // on its way: whoever has it finds out at the next heldBy
        }
    }

    /** Whether its caller has given it up, or its deadline has passed: who gets it in hand lets it end and does not send it again. */
    public boolean isAborted() {
        return abort != null;
    }

    /** Ends the call with its context, by an error of its own: others may get one for the same cause. */
    @Override
    public void cancelled(RpcException cause) {
        abort(new RpcException(
                cause.status(), method + ": the call that it was made for has ended: " + cause.description(), cause));
    }

    // ---------------------------------------------------------------- how it ends

    /** Adds a look at the outcome; the last added runs first. Only the party in whose hands the call is may add. */
    public void onCompletion(Completion completion) {
        switch (depth) {
            case 0 -> first = completion;
            case 1 -> second = completion;
            default -> room(depth - INLINE)[depth - INLINE] = completion;
        }
        depth++;
    }

    private @Nullable Completion[] room(int index) {
        @Nullable Completion[] all = more;
        if (all == null) {
            all = new Completion[4];
            more = all;
        } else if (index == all.length) {
            all = Arrays.copyOf(all, 2 * index);
            more = all;
        }
        return all;
    }

    private Completion lastCompletion() {
        depth--;
        step();
        Completion last = switch (depth) {
            case 0 -> first;
            case 1 -> second;
            default -> Objects.requireNonNull(more)[depth - INLINE];
        };
        return Objects.requireNonNull(last);
    }

    /** Ends the call, or this attempt of it, with a value. Only the party in whose hands the call is may complete it. */
    public void complete(@Nullable Object value) {
        outcome(value, null, false);
        proceed();
    }

    /** Ends the call, or this attempt of it, with an answer that its caller will decode, which releases the input. */
    public void completeEncoded(RpcInput body) {
        completeEncoded(body, method.resultReader());
    }

    /** Ends the call, or this attempt of it, with an answer that its caller will decode in this way, which releases the input. */
    public void completeEncoded(RpcInput body, BodyReader<? extends @Nullable Object> reader) {
        outcome(body, reader, false);
        proceed();
    }

    /** Ends the call, or this attempt of it, with a declared exception that its caller will decode, which releases the input. */
    public void failEncoded(RpcInput body, DeclaredException<?> exception) {
        failEncoded(body, exception.reader(), exception.type());
    }

    /**
     * Ends the call, or this attempt of it, with an exception that its caller will decode in this way, which releases the input.
     *
     * @param type the class of the exception; null if that is not known before it is decoded
     */
    public void failEncoded(RpcInput body, BodyReader<? extends Throwable> reader, @Nullable Class<?> type) {
        outcome(body, reader, true);
        declaredType = type;
        proceed();
    }

    /** Ends the call with what this makes: where the result is read, on the calling thread or the callback executor. What it throws is what the call throws. */
    public void completeLater(Callable<? extends @Nullable Object> answer) {
        outcome(answer, null, false);
        proceed();
    }

    /**
     * Ends a failed call with what this makes of the failure: where the result is read, on the calling thread or the callback executor. A declared exception is
     * decoded there before.
     */
    public void recoverLater(Recovery recovery) {
        RpcInput body = outcome instanceof RpcInput input ? input : null;
        outcome(new RecoveredOutcome(failure(), body, decoder, recovery), null, false);
        proceed();
    }

    /** Ends the call as a {@link #branch} of it ended, which counts as its last attempt. What the branch's outcome holds is this call's from then on. */
    public void completeAs(RpcCall branch) {
        answered = branch.answered;
        if (branch.state == ABORTED) {
            branch.discard();
            outcome(branch.abort, null, true);
        } else {
            outcome(branch.outcome, branch.decoder, branch.failed);
            declaredType = branch.declaredType;
            branch.outcome = null;
            branch.decoder = null;
        }
        proceed();
    }

    /** Counts the attempts of a {@link #branch}, and makes the provider of its last one the last one. */
    public void attempted(RpcCall branch) {
        attempts += branch.attempts;
        peer = branch.peer;
    }

    /** Forgets an outcome that does not count, with what it holds. */
    public void discard() {
        if (outcome instanceof RpcInput body && decoder != null) {
            decoder = null;
            body.release();
        } else if (outcome instanceof RecoveredOutcome recovered) {
            recovered.release();
        }
    }

    /** Ends the call, or this attempt of it, with an error that the provider told. */
    public void failAnswered(RpcException error) {
        answered = true;
        fail(error);
    }

    /** Whether the provider answered the last attempt with an error; otherwise its end was seen from this side. For completions. */
    public boolean answeredWithError() {
        return answered;
    }

    /** Ends the call, or this attempt of it, with an error. */
    public void fail(Throwable error) {
        outcome(error, null, true);
        proceed();
    }

    private void outcome(
            @Nullable Object newOutcome,
            @Nullable BodyReader<? extends @Nullable Object> newDecoder,
            boolean newFailed) {
        outcome = newOutcome;
        decoder = newDecoder;
        failed = newFailed;
        declaredType = null;
    }

    private void proceed() {
        while (depth > 0) {
            Completion next = lastCompletion();
            try {
                if (!next.completed(this)) {
                    return;
                }
            } catch (RuntimeException | Error e) { // it should not; the call must end all the same
                outcome(
                        new RpcException(Status.INTERNAL, method + ": a filter failed at the end of the call: " + e, e),
                        null,
                        true);
            }
        }
        finish(DONE);
    }

    private void finish(int end) {
        if (!STATE.compareAndSet(this, OPEN, end)) {
            if (end == DONE) { // an abort was first: nobody reads the outcome
                discard();
            }
            return;
        }
        ended();
    }

    /** The call has ended: tells whoever waits. Runs once, on the thread that ends it. */
    protected void ended() {
        Cancellation cancellation = context().cancellation();
        if (cancellation != null) {
            cancellation.forget(this);
        }
        if (waiter instanceof Thread thread) {
            LockSupport.unpark(thread);
        } else if (waiter instanceof Runnable task) {
            task.run();
        }
    }

    /** The {@link RpcException} of the outcome; null if the call was answered, be it with a declared exception. For completions. */
    public @Nullable RpcException error() {
        return failure() instanceof RpcException error ? error : null;
    }

    /** Whether the outcome is an error or a declared exception. For completions. */
    public boolean failed() {
        return failed || state == ABORTED;
    }

    /** The error or the not yet encoded exception of the outcome; null if there is none. For completions. */
    public @Nullable Throwable failure() {
        if (state == ABORTED) {
            return abort;
        }
        return failed && outcome instanceof Throwable failure ? failure : null;
    }

    /** The class of the declared exception that the provider answered; null if it did not, or the class is not known before it is decoded. For completions. */
    public @Nullable Class<?> declaredType() {
        return failed ? declaredType : null;
    }

    /** Whether the provider answered with a declared exception. For completions. */
    public boolean failedAsDeclared() {
        return failed && decoder != null && state != ABORTED;
    }

    /** Whether the call has ended. */
    public boolean isDone() {
        return state != OPEN;
    }

    /**
     * The value of an ended call, decoded on the calling thread.
     *
     * @throws Throwable the error or the declared exception it ended with
     */
    public @Nullable Object result() throws Throwable {
        if (state == ABORTED) {
            return aborted(Objects.requireNonNull(abort));
        }
        if (outcome instanceof RecoveredOutcome recovered) {
            return recovered.result();
        }
        if (outcome instanceof Callable<?> answer && !failed) {
            return answer.call();
        }
        BodyReader<? extends @Nullable Object> reader = decoder;
        if (reader != null && outcome instanceof RpcInput body) {
            decoder = null;
            try {
                outcome = reader.read(body);
                body.expectEnd();
            } catch (RuntimeException | StackOverflowError e) { // users' constructors run here too
                failed = true;
                outcome = new RpcException(
                        Status.INTERNAL,
                        method + ": the answer of " + (peer == null ? "the provider" : peer.address())
                                + " cannot be decoded: " + (e instanceof DecodingException ? e.getMessage() : e),
                        e);
            } finally {
                body.release();
            }
        }
        if (failed) {
            throw (Throwable) Objects.requireNonNull(outcome);
        }
        return outcome;
    }

    /** No completion was asked about an abort that met the call on its way: those that would have recovered from it still do. */
    private @Nullable Object aborted(RpcException cause) throws Throwable {
        @Nullable Completion[] inner = more == null ? new Completion[0] : more;
        for (int i = inner.length + INLINE - 1; i >= 0; i--) {
            Completion each = i == 0 ? first : i == 1 ? second : inner[i - INLINE];
            Recovery recovery = each == null ? null : each.recovery(this, cause);
            if (recovery != null) {
                return recovery.recover(cause);
            }
        }
        throw cause;
    }

    // ---------------------------------------------------------------- who waits for it

    /** Makes the calling thread the one that {@link #await waits}; before the call is invoked. */
    void waiter(Thread thread) {
        waiter = thread;
    }

    /** What runs at the end, on the thread that ends the call; before the call is invoked. */
    public void whenDone(Runnable task) {
        waiter = task;
    }

    /** Waits for the end, but not beyond the deadline or an interrupt. */
    void await() {
        boolean interrupted = false;
        boolean virtual = VirtualThreads.current();
        while (!isDone()) {
            if (!hasDeadline || (virtual && isEndedInTime())) {
                LockSupport.park(this);
            } else {
                long left = deadlineNanos - System.nanoTime();
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                } else {
                    abort(deadlineExceeded());
                    while (!isDone()) {
                        LockSupport.parkNanos(this, ENDING_NANOS); // another thread is at this moment ending it
                    }
                }
            }
            if (Thread.interrupted()) {
                interrupted = true;
                abort(new RpcException(Status.CANCELLED, method + ": the calling thread was interrupted"));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the caller may wait without a time of its own, which for a virtual thread costs more than all the rest of the waiting. */
    private boolean isEndedInTime() {
        Holder waitsFor = holder;
        return waitsFor != null && waitsFor.endsInTime();
    }

    /** The error of a call whose deadline has passed. */
    public RpcException deadlineExceeded() {
        long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        long allowed = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - startNanos);
        return new RpcException(
                        Status.DEADLINE_EXCEEDED,
                        method + ": no answer after " + elapsed + " ms (deadline " + allowed + " ms, attempts "
                                + attempts + (peer == null ? "" : ", last at " + peer.address()) + ")")
                .ofAttempt(peer == null ? "" : peer.address(), System.nanoTime() - startNanos);
    }

    @Override
    public String toString() {
        return "RpcCall[" + method + ", trace=" + trace() + ", attempts=" + attempts + "]";
    }

    /** A class of its own, because no other call needs room for its place. */
    private static final class Branch extends RpcCall {

        private final int place;

        Branch(RpcCall call, long startNanos, int place) {
            super(call.method(), call.arguments(), call.context(), startNanos);
            this.place = place;
        }

        @Override
        public int place() {
            return place;
        }
    }
}
