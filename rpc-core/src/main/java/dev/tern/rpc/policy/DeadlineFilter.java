package dev.tern.rpc.policy;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;

/**
 * Gives each call its deadline: the method's, or the context's if that is earlier. One budget for all attempts. A call whose deadline has passed
 * is not sent.
 *
 * <p>Ending a call in time is the part of whoever waits: the synchronous caller, and each {@link dev.tern.rpc.kernel.Holder}.
 */
public final class DeadlineFilter implements Filter {

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        long allowedNanos = method.policy().deadline().toNanos();
        return new Invoker() {
            @Override
            public void invoke(RpcCall call) {
                long end = call.startNanos() + allowedNanos;
                if (!call.hasDeadline() || end - call.deadlineNanos() < 0) {
                    call.deadline(end);
                } else if (call.deadlineNanos() - call.startNanos() <= 0) {
                    call.fail(RpcException.neverExecuted(
                                    Status.DEADLINE_EXCEEDED,
                                    method + ": the deadline of the context had passed before the call was made",
                                    null)
                            .ofAttempt("", 0));
                    return;
                }
                next.invoke(call);
            }

            @Override
            public String toString() {
                return "deadline " + method.policy().deadline().toMillis() + " ms -> " + next;
            }
        };
    }
}
