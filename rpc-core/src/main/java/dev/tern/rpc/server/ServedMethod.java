package dev.tern.rpc.server;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodHandler;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.observe.HandlerSpans;
import dev.tern.rpc.policy.AdaptiveLimit;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A method with the chain that ends at its implementation, and its own part of admission. Immutable but for what {@link #current} remembers; any thread. */
final class ServedMethod {

    private final MethodDescriptor descriptor;
    private final BodyReader<? extends Arguments> arguments;
    private final Invoker chain;
    private final boolean onLoop;
    private final boolean beginsSpan;
    private final MethodLimits limits;
    private final Limits inForce; // of all that are made of one method
    private @Nullable ServedMethod newer; // a race makes two, which are the same

    private ServedMethod(ServedMethod from, BodyReader<? extends Arguments> arguments, MethodLimits limits) {
        this.descriptor = from.descriptor;
        this.arguments = arguments;
        this.chain = from.chain;
        this.onLoop = from.onLoop;
        this.beginsSpan = from.beginsSpan;
        this.limits = limits;
        this.inForce = from.inForce;
    }

    /** A method without limits. */
    ServedMethod(MethodDescriptor descriptor, Invoker chain, boolean onLoop, boolean beginsSpan) {
        this.descriptor = descriptor;
        this.arguments = descriptor.arguments();
        this.chain = chain;
        this.onLoop = onLoop;
        this.beginsSpan = beginsSpan;
        this.limits = MethodLimits.NONE;
        this.inForce = new Limits();
    }

    static <A extends Arguments> ServedMethod of(
            MethodDescriptor method, MethodHandler<A> handler, boolean onLoop, List<Filter> filters) {
        Invoker last = method.asynchronous() ? new Asynchronous<>(handler) : new Synchronous<>(handler);
        boolean beginsSpan = filters.stream().anyMatch(HandlerSpans.class::isInstance);
        return new ServedMethod(method, Filter.chain(filters, method, last), onLoop, beginsSpan);
    }

    /** The same method for consumers that write arguments as another contract says. */
    ServedMethod reading(Plan plan) {
        return new ServedMethod(this, descriptor.arguments(plan), limits);
    }

    /** Limits calls that come from now on by these settings. One thread at a time. */
    void configure(MethodPolicy policy, @Nullable AdaptiveLimit limit) {
        inForce.now = inForce.now.with(policy, limit);
    }

    /** The same method with the limits that are in force, for a call that comes: whatever changes later, its permits go back to them. */
    ServedMethod current() {
        MethodLimits now = inForce.now;
        if (now == limits) {
            return this;
        }
        ServedMethod known = newer;
        if (known == null || known.limits != now) {
            known = new ServedMethod(this, arguments, now);
            newer = known;
        }
        return known;
    }

    /** As the provider's contract has it. */
    MethodDescriptor descriptor() {
        return descriptor;
    }

    /** Decodes what the consumer sends. */
    BodyReader<? extends Arguments> arguments() {
        return arguments;
    }

    Invoker chain() {
        return chain;
    }

    /** Whether it runs on the event loop. */
    boolean onLoop() {
        return onLoop;
    }

    /** Its own part of admission. */
    MethodLimits limits() {
        return limits;
    }

    /** Whether the chain gives the call the handler's span, below the caller's. */
    boolean beginsSpan() {
        return beginsSpan;
    }

    /** What is in force. */
    private static final class Limits {

        volatile MethodLimits now = MethodLimits.NONE; // written by one thread at a time
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
