package dev.tern.rpc.policy;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.RpcCall;

/**
 * Bounds how many attempts of a method this consumer has under way, so that a slow provider cannot bind all its threads. One more is refused at once with {@link
 * Status#RESOURCE_EXHAUSTED}, surely not executed. A permit goes back to the bulkhead that gave it at every end of the attempt, before the caller can see it.
 */
public final class BulkheadFilter implements Filter {

    private final MethodStates states;
    private final PolicyListener listener;

    /** A filter with the bulkheads of the methods, and who is told of refusals. */
    public BulkheadFilter(MethodStates states, PolicyListener listener) {
        this.states = states;
        this.listener = PolicyListener.quiet(listener);
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        Bulkhead bulkhead = states.bulkhead(method);
        return bulkhead == null ? next : new Bounded(method, bulkhead, listener, next);
    }

    private record Bounded(MethodDescriptor method, Bulkhead bulkhead, PolicyListener listener, Invoker next)
            implements Invoker, Completion {

        @Override
        public void invoke(RpcCall call) {
            if (bulkhead.tryAcquire()) {
                call.onCompletion(this);
                next.invoke(call);
                return;
            }
            listener.refused(method, PolicySetting.BULKHEAD_MAX_CONCURRENT);
            call.fail(RpcException.neverExecuted(
                    Status.RESOURCE_EXHAUSTED,
                    method + ": " + bulkhead.maxConcurrent() + " attempts are under way (expected: fewer, set by "
                            + PolicySetting.BULKHEAD_MAX_CONCURRENT.key() + ")",
                    null));
        }

        @Override
        public boolean completed(RpcCall call) {
            bulkhead.release();
            return true;
        }

        @Override
        public String toString() {
            return bulkhead + " -> " + next;
        }
    }
}
