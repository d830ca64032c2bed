package dev.tern.rpc.kernel;

import dev.tern.rpc.RpcException;

/**
 * Whoever keeps a call waiting: a connection until the answer comes, a list of calls that wait for a provider, a timer before the next
 * attempt. A call has one holder at a time, so that only one party at a time can complete it.
 *
 * @see RpcCall#heldBy
 */
public interface Holder {

    /**
     * The call was taken away from this holder, because its deadline passed or its caller gave it up. The holder forgets it, tells whoever works
     * on it, and does not complete it. Called on any thread; must not block.
     *
     * @return the error to end the call with: the cause, or the same with more to say about what the call was waiting for
     */
    RpcException abandon(RpcCall call, RpcException cause);

    /**
     * Whether this holder ends a call at its deadline, within some 10 ms, or gives it on before, so that the caller need not watch the time. Always the same
     * answer.
     */
    default boolean endsInTime() {
        return false;
    }
}
