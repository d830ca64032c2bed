package dev.tern.rpc.contract;

import java.util.List;
import java.util.stream.Collectors;

/** What a parameter, result, property or element is. {@code toString} is its canonical text. */
public sealed interface ContractType {

    /** No value. */
    ContractType VOID = new Basic("void");

    /**
     * A type whose codec Tern brings: a primitive, a box, {@code String}, dates, big numbers.
     *
     * @param name as in Java, qualified
     */
    record Basic(String name) implements ContractType {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A struct, an enum or a union of the same contract.
     *
     * @param name its name
     */
    record Named(String name) implements ContractType {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A collection, a map or an optional.
     *
     * @param name qualified
     * @param arguments what it holds
     */
    record Container(String name, List<ContractType> arguments) implements ContractType {

        /** Copies the arguments. */
        public Container {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            return arguments.stream().map(ContractType::toString).collect(Collectors.joining(",", name + "<", ">"));
        }
    }

    /**
     * An array; of several dimensions if the element is one.
     *
     * @param element what it holds
     */
    record Array(ContractType element) implements ContractType {
        @Override
        public String toString() {
            return element + "[]";
        }
    }

    /**
     * A type that a Kryo serializer of the user's writes; its bytes mean something to that serializer alone.
     *
     * @param type the type's qualified name
     * @param serializer the serializer's qualified name
     */
    record Custom(String type, String serializer) implements ContractType {
        @Override
        public String toString() {
            return ContractText.CUSTOM + "<" + type + "," + serializer + ">";
        }
    }
}
