package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import java.util.LinkedHashMap;
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
     */
    record Struct(SentType.Coded type, String baseName, List<Property> properties, Construction construction)
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
     */
    record Property(String name, SentType type, String access) {}

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
     * @param constants sorted by name
     */
    record Enumeration(SentType.Coded type, String baseName, List<String> constants) implements Codec {
        @Override
        public List<SentType> parts() {
            return List.of();
        }
    }

    /**
     * A list, set or collection.
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
     * @param entry the type of its entries in source
     */
    record Entries(SentType.Coded type, String baseName, TypeName entry, SentType key, SentType value)
            implements Codec {
        @Override
        public List<SentType> parts() {
            return List.of(key, value);
        }

        @Override
        public CodeBlock empty() {
            return CodeBlock.of("new $T<>()", LinkedHashMap.class);
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
