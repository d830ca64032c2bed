package dev.tern.rpc.cluster;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.RpcCall;

/** A call that waits for an endpoint. */
final class WaitingCall implements Holder {

    final RpcCall call;
    final Invoker invoker;
    private final Endpoints endpoints;

    WaitingCall(RpcCall call, Invoker invoker, Endpoints endpoints) {
        this.call = call;
        this.invoker = invoker;
        this.endpoints = endpoints;
    }

    @Override
    public RpcException abandon(RpcCall abandoned, RpcException cause) {
        endpoints.forget(this);
        return cause.status() == Status.DEADLINE_EXCEEDED ? endpoints.unavailable(call, cause) : cause;
    }
}
