package dev.tern.rpc.kernel;

import dev.tern.rpc.io.RpcInput;
import org.jspecify.annotations.Nullable;

/** Decodes a body: arguments, a result or a declared exception. */
@FunctionalInterface
public interface BodyReader<T extends @Nullable Object> {

    /** Reads one value; throws {@link dev.tern.rpc.io.DecodingException} if the bytes are not one. */
    T read(RpcInput in);
}
