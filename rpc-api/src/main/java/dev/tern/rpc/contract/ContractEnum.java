package dev.tern.rpc.contract;

import java.util.List;

/**
 * An enum. A constant travels as its place among the names in their natural order.
 *
 * @param name qualified
 * @param constants sorted
 */
public record ContractEnum(String name, List<String> constants) {

    /** Sorts the constants. */
    public ContractEnum {
        constants = constants.stream().sorted().toList();
    }
}
