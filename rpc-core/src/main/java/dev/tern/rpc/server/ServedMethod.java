package dev.tern.rpc.server;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodHandler;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.observe.HandlerSpans;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A method with the chain that ends at its implementation.
 *
 * @param arguments decodes what the consumer sends
 * @param onLoop whether it runs on the event loop
 * @param limits its own part of admission
 * @param beginsSpan whether the chain gives the call the handler's span, below the caller's
 */
record ServedMethod(
        MethodDescriptor descriptor,
        BodyReader<? extends Arguments> arguments,
        Invoker chain,
        boolean onLoop,
        MethodLimits limits,
        boolean beginsSpan) {

    static <A extends Arguments> ServedMethod of(
            MethodDescriptor method,
            MethodHandler<A> handler,
            boolean onLoop,
            MethodLimits limits,
            List<Filter> filters) {
        Invoker last = method.asynchronous() ? new Asynchronous<>(handler) : new Synchronous<>(handler);
        boolean beginsSpan = filters.stream().anyMatch(HandlerSpans.class::isInstance);
        return new ServedMethod(
                method, method.arguments(), Filter.chain(filters, method, last), onLoop, limits, beginsSpan);
    }

    /** The same method for consumers that write arguments as another contract says. */
    ServedMethod reading(Plan plan) {
        return new ServedMethod(descriptor, descriptor.arguments(plan), chain, onLoop, limits, beginsSpan);
    }

    /** Runs the implementation, which returns its result. */
    private record Synchronous<A extends Arguments>(MethodHandler<A> handler) implements Invoker {

        @Override
        @SuppressWarnings("unchecked") // the method's own reader made them
        public void invoke(RpcCall call) {
            Object value;
            try {
                value = handler.handle((A) call.arguments());
            } catch (Throwable e) {
                call.fail(e);
                return;
            }
            call.complete(value);
        }
    }

    /** Runs the implementation, which returns a stage that completes with its result. */
    private record Asynchronous<A extends Arguments>(MethodHandler<A> handler) implements Invoker {

        @Override
        @SuppressWarnings("unchecked") // as above
        public void invoke(RpcCall call) {
            CompletionStage<?> stage;
            try {
                stage = (CompletionStage<?>) handler.handle((A) call.arguments());
                if (stage == null) {
                    throw new NullPointerException(call.method() + " returned null (expected: a CompletableFuture)");
                }
            } catch (Throwable e) {
                call.fail(e);
                return;
            }
            stage.whenComplete((value, e) -> {
                if (e == null) {
                    call.complete(value);
                } else {
                    call.fail(e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
                }
            });
        }
    }
}
