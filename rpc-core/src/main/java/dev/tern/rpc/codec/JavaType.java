package dev.tern.rpc.codec;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A type as reflection tells it, with the values of all type variables. A wildcard has the kind of its bound.
 *
 * @param raw the class; of an array the array's, of a wildcard that of its upper bound
 * @param arguments of a generic class; empty for a raw use of one
 * @param component of an array, else null
 * @param kind whether it is a wildcard
 */
record JavaType(
        Class<?> raw, List<JavaType> arguments, @Nullable JavaType component, Kind kind) {

    /** What a wildcard leaves open. */
    enum Kind {
        /** No wildcard. */
        EXACT,
        /** {@code ? extends}, also without a bound; the type is the bound. */
        EXTENDS,
        /** {@code ? super}; the type is the bound. */
        SUPER
    }

    /** A class without arguments. */
    static JavaType of(Class<?> type) {
        Class<?> component = type.getComponentType();
        return new JavaType(type, List.of(), component == null ? null : of(component), Kind.EXACT);
    }

    /** A type in which these variables have these values; others are read as their bounds. */
    static JavaType of(Type type, Map<TypeVariable<?>, JavaType> variables) {
        if (type instanceof Class<?> plain) {
            return of(plain);
        } else if (type instanceof ParameterizedType generic) {
            List<JavaType> arguments = new ArrayList<>();
            for (Type argument : generic.getActualTypeArguments()) {
                arguments.add(of(argument, variables));
            }
            return new JavaType((Class<?>) generic.getRawType(), List.copyOf(arguments), null, Kind.EXACT);
        } else if (type instanceof GenericArrayType array) {
            JavaType component = of(array.getGenericComponentType(), variables);
            return new JavaType(arrayOf(component.raw), List.of(), component, Kind.EXACT);
        } else if (type instanceof WildcardType wildcard) {
            return wildcard.getLowerBounds().length > 0
                    ? of(wildcard.getLowerBounds()[0], variables).as(Kind.SUPER)
                    : of(wildcard.getUpperBounds()[0], variables).as(Kind.EXTENDS);
        }
        TypeVariable<?> variable = (TypeVariable<?>) type;
        JavaType value = variables.get(variable);
        return value == null ? of(erasure(variable)) : value;
    }

    private static Class<?> erasure(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        } else if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        } else if (type instanceof GenericArrayType array) {
            return arrayOf(erasure(array.getGenericComponentType()));
        }
        return erasure(((TypeVariable<?>) type).getBounds()[0]);
    }

    private static Class<?> arrayOf(Class<?> component) {
        return Array.newInstance(component, 0).getClass();
    }

    private JavaType as(Kind newKind) {
        return new JavaType(raw, arguments, component, newKind);
    }

    /** A wildcard's bound, or the type itself. */
    JavaType bound() {
        return kind == Kind.EXACT ? this : as(Kind.EXACT);
    }

    /** The class with other arguments. */
    JavaType with(List<JavaType> newArguments) {
        return new JavaType(raw, List.copyOf(newArguments), component, kind);
    }

    /** Whether it is a wildcard. */
    boolean isWildcard() {
        return kind != Kind.EXACT;
    }

    /** Whether it is a generic class without its arguments. */
    boolean isRaw() {
        return arguments.isEmpty() && raw.getTypeParameters().length > 0;
    }

    /** The values of the type variables of the class and of all that it extends. */
    Map<TypeVariable<?>, JavaType> variables() {
        Map<TypeVariable<?>, JavaType> variables = new HashMap<>();
        collect(variables);
        return variables;
    }

    private void collect(Map<TypeVariable<?>, JavaType> variables) {
        for (int i = 0; i < arguments.size(); i++) {
            variables.put(raw.getTypeParameters()[i], arguments.get(i));
        }
        for (JavaType parent : parents(variables)) {
            parent.collect(variables);
        }
    }

    private List<JavaType> parents(Map<TypeVariable<?>, JavaType> variables) {
        List<JavaType> parents = new ArrayList<>();
        Type superclass = raw.getGenericSuperclass();
        if (superclass != null) {
            parents.add(of(superclass, variables));
        }
        for (Type parent : raw.getGenericInterfaces()) {
            parents.add(of(parent, variables));
        }
        return parents;
    }

    /** Whether a value of this type can be given where the other is wanted, without boxing or widening. */
    boolean fits(JavaType wanted) {
        if (raw.isPrimitive() || wanted.raw.isPrimitive()) {
            return raw == wanted.raw;
        } else if (wanted.raw == Object.class) {
            return true;
        } else if (component != null && wanted.component != null) {
            return component.fits(wanted.component);
        } else if (!wanted.raw.isAssignableFrom(raw)) {
            return false;
        }
        return wanted.arguments.isEmpty() || contains(wanted.arguments, as(wanted.raw).arguments);
    }

    private static boolean contains(List<JavaType> wanted, List<JavaType> given) {
        if (wanted.size() != given.size()) {
            return false; // raw
        }
        for (int i = 0; i < wanted.size(); i++) {
            JavaType want = wanted.get(i);
            JavaType give = given.get(i);
            boolean fits = switch (want.kind) {
                case EXACT -> want.equals(give);
                case EXTENDS -> give.kind != Kind.SUPER && give.bound().fits(want.bound());
                case SUPER -> give.kind != Kind.EXTENDS && want.bound().fits(give.bound());
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** This as the class that it extends or implements. */
    private JavaType as(Class<?> wanted) {
        if (raw == wanted) {
            return this;
        }
        Map<TypeVariable<?>, JavaType> variables = variables();
        for (JavaType parent : parents(variables)) {
            if (wanted.isAssignableFrom(parent.raw)) {
                return parent.as(wanted);
            }
        }
        return of(wanted);
    }

    // ---------------------------------------------------------------- names

    /** The name in the contract: qualified, with type arguments, without wildcards. */
    String inContract() {
        if (component != null) {
            return component.inContract() + "[]";
        }
        String name = qualified(raw);
        return arguments.isEmpty()
                ? name
                : arguments.stream().map(JavaType::inContract).collect(Collectors.joining(",", name + "<", ">"));
    }

    /** The name as messages spell it: {@code Map<String, Order[]>}. */
    @Override
    public String toString() {
        String text = component != null
                ? component + "[]"
                : arguments.isEmpty()
                        ? raw.getSimpleName()
                        : arguments.stream()
                                .map(JavaType::toString)
                                .collect(Collectors.joining(", ", raw.getSimpleName() + "<", ">"));
        return switch (kind) {
            case EXACT -> text;
            case EXTENDS -> raw == Object.class ? "?" : "? extends " + text;
            case SUPER -> "? super " + text;
        };
    }

    /** The qualified name as it stands in source. */
    static String qualified(Class<?> type) {
        String name = type.getCanonicalName();
        return name == null ? type.getName() : name;
    }
}
