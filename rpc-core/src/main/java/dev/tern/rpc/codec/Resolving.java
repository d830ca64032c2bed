package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.ResolvingReader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads by plans: makes the nodes of a plan once, when a reader is bound to it. */
record Resolving<T extends @Nullable Object>(Function<Plan, BodyReader<T>> readers) implements ResolvingReader<T> {

    @Override
    public T read(RpcInput in, Plan plan) {
        return bind(plan).read(in);
    }

    @Override
    public BodyReader<T> bind(Plan plan) {
        return readers.apply(plan);
    }
}
