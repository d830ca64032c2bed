package dev.tern.rpc.kernel;

import dev.tern.rpc.RpcException;
import org.jspecify.annotations.Nullable;

/**
 * A filter's look at how a call ended. The completions of a call run one after the other, the last added first, on the thread that
 * completed the call; they must not block.
 */
@FunctionalInterface
public interface Completion {

    /**
     * Sees the outcome, which stands in the call.
     *
     * @return true to let the outcome go on outwards; false if this completion has taken the call over, because it invokes it again or
     *     completes it otherwise
     */
    boolean completed(RpcCall call);

    /**
     * What this completion would make of an abort. Asked, when the result is read, if the call was aborted while it was on its way: then it has ended at once, and no
     * completion could.
     *
     * @return null if it would let the abort go on
     */
    default @Nullable Recovery recovery(RpcCall call, RpcException abort) {
        return null;
    }
}
