package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import dev.tern.rpc.contract.ContractEnum;
import dev.tern.rpc.contract.Details;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A type for which a pair of methods is generated, one that writes it and one that reads it. */
sealed interface Codec {

    /** The type itself. */
    SentType.Coded type();

    /** What the type's own name would be in the names of its methods, before it is made unique. */
    String baseName();

    /** The types it is made of. */
    List<SentType> parts();

    /** The expression of an empty value, which is what an absent one is read as; null if that is null. */
    default @Nullable CodeBlock empty() {
        return null;
    }

    /**
     * A type made of properties.
     *
     * @param properties sorted by name
     * @param isOpen whether a value can be of a subclass, which would be sent only in part
     * @param details what is told of it without being hashed
     */
    record Struct(
            SentType.Coded type,
            String baseName,
            List<Property> properties,
            Construction construction,
            boolean isOpen,
            Details details)
            implements Codec {
        @Override
        public List<SentType> parts() {
            return properties.stream().map(Property::type).toList();
        }
    }

    /**
     * A property of a struct.
     *
     * @param access what stands behind the dot to read it: {@code getCustomer()}, {@code customer}
     * @param marks what else is told of it
     */
    record Property(String name, SentType type, String access, Marks marks) {}

    /** How an object is made of its properties. */
    sealed interface Construction {

        /**
         * By one constructor.
         *
         * @param arguments the names of the properties in the order of the parameters
         */
        record ByConstructor(List<String> arguments) implements Construction {}

        /**
         * By the constructor without parameters; then each property is set.
         *
         * @param setters in the order of the properties
         */
        record BySetters(List<Setter> setters) implements Construction {}
    }

    /**
     * How a property is set.
     *
     * @param method the setter, or whether it is the field of that name that is assigned
     */
    record Setter(String property, String method, boolean isField) {}

    /**
     * An enum.
     *
     * @param declared as the contract has it
     */
    record Enumeration(SentType.Coded type, String baseName, ContractEnum declared) implements Codec {

        /** The names, sorted. */
        List<String> constants() {
            return declared.constants().stream()
                    .map(ContractEnum.Constant::name)
                    .toList();
        }

        @Override
        public List<SentType> parts() {
            return List.of();
        }
    }

    /**
     * A type that is one of others.
     *
     * @param leaves sorted by their names in the contract
     * @param details what is told of it without being hashed
     */
    record Union(SentType.Coded type, String baseName, List<Leaf> leaves, Details details) implements Codec {
        @Override
        public List<SentType> parts() {
            return leaves.stream().map(leaf -> (SentType) leaf.type()).toList();
        }
    }

    /**
     * One of the types that a union can be.
     *
     * @param simpleName in source
     * @param isFinal whether it has no subclasses
     */
    record Leaf(SentType.Coded type, String simpleName, boolean isFinal) {}

    /**
     * A list, set or other collection.
     *
     * @param container the interface
     * @param implementation what is made when one is read
     */
    record Elements(
            SentType.Coded type, String baseName, ClassName container, ClassName implementation, SentType element)
            implements Codec {
        @Override
        public List<SentType> parts() {
            return List.of(element);
        }

        @Override
        public CodeBlock empty() {
            return CodeBlock.of("new $T<>()", implementation);
        }
    }

    /**
     * A map.
     *
     * @param container the interface
     * @param implementation what is made when one is read
     * @param entry the type of its entries in source
     */
    record Entries(
            SentType.Coded type,
            String baseName,
            ClassName container,
            ClassName implementation,
            TypeName entry,
            SentType key,
            SentType value)
            implements Codec {
        @Override
        public List<SentType> parts() {
            return List.of(key, value);
        }

        @Override
        public CodeBlock empty() {
            return CodeBlock.of("new $T<>()", implementation);
        }
    }

    /** An array of references. */
    record Array(SentType.Coded type, String baseName, SentType element) implements Codec {
        @Override
        public List<SentType> parts() {
            return List.of(element);
        }
    }

    /** An {@code Optional}. */
    record Maybe(SentType.Coded type, String baseName, SentType element) implements Codec {
        @Override
        public List<SentType> parts() {
            return List.of(element);
        }

        @Override
        public CodeBlock empty() {
            return CodeBlock.of("$T.empty()", Optional.class);
        }
    }
}
