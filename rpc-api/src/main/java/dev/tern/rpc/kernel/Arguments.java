package dev.tern.rpc.kernel;

import dev.tern.rpc.io.RpcOutput;
import org.jspecify.annotations.Nullable;

/** The arguments of one call. The processor generates a carrier per method. Immutable, apart from what the arguments themselves allow. */
public interface Arguments {

    /** How many there are. */
    int size();

    /** The name of a parameter in the contract. */
    String name(int index);

    /** An argument; primitives are boxed. */
    @Nullable
    Object get(int index);

    /** Whether an argument must not be shown: its parameter is marked {@link dev.tern.rpc.Sensitive}. */
    default boolean sensitive(int index) {
        return false;
    }

    /** Encodes all of them. */
    void write(RpcOutput out);
}
