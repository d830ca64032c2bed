package dev.tern.rpc.kernel;

import org.jspecify.annotations.Nullable;

/** Makes an answer of what a call failed with. */
@FunctionalInterface
public interface Recovery {

    /**
     * Runs where the result of the call is read, on the calling thread or the callback executor.
     *
     * @param failure what the call failed with; a declared exception as itself
     * @return what the call answers instead
     * @throws Throwable what the call fails with instead
     */
    @Nullable
    Object recover(Throwable failure) throws Throwable;
}
