package dev.tern.rpc.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import dev.tern.rpc.contract.ContractType;

/** What a parameter, result, property or element is, and so how it is written. All but primitives can be null. */
sealed interface SentType {

    /** The type as it stands in source. */
    TypeName java();

    /** The type as it stands in the contract. */
    ContractType contract();

    /** Whether it can be null. */
    default boolean nullable() {
        return !(this instanceof Primitive);
    }

    /** A primitive: part of the one reservation of its object. */
    record Primitive(PrimitiveKind kind) implements SentType {
        @Override
        public TypeName java() {
            return kind.java();
        }

        @Override
        public ContractType contract() {
            return new ContractType.Basic(kind.java().toString());
        }
    }

    /** The box of a primitive. */
    record Box(PrimitiveKind kind) implements SentType {
        @Override
        public TypeName java() {
            return kind.java().box();
        }

        @Override
        public ContractType contract() {
            return new ContractType.Basic(java().toString());
        }
    }

    /** A {@code String}. */
    record Text() implements SentType {
        @Override
        public TypeName java() {
            return ClassName.get(String.class);
        }

        @Override
        public ContractType contract() {
            return new ContractType.Basic("java.lang.String");
        }
    }

    /** A {@code byte[]}. */
    record Bytes() implements SentType {
        @Override
        public TypeName java() {
            return ArrayTypeName.of(TypeName.BYTE);
        }

        @Override
        public ContractType contract() {
            return new ContractType.Array(new ContractType.Basic("byte"));
        }
    }

    /**
     * A type whose codec rpc-api brings.
     *
     * @param codecs the class
     * @param name the end of the names of its write and read methods
     */
    record Library(TypeName java, ContractType contract, ClassName codecs, String name) implements SentType {

        /** Whether it is an array of numbers, which can be read as one of other numbers. */
        boolean isNumberArray() {
            return java instanceof ArrayTypeName array
                    && !array.componentType().equals(TypeName.BOOLEAN)
                    && !array.componentType().equals(TypeName.CHAR);
        }
    }

    /**
     * A type that a serializer of the user's writes and reads.
     *
     * @param raw its class
     * @param serializer the serializer's class
     */
    record Custom(TypeName java, ContractType contract, ClassName raw, ClassName serializer) implements SentType {}

    /** A type whose codec is generated: a struct, an enum, a union, a collection, an array, an optional. */
    record Coded(TypeName java, ContractType contract) implements SentType {}
}
