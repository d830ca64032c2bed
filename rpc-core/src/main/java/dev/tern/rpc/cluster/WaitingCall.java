package dev.tern.rpc.cluster;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.RpcCall;
import org.jspecify.annotations.Nullable;

/** A call that waits for an endpoint, or for one that can execute it. */
final class WaitingCall implements Holder {

    final RpcCall call;
    final Invoker invoker;
    private final Endpoints endpoints;

    /** What the providers answered that cannot execute it; null if none was asked. */
    final @Nullable RpcException refusal;

    WaitingCall(RpcCall call, Invoker invoker, Endpoints endpoints, @Nullable RpcException refusal) {
        this.call = call;
        this.invoker = invoker;
        this.endpoints = endpoints;
        this.refusal = refusal;
    }

    @Override
    public RpcException abandon(RpcCall abandoned, RpcException cause) {
        endpoints.forget(this);
        if (cause.status() != Status.DEADLINE_EXCEEDED) {
            return cause;
        }
        return refusal != null ? refusal : endpoints.unavailable(call, cause);
    }

    @Override
    public boolean endsInTime() {
        return true;
    }
}
