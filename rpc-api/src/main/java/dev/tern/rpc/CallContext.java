package dev.tern.rpc;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a call: its trace, its deadline, what travels with it and whether it is still wanted. Immutable; the context that is
 * current on a thread is replaced by {@linkplain #attach() attaching} another one.
 *
 * <p>In a handler the current context is the call's own: calls made there continue its trace, get at most its remaining time and end
 * when it is cancelled. The trace is a W3C trace context; while a context with a trace is attached, the log context (slf4j MDC) holds
 * {@code trace_id} and {@code span_id}.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public final class CallContext {

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final CallContext NONE =
            new CallContext(TraceContext.NONE, false, 0, Map.of(), Map.of(), Map.of(), null, false, null);

    private final TraceContext trace;
    private final boolean hasDeadline;
    private final long deadlineNanos;
    private final Map<String, String> received;
    private final Map<String, String> attachments;
    private final Map<String, String> baggage;
    private final @Nullable Cancellation cancellation;
    private final boolean repeated;
    private final @Nullable Throwable failure;

    private CallContext(
            TraceContext trace,
            boolean hasDeadline,
            long deadlineNanos,
            Map<String, String> received,
            Map<String, String> attachments,
            Map<String, String> baggage,
            @Nullable Cancellation cancellation,
            boolean repeated,
            @Nullable Throwable failure) {
        this.trace = trace;
        this.hasDeadline = hasDeadline;
        this.deadlineNanos = deadlineNanos;
        this.received = received;
        this.attachments = attachments;
        this.baggage = baggage;
        this.cancellation = cancellation;
        this.repeated = repeated;
        this.failure = failure;
    }

    /** The context of the current thread; never null, without trace and deadline if none is attached. */
    public static CallContext current() {
        return ThreadState.current().context();
    }

    /** The context in which nothing is set. */
    public static CallContext none() {
        return NONE;
    }

    /**
     * The context of a handler, made by a server from what a request carried.
     *
     * @param deadlineNanos the end of the call on the scale of {@link System#nanoTime()}
     * @param attachments what the caller attached for this hop; not sent on
     * @param baggage what travels the whole chain; sent on
     * @param repeated whether the call is a repetition, or made because of one
     */
    public static CallContext received(
            TraceContext trace,
            long deadlineNanos,
            Map<String, String> attachments,
            Map<String, String> baggage,
            Cancellation cancellation,
            boolean repeated) {
        return new CallContext(
                trace, true, deadlineNanos, attachments, Map.of(), baggage, cancellation, repeated, null);
    }

    /** The trace this context belongs to; {@link TraceContext#NONE} if there is none. */
    public TraceContext trace() {
        return trace;
    }

    /** The trace id, 32 lower-case hex digits; empty if there is no trace. */
    public String traceId() {
        return trace.traceId();
    }

    /** The span id, 16 lower-case hex digits; empty if there is no trace. */
    public String spanId() {
        return trace.spanId();
    }

    /** What was attached under this key for one hop: by this context, else by the caller of the handler. */
    public @Nullable String attachment(String key) {
        String own = attachments.get(key);
        return own != null ? own : received.get(key);
    }

    /** What travels under this key through the whole chain of calls. */
    public @Nullable String baggage(String key) {
        return baggage.get(key);
    }

    /** All that calls made in this context send for one hop. */
    public Map<String, String> attachments() {
        return attachments;
    }

    /** All that calls made in this context send through the whole chain. */
    public Map<String, String> baggage() {
        return baggage;
    }

    /** What is left until the deadline, negative once it has passed; empty if there is no deadline. */
    public Optional<Duration> remaining() {
        return hasDeadline ? Optional.of(Duration.ofNanos(deadlineNanos - System.nanoTime())) : Optional.empty();
    }

    /** Whether a deadline is set. */
    public boolean hasDeadline() {
        return hasDeadline;
    }

    /** The deadline on the scale of {@link System#nanoTime()}; meaningless without {@link #hasDeadline()}. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Whether nobody waits for the result any more: the caller gave up, is gone, or the deadline has passed. */
    public boolean isCancelled() {
        return (cancellation != null && cancellation.isCancelled())
                || (hasDeadline && deadlineNanos - System.nanoTime() <= 0);
    }

    /** What cancels the handler this context belongs to; null outside of handlers. */
    public @Nullable Cancellation cancellation() {
        return cancellation;
    }

    /** Whether the handler this context belongs to runs because a call was tried again somewhere up the chain. */
    public boolean isRepeated() {
        return repeated;
    }

    /** In a fallback: what the call failed with that it answers. Null elsewhere. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** The context in which a fallback runs that answers a call that was made in this one; for the framework. */
    public CallContext withFailure(Throwable newFailure) {
        return new CallContext(
                trace, hasDeadline, deadlineNanos, received, attachments, baggage, cancellation, repeated, newFailure);
    }

    /** This context in a new, sampled trace of its own. */
    public CallContext withNewTrace() {
        return withTrace(TraceContext.begin());
    }

    /** This context in the given trace. */
    public CallContext withTrace(TraceContext newTrace) {
        return new CallContext(
                newTrace, hasDeadline, deadlineNanos, received, attachments, baggage, cancellation, repeated, failure);
    }

    /** This context with a deadline that much from now, unless it already has an earlier one; at most a year counts. */
    public CallContext withDeadline(Duration fromNow) {
        Duration bounded = fromNow.compareTo(LONGEST) > 0 ? LONGEST : fromNow;
        long end = System.nanoTime() + bounded.toNanos();
        if (hasDeadline && deadlineNanos - end <= 0) {
            return this;
        }
        return new CallContext(trace, true, end, received, attachments, baggage, cancellation, repeated, failure);
    }

    /** This context with a value that travels one hop with each call. */
    public CallContext withAttachment(String key, String value) {
        return new CallContext(
                trace,
                hasDeadline,
                deadlineNanos,
                received,
                with(attachments, key, value),
                baggage,
                cancellation,
                repeated,
                failure);
    }

    /** This context with a value that travels the whole chain of calls. */
    public CallContext withBaggage(String key, String value) {
        return new CallContext(
                trace,
                hasDeadline,
                deadlineNanos,
                received,
                attachments,
                with(baggage, key, value),
                cancellation,
                repeated,
                failure);
    }

    /**
     * Makes this context current on this thread until the scope is closed, by the same thread.
     *
     * <pre>{@code try (CallContext.Scope scope = context.attach()) { orders.get(42); }}</pre>
     */
    public Scope attach() {
        ThreadState thread = ThreadState.current();
        CallContext previous = thread.context();
        thread.context = this;
        LogContext.replace(previous.trace, trace);
        return new Scope(thread, this, previous);
    }

    /**
     * Makes a handler's context current on this thread, for the framework. It is made when it is first asked for, which most handlers do not; at once where
     * the log context is to hold its trace.
     *
     * @return what {@link #leave} needs
     */
    public static CallContext enter(Supplier<CallContext> handler) {
        ThreadState thread = ThreadState.current();
        CallContext previous = thread.context();
        thread.handler = handler;
        thread.context = null;
        if (LogContext.PRESENT) {
            LogContext.replace(previous.trace, thread.context().trace);
        }
        return previous;
    }

    /**
     * A filter has replaced the context of a handler, for the framework: if the calling thread runs that handler, and nothing else is attached, it is the current one from
     * now on.
     *
     * @param handler what was {@linkplain #enter entered}
     * @param old what it was before; null if that was never asked for
     */
    public static void replace(Supplier<CallContext> handler, @Nullable CallContext old, CallContext made) {
        ThreadState thread = ThreadState.current();
        if (thread.handler == handler && (thread.context == null || thread.context == old)) {
            if (LogContext.PRESENT) {
                LogContext.replace(thread.context().trace, made.trace);
            }
            thread.context = made;
        }
    }

    /** Makes current again what was current before {@link #enter}, whatever the handler has left attached. */
    public static void leave(CallContext previous) {
        ThreadState thread = ThreadState.current();
        if (LogContext.PRESENT) {
            LogContext.replace(thread.context().trace, previous.trace);
        }
        thread.context = previous;
        thread.handler = null;
    }

    /** A task that runs in this context. */
    @SuppressWarnings("try") // the scope is only closed
    public Runnable wrap(Runnable task) {
        return () -> {
            try (Scope ignored = attach()) {
                task.run();
            }
        };
    }

    /** An executor whose tasks run in the context that was current when they were handed over. */
    public static Executor wrap(Executor executor) {
        return task -> executor.execute(current().wrap(task));
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("key: '' (expected: at least one character)");
        }
        Map<String, String> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return Collections.unmodifiableMap(copy);
    }

    @Override
    public String toString() {
        return "CallContext[trace=" + trace + ", remaining=" + remaining().orElse(null) + ", attachments=" + attachments
                + ", baggage=" + baggage + "]";
    }

    /** Ends an {@linkplain CallContext#attach() attachment}. */
    public static final class Scope implements AutoCloseable {

        private final ThreadState thread;
        private final CallContext attached;
        private final CallContext previous;
        private boolean closed;

        private Scope(ThreadState thread, CallContext attached, CallContext previous) {
            this.thread = thread;
            this.attached = attached;
            this.previous = previous;
        }

        /** Makes current again what was current before. */
        @Override
        public void close() {
            if (thread != ThreadState.current()) {
                throw new IllegalStateException("a CallContext.Scope is closed by the thread that attached it");
            }
            if (!closed) {
                closed = true;
                LogContext.replace(thread.context().trace, previous.trace);
                thread.context = previous;
            }
        }

        /** The context this scope attached. */
        public CallContext context() {
            return attached;
        }
    }
}
