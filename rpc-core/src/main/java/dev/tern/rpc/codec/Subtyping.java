package dev.tern.rpc.codec;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds which specialisation of a generic class extends or implements a given type. */
final class Subtyping {

    private Subtyping() {}

    /**
     * A subtype whose own type parameters follow from a type.
     *
     * @param type null if the subtype is one of other arguments alone, or is not determined
     * @param undetermined the parameter that does not follow; null if all do
     */
    record Specialised(@Nullable JavaType type, @Nullable String undetermined) {}

    /** A type in terms of the variables of another. */
    private record Scoped(Type type, Map<TypeVariable<?>, Scoped> scope) {}

    /** The specialisation of a class that is a subtype of this type. */
    static Specialised of(Class<?> subtype, JavaType type) {
        Map<TypeVariable<?>, Scoped> scope = scope(subtype, type.raw(), Map.of());
        Map<TypeVariable<?>, JavaType> found = new HashMap<>();
        TypeVariable<?>[] parameters = type.raw().getTypeParameters();
        for (int i = 0; i < type.arguments().size(); i++) {
            Scoped pattern = scope == null ? null : scope.get(parameters[i]);
            if (pattern == null || !matches(pattern, type.arguments().get(i), found)) {
                return new Specialised(null, null);
            }
        }
        List<JavaType> arguments = new ArrayList<>();
        for (TypeVariable<?> parameter : subtype.getTypeParameters()) {
            JavaType argument = found.get(parameter);
            if (argument == null) {
                return new Specialised(null, parameter.getName());
            }
            arguments.add(argument);
        }
        return new Specialised(JavaType.of(subtype).with(arguments), null);
    }

    /** The values of the variables of a class, seen from one that extends it; null if it does not. */
    private static @Nullable Map<TypeVariable<?>, Scoped> scope(
            Class<?> from, Class<?> wanted, Map<TypeVariable<?>, Scoped> scope) {
        if (from == wanted) {
            return scope;
        }
        List<Type> parents = new ArrayList<>(Arrays.asList(from.getGenericInterfaces()));
        if (from.getGenericSuperclass() != null) {
            parents.add(from.getGenericSuperclass());
        }
        for (Type parent : parents) {
            Map<TypeVariable<?>, Scoped> inner = new HashMap<>();
            Class<?> raw = JavaType.of(parent, Map.of()).raw();
            if (parent instanceof ParameterizedType generic) {
                for (int i = 0; i < raw.getTypeParameters().length; i++) {
                    inner.put(raw.getTypeParameters()[i], new Scoped(generic.getActualTypeArguments()[i], scope));
                }
            }
            Map<TypeVariable<?>, Scoped> found = scope(raw, wanted, inner);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static boolean matches(Scoped pattern, JavaType type, Map<TypeVariable<?>, JavaType> found) {
        Map<TypeVariable<?>, Scoped> scope = pattern.scope();
        if (pattern.type() instanceof TypeVariable<?> variable) {
            Scoped value = scope.get(variable);
            if (value != null) {
                return matches(value, type, found);
            }
            JavaType earlier = found.putIfAbsent(variable, type);
            return earlier == null || earlier.equals(type);
        } else if (pattern.type() instanceof GenericArrayType array) {
            return type.component() != null
                    && matches(new Scoped(array.getGenericComponentType(), scope), type.component(), found);
        } else if (pattern.type() instanceof ParameterizedType generic) {
            Type[] wanted = generic.getActualTypeArguments();
            boolean fits = generic.getRawType() == type.raw()
                    && wanted.length == type.arguments().size();
            for (int i = 0; fits && i < wanted.length; i++) {
                fits = matches(new Scoped(wanted[i], scope), type.arguments().get(i), found);
            }
            return fits;
        }
        return JavaType.of(pattern.type(), Map.of()).equals(type);
    }
}
