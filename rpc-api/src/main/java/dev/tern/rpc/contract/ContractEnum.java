package dev.tern.rpc.contract;

import static java.util.Comparator.comparing;

import java.util.List;

/**
 * An enum. A constant travels as its place among the names in their natural order.
 *
 * @param name qualified
 * @param constants sorted by name
 * @param details what is not hashed
 */
public record ContractEnum(String name, List<Constant> constants, Details details) {

    /** Sorts the constants. */
    public ContractEnum {
        constants = constants.stream().sorted(comparing(Constant::name)).toList();
    }

    /** An enum of which only the names of the constants are known. */
    public static ContractEnum of(String name, List<String> constants) {
        return new ContractEnum(
                name,
                constants.stream()
                        .map(constant -> new Constant(constant, List.of(), Details.NONE))
                        .toList(),
                Details.NONE);
    }

    /**
     * A constant.
     *
     * @param name unique in its enum
     * @param aliases its other names, sorted
     * @param details what is not hashed
     */
    public record Constant(String name, List<String> aliases, Details details) implements Alias.Named {

        /** Sorts the aliases. */
        public Constant {
            aliases = aliases.stream().sorted().toList();
        }
    }
}
