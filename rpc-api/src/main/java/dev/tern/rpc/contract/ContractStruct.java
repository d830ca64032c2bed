package dev.tern.rpc.contract;

import static java.util.Comparator.comparing;

import java.util.List;

/**
 * A type made of properties: a record, a class or a declared exception.
 *
 * @param name qualified, with type arguments if it has any: {@code dev.shop.Page<dev.shop.Order>}
 * @param properties sorted by name
 */
public record ContractStruct(String name, List<Property> properties) {

    /** Sorts the properties. */
    public ContractStruct {
        properties = properties.stream().sorted(comparing(Property::name)).toList();
    }

    /**
     * A property.
     *
     * @param name unique in its struct
     * @param type what is sent
     */
    public record Property(String name, ContractType type) {}
}
