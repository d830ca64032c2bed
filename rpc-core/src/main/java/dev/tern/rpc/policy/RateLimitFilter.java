package dev.tern.rpc.policy;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.RateLimitPolicy;
import dev.tern.rpc.kernel.RpcCall;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Bounds how many attempts of a method this consumer makes in a period. One more is refused at once with {@link Status#RESOURCE_EXHAUSTED}, surely not executed;
 * nobody waits for a permit.
 */
public final class RateLimitFilter implements Filter {

    private final MethodStates states;
    private final PolicyListener listener;

    /** A filter with the limiters of the methods, and who is told of refusals. */
    public RateLimitFilter(MethodStates states, PolicyListener listener) {
        this.states = states;
        this.listener = PolicyListener.quiet(listener);
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        RateLimiter limiter = states.rateLimiter(method);
        return limiter == null ? next : new Limited(method, limiter, states.nanoTime(), listener, next);
    }

    private record Limited(
            MethodDescriptor method, RateLimiter limiter, LongSupplier nanoTime, PolicyListener listener, Invoker next)
            implements Invoker {

        @Override
        public void invoke(RpcCall call) {
            if (limiter.tryAcquire(call.nowNanos(nanoTime))) {
                next.invoke(call);
                return;
            }
            listener.refused(method, PolicySetting.RATE_LIMIT_PERMITS);
            RateLimitPolicy limit = Objects.requireNonNull(method.policy().rateLimit());
            call.fail(RpcException.neverExecuted(
                    Status.RESOURCE_EXHAUSTED,
                    method + ": more than " + limit.permits() + " attempts in "
                            + limit.period().toMillis() + " ms (expected: at most as many, set by "
                            + PolicySetting.RATE_LIMIT_PERMITS.key() + " and " + PolicySetting.RATE_LIMIT_PERIOD.key()
                            + ")",
                    null));
        }

        @Override
        public String toString() {
            return limiter + " -> " + next;
        }
    }
}
