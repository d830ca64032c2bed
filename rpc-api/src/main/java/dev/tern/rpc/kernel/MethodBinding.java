package dev.tern.rpc.kernel;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a stub's method calls: the chain of one method. The chain can be exchanged while calls run; a call keeps the one it began with.
 */
public final class MethodBinding {

    private final MethodDescriptor method;
    private final Executor callbacks;
    private volatile Invoker invoker;

    /**
     * A binding.
     *
     * @param callbacks completes the futures of asynchronous calls, and so runs what users put behind them
     */
    public MethodBinding(MethodDescriptor method, Invoker invoker, Executor callbacks) {
        this.method = method;
        this.invoker = invoker;
        this.callbacks = callbacks;
    }

    /** Exchanges the chain for the calls to come. */
    public void invoker(Invoker newInvoker) {
        invoker = newInvoker;
    }

    /**
     * Calls and waits for the end, at most until the deadline. Throws what the call ended with: an {@link RpcException}, or an exception that
     * the method declares, as itself.
     */
    public <T extends @Nullable Object> T call(Arguments arguments) {
        Thread thread = Thread.currentThread();
        if (thread instanceof NonBlockingThread) {
            throw RpcException.neverExecuted(
                    Status.FAILED_PRECONDITION,
                    method + ": a synchronous call on the event loop '" + thread.getName()
                            + "' would block it (expected: the ...Async twin of the interface, or an implementation without @NonBlocking)",
                    null);
        }
        if (thread.isInterrupted()) {
            throw RpcException.neverExecuted(
                    Status.CANCELLED, method + ": the calling thread was interrupted before the call", null);
        }
        RpcCall call = newCall(arguments);
        call.waiter(thread);
        start(call);
        call.await();
        remember(call);
        return MethodBinding.<T>result(call);
    }

    /** For {@link CallInfo#last()} on this thread. */
    private static void remember(RpcCall call) {
        CallInfo.remember(
                call.peer(), call.attempts(), System.nanoTime() - call.startNanos(), call.traceHigh(), call.traceLow());
    }

    /** Calls; the future completes with the result on the callback executor, in the call's context. Cancelling it cancels the call. */
    public <T extends @Nullable Object> CompletableFuture<T> callAsync(Arguments arguments) {
        CallFuture<T> future = new CallFuture<>(newCall(arguments), callbacks);
        start(future.call);
        return future;
    }

    private RpcCall newCall(Arguments arguments) {
        return new RpcCall(method, arguments, CallContext.current());
    }

    private void start(RpcCall call) {
        Cancellation cancellation = call.context().cancellation();
        if (cancellation != null) {
            cancellation.listen(call);
        }
        try {
            invoker.invoke(call);
        } catch (RuntimeException | Error e) { // a filter should not; the call must end all the same
            call.abort(new RpcException(Status.INTERNAL, method + ": a filter threw: " + e, e));
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"
    }) // the generated stub names the type, nullable or not, that its method's reader makes
    private static <T extends @Nullable Object> T result(RpcCall call) {
        try {
            return (T) call.result();
        } catch (Throwable e) {
            e.fillInStackTrace(); // it was made on another thread: what helps is where the call was made
            throw MethodBinding.<RuntimeException>unchecked(e);
        }
    }

    /** Throws a checked exception that the stub's method declares through code that is compiled without knowing it. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException unchecked(Throwable e) throws E {
        throw (E) e;
    }

    @Override
    public String toString() {
        return method + " -> " + invoker;
    }

    /** The future of an asynchronous call. */
    private static final class CallFuture<T extends @Nullable Object> extends CompletableFuture<T> implements Runnable {

        private final RpcCall call;
        private final Executor callbacks;

        CallFuture(RpcCall call, Executor callbacks) {
            this.call = call;
            this.callbacks = callbacks;
            call.whenDone(this::ended);
        }

        private void ended() {
            onCallbacks(this);
        }

        private void onCallbacks(Runnable task) {
            try {
                callbacks.execute(task);
            } catch (RuntimeException
                    | Error e) { // it has been shut down, or cannot make a thread: better here than never
                task.run();
            }
        }

        /** Runs on the callback executor when the call has ended. */
        @Override
        @SuppressWarnings("try") // the scope is only closed
        public void run() {
            try (CallContext.Scope ignored = around().attach()) {
                remember(call);
                Object value;
                try {
                    value = call.result();
                } catch (Throwable e) {
                    completeExceptionally(e);
                    return;
                }
                if (call.method().asynchronous() && value instanceof CompletionStage<?> stage) {
                    stage.whenComplete((later, e) -> onCallbacks(() -> completeFrom(later, e)));
                } else {
                    completeAs(value);
                }
            }
        }

        /** What a fallback's stage came to, which an asynchronous method returns instead of a value. */
        @SuppressWarnings("try") // as above
        private void completeFrom(@Nullable Object value, @Nullable Throwable failure) {
            try (CallContext.Scope ignored = around().attach()) {
                if (failure == null) {
                    completeAs(value);
                } else {
                    boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
                    completeExceptionally(wrapped ? failure.getCause() : failure);
                }
            }
        }

        @SuppressWarnings({"unchecked", "NullAway"}) // as in result(RpcCall)
        private void completeAs(@Nullable Object value) {
            complete((T) value);
        }

        private CallContext around() {
            CallContext context = call.context();
            return context.trace().isPresent() ? context : context.withTrace(call.trace());
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled) {
                call.abort(new RpcException(Status.CANCELLED, call.method() + ": the future was cancelled"));
            }
            return cancelled;
        }

        @Override
        public String toString() {
            return "CallFuture[" + call + "]";
        }
    }
}
