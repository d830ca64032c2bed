package dev.tern.rpc.cluster;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.RpcCall;
import org.jspecify.annotations.Nullable;

/** A call that waits for an endpoint, or for one that can execute it. */
final class WaitingCall implements Holder {

    final RpcCall call;
    private final MethodEndpoints method;
    private final WaitingCalls all;
    private final @Nullable RpcException
            refusal; // what the providers answered that cannot execute it; null if none was asked

    WaitingCall(RpcCall call, MethodEndpoints method, WaitingCalls all, @Nullable RpcException refusal) {
        this.call = call;
        this.method = method;
        this.all = all;
        this.refusal = refusal;
    }

    /** Whether what it waits for is there. */
    boolean canGoOn() {
        Snapshot now = method.snapshot();
        return refusal == null ? !now.isEmpty() : now.isServing();
    }

    /** Whether it waits for nothing. */
    boolean isInVain() {
        Snapshot now = method.snapshot();
        return !(refusal == null ? now.somebodyMayCome() : now.servingMayCome());
    }

    /** Sends it, if nobody has ended it meanwhile. */
    void goOn() {
        if (call.releasedBy(this)) {
            if (refusal == null) {
                method.invoke(call);
            } else {
                method.elsewhere(call, refusal);
            }
        }
    }

    /** Ends it, as nobody will come. */
    void end() {
        if (call.releasedBy(this)) {
            if (refusal == null) {
                call.fail(all.unavailable(call, null));
            } else {
                call.failAnswered(refusal);
            }
        }
    }

    @Override
    public RpcException abandon(RpcCall abandoned, RpcException cause) {
        all.forget(this);
        if (cause.status() != Status.DEADLINE_EXCEEDED) {
            return cause;
        }
        return refusal != null ? refusal : all.unavailable(call, cause);
    }

    @Override
    public boolean endsInTime() {
        return true;
    }
}
