package dev.tern.rpc.kernel;

import dev.tern.rpc.contract.Contract;
import java.util.List;
import java.util.function.Supplier;

/**
 * All that is known of a contract.
 *
 * @param name under which providers are registered
 * @param group partitions the providers by exact match; may be empty
 * @param version partitions the providers by exact match; may be empty
 * @param hash the contract hash: equal on both sides means that bodies are read by position
 * @param contract reads the contract itself, which is needed only when the other side has another one
 * @param methods in the order of their {@linkplain MethodDescriptor#number() numbers}
 */
public record ServiceDescriptor(
        String name,
        String group,
        String version,
        long hash,
        Supplier<Contract> contract,
        List<MethodDescriptor> methods) {

    /** Checks that each method stands at its number. */
    public ServiceDescriptor {
        methods = List.copyOf(methods);
        for (int i = 0; i < methods.size(); i++) {
            if (methods.get(i).number() != i) {
                throw new IllegalArgumentException(methods.get(i) + ": number "
                        + methods.get(i).number() + " (expected: " + i + ", its place in the list)");
            }
        }
    }
}
