package dev.tern.rpc.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Calls one method of an implementation.
 *
 * @param <A> the method's argument carrier
 */
@FunctionalInterface
public interface MethodHandler<A extends Arguments> {

    /**
     * Runs the implementation on the calling thread.
     *
     * @return the result; null for {@code void}; the implementation's {@link java.util.concurrent.CompletionStage} for an
     *     {@linkplain MethodDescriptor#asynchronous() asynchronous} method
     */
    @Nullable
    Object handle(A arguments) throws Exception;
}
