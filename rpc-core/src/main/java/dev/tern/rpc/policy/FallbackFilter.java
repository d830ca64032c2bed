package dev.tern.rpc.policy;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodHandler;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.Recovery;
import dev.tern.rpc.kernel.RpcCall;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls by a user's implementation when all attempts have failed. It answers every {@link RpcException}, but not a call that its caller cancelled: nobody wants
 * that answer. A declared exception is an answer already; only those that {@code alsoOn} names are answered otherwise.
 *
 * <p>The implementation runs where the result is read, on the calling thread or the callback executor, in the call's context, whose {@link CallContext#failure()} is
 * the real exception. What it throws is what the call fails with.
 */
public final class FallbackFilter implements Filter {

    private final Function<MethodDescriptor, @Nullable MethodHandler<?>> handlers;
    private final PolicyListener listener;

    /**
     * A filter.
     *
     * @param handlers the method of the implementation that answers for a method, asked once when a chain is built; null if none does
     */
    public FallbackFilter(Function<MethodDescriptor, @Nullable MethodHandler<?>> handlers, PolicyListener listener) {
        this.handlers = handlers;
        this.listener = PolicyListener.quiet(listener);
    }

    @Override
    @SuppressWarnings("unchecked") // the handler is the method's, and so takes its arguments
    public Invoker bind(MethodDescriptor method, Invoker next) {
        MethodHandler<?> handler = handlers.apply(method);
        return handler == null ? next : new Fallback(method, (MethodHandler<Arguments>) handler, listener, next);
    }

    /** A method's fallback. A call that is answered pays for a completion only. */
    private static final class Fallback implements Invoker, Completion {

        private final MethodDescriptor method;
        private final MethodHandler<Arguments> handler;
        private final PolicyListener listener;
        private final Invoker next;
        private final NamedClasses alsoOn;

        Fallback(MethodDescriptor method, MethodHandler<Arguments> handler, PolicyListener listener, Invoker next) {
            this.method = method;
            this.handler = handler;
            this.listener = listener;
            this.next = next;
            this.alsoOn = new NamedClasses(method.policy().fallbackAlsoOn());
        }

        @Override
        public void invoke(RpcCall call) {
            call.onCompletion(this);
            next.invoke(call);
        }

        @Override
        public boolean completed(RpcCall call) {
            if (!call.failed() || !mayAnswer(call)) {
                return true;
            }
            call.recoverLater(failure -> answer(call, failure));
            return false;
        }

        @Override
        public @Nullable Recovery recovery(RpcCall call, RpcException abort) {
            return mayAnswer(call) ? failure -> answer(call, failure) : null;
        }

        /** Whether the failure is one to answer; one whose class is not known before it is decoded may be. */
        private boolean mayAnswer(RpcCall call) {
            RpcException error = call.error();
            if (error != null) {
                return !(call.isAborted() && error.status() == Status.CANCELLED);
            }
            Throwable failure = call.failure();
            Class<?> declared = failure == null ? call.declaredType() : failure.getClass();
            return declared == null ? !alsoOn.names().isEmpty() : alsoOn.contain(declared);
        }

        @SuppressWarnings("try") // the scope is only closed
        private @Nullable Object answer(RpcCall call, Throwable failure) throws Throwable {
            if (!(failure instanceof RpcException) && !alsoOn.contain(failure.getClass())) {
                throw failure;
            }
            listener.fellBack(method, failure);
            CallContext context = call.context();
            CallContext around = context.trace().isPresent() ? context : context.withTrace(call.trace());
            try (CallContext.Scope scope = around.withFailure(failure).attach()) {
                return handler.handle(call.arguments());
            }
        }

        @Override
        public String toString() {
            return "fallback -> " + next;
        }
    }
}
