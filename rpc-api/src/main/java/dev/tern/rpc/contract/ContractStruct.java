package dev.tern.rpc.contract;

import static java.util.Comparator.comparing;

import java.util.List;

/**
 * A type made of properties: a record, a class or a declared exception.
 *
 * @param name qualified, with type arguments if it has any: {@code dev.shop.Page<dev.shop.Order>}
 * @param properties sorted by name
 * @param details what is not hashed
 */
public record ContractStruct(String name, List<Property> properties, Details details) {

    /** Sorts the properties. */
    public ContractStruct {
        properties = properties.stream().sorted(comparing(Property::name)).toList();
    }

    /** A struct of which nothing more is told. */
    public ContractStruct(String name, List<Property> properties) {
        this(name, properties, Details.NONE);
    }

    /**
     * A property.
     *
     * @param name unique in its struct
     * @param type what is sent
     * @param aliases its other names, sorted
     * @param details what is not hashed
     */
    public record Property(String name, ContractType type, List<String> aliases, Details details)
            implements Alias.Named {

        /** Sorts the aliases. */
        public Property {
            aliases = aliases.stream().sorted().toList();
        }

        /** A property of which nothing more is told. */
        public Property(String name, ContractType type) {
            this(name, type, List.of(), Details.NONE);
        }
    }
}
