package dev.tern.rpc.kernel;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.RpcInput;
import org.jspecify.annotations.Nullable;

/** Decodes a body that another contract's side wrote. */
@FunctionalInterface
public interface ResolvingReader<T extends @Nullable Object> {

    /** Reads one value; throws {@link dev.tern.rpc.io.DecodingException} if the bytes are not one, or one that this side does not know. */
    T read(RpcInput in, Plan plan);

    /** A reader of one plan, to be kept: what depends on the plan alone is done now, not for each value. */
    default BodyReader<T> bind(Plan plan) {
        return in -> read(in, plan);
    }
}
