package dev.tern.rpc.contract;

import java.util.List;

/**
 * A type that is one of others: a sealed interface or class, or a type that {@code @RpcSubtypes} closes. A value travels as the place of its own
 * type among the subtypes' names in their natural order, and then as that type.
 *
 * @param name qualified, with type arguments if it has any; with {@link #AND_SUBCLASSES} if it is a class that is not abstract, as the name alone is
 *     then that of its struct, which is one of the subtypes
 * @param subtypes the names of the structs and enums it can be; sorted
 * @param details what is not hashed
 */
public record ContractUnion(String name, List<String> subtypes, Details details) {

    /** The end of the name of a union that is a class with instances of its own. */
    public static final String AND_SUBCLASSES = "+";

    /** Sorts the subtypes. */
    public ContractUnion {
        subtypes = subtypes.stream().sorted().toList();
    }
}
