package dev.tern.rpc.kernel;

import dev.tern.rpc.io.RpcOutput;
import org.jspecify.annotations.Nullable;

/** Encodes a body: a result or a declared exception. */
@FunctionalInterface
public interface BodyWriter<T extends @Nullable Object> {

    /** Writes one value. */
    void write(RpcOutput out, T value);
}
