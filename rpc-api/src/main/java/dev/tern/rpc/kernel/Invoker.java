package dev.tern.rpc.kernel;

/**
 * Calls one method. A client's invokers end at a connection, a server's at the implementation; filters stand in between on both ends.
 *
 * <p>Thread-safe. {@link #invoke} never blocks and never throws: every outcome, errors included, completes the call, on any thread.
 * {@code toString} nests the next invoker, so that one line prints the whole chain.
 */
@FunctionalInterface
public interface Invoker {

    /** Starts the call. The caller gives it away: only the call's completion tells how it ended. */
    void invoke(RpcCall call);
}
