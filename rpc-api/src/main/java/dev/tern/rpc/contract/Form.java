package dev.tern.rpc.contract;

import dev.tern.rpc.contract.ContractType.Basic;
import dev.tern.rpc.io.BasicCodec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a value stands in a body. */
public enum Form {
    /** A {@code boolean} or its box. */
    BOOLEAN,
    /** A {@code char} or its box. */
    CHAR,
    /** A {@code byte} or its box. */
    BYTE,
    /** A {@code short} or its box. */
    SHORT,
    /** An {@code int} or its box. */
    INT,
    /** A {@code long} or its box. */
    LONG,
    /** A {@code float} or its box. */
    FLOAT,
    /** A {@code double} or its box. */
    DOUBLE,
    /** A type of {@link dev.tern.rpc.io.BasicCodec}. */
    BASIC,
    /** Properties, arguments or a result. */
    STRUCT,
    /** A constant's rank. */
    ENUM,
    /** A subtype's rank and that subtype. */
    UNION,
    /** A collection: count and elements. */
    ELEMENTS,
    /** A map: count and pairs of key and value. */
    ENTRIES,
    /** An array of references or of primitives other than bytes. */
    ARRAY,
    /** Something or nothing. */
    OPTIONAL,
    /** Length and bytes that only a serializer of the user's understands. */
    CUSTOM;

    private static final Map<String, Form> PRIMITIVES = Map.of(
            "boolean", BOOLEAN,
            "char", CHAR,
            "byte", BYTE,
            "short", SHORT,
            "int", INT,
            "long", LONG,
            "float", FLOAT,
            "double", DOUBLE);
    private static final Map<String, Form> BOXES = Map.of(
            "java.lang.Boolean", BOOLEAN,
            "java.lang.Character", CHAR,
            "java.lang.Byte", BYTE,
            "java.lang.Short", SHORT,
            "java.lang.Integer", INT,
            "java.lang.Long", LONG,
            "java.lang.Float", FLOAT,
            "java.lang.Double", DOUBLE);
    private static final Set<String> COLLECTIONS =
            Set.of("java.util.Collection", "java.util.List", "java.util.Set", "java.util.SortedSet", "java.util.Deque");
    private static final Set<String> MAPS = Set.of("java.util.Map", "java.util.SortedMap");

    /** Whether it is a number, so that it can be read as another kind of number. */
    public boolean isNumber() {
        return isIntegral() || isFloating();
    }

    boolean isIntegral() {
        return compareTo(BYTE) >= 0 && compareTo(LONG) <= 0;
    }

    boolean isFloating() {
        return this == FLOAT || this == DOUBLE;
    }

    /** Whether it is the form of a primitive and of its box. */
    public boolean isPrimitive() {
        return compareTo(DOUBLE) <= 0;
    }

    /** Whether a value of this type is never null: a primitive. */
    public static boolean isNeverNull(ContractType type) {
        return type instanceof Basic basic && PRIMITIVES.containsKey(basic.name());
    }

    /** The form of a type in a contract; null if this release does not know it. */
    public static @Nullable Form of(ContractType type, Contract contract) {
        if (type instanceof Basic basic) {
            Form primitive = PRIMITIVES.getOrDefault(basic.name(), BOXES.get(basic.name()));
            return primitive != null ? primitive : isKnown(basic.name()) ? BASIC : null;
        } else if (type instanceof ContractType.Named named) {
            return contract.struct(named.name()) != null
                    ? STRUCT
                    : contract.enumeration(named.name()) != null ? ENUM : UNION;
        } else if (type instanceof ContractType.Array array) {
            return isBytes(array) ? BASIC : ARRAY;
        } else if (type instanceof ContractType.Container container) {
            return ofContainer(container.name(), container.arguments());
        }
        return CUSTOM;
    }

    private static @Nullable Form ofContainer(String name, List<ContractType> arguments) {
        if (COLLECTIONS.contains(name) && arguments.size() == 1) {
            return ELEMENTS;
        } else if (MAPS.contains(name) && arguments.size() == 2) {
            return ENTRIES;
        }
        return name.equals("java.util.Optional") && arguments.size() == 1 ? OPTIONAL : null;
    }

    private static boolean isBytes(ContractType.Array array) {
        return array.element() instanceof Basic basic && basic.name().equals("byte");
    }

    private static boolean isKnown(String name) {
        return BasicCodec.of(name) != null;
    }
}
