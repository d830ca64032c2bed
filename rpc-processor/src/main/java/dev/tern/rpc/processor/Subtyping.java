package dev.tern.rpc.processor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import org.jspecify.annotations.Nullable;

/** Finds which specialisation of a generic class extends or implements a given type. */
final class Subtyping {

    private final Access access;

    Subtyping(Access access) {
        this.access = access;
    }

    /**
     * A subtype whose own type parameters follow from a type.
     *
     * @param type null if the subtype is one of other arguments alone, or is not determined
     * @param undetermined the parameter that does not follow; null if all do
     */
    record Specialised(
            @Nullable DeclaredType type, @Nullable String undetermined) {}

    /** The specialisation of a class that is a subtype of this type. */
    Specialised of(TypeElement subtype, DeclaredType type) {
        DeclaredType pattern = parent((DeclaredType) subtype.asType(), type.asElement());
        Map<Element, TypeMirror> found = new HashMap<>();
        if (pattern == null || !matches(pattern, type, found)) {
            return new Specialised(null, null);
        }
        List<TypeMirror> arguments = new ArrayList<>();
        for (TypeParameterElement parameter : subtype.getTypeParameters()) {
            TypeMirror argument = found.get(parameter);
            if (argument == null) {
                return new Specialised(null, Names.simple(parameter));
            }
            arguments.add(argument);
        }
        return new Specialised(access.types().getDeclaredType(subtype, arguments.toArray(TypeMirror[]::new)), null);
    }

    /** The type among a type's parents, in terms of its own parameters, that an element declares. */
    private @Nullable DeclaredType parent(DeclaredType type, Element wanted) {
        if (type.asElement().equals(wanted)) {
            return type;
        }
        for (TypeMirror direct : access.types().directSupertypes(type)) {
            DeclaredType found = direct instanceof DeclaredType declared ? parent(declared, wanted) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private boolean matches(TypeMirror pattern, TypeMirror type, Map<Element, TypeMirror> found) {
        if (pattern instanceof TypeVariable variable) {
            TypeMirror earlier = found.putIfAbsent(variable.asElement(), type);
            return earlier == null || access.types().isSameType(earlier, type);
        }
        if (pattern instanceof ArrayType array) {
            return type instanceof ArrayType other
                    && matches(array.getComponentType(), other.getComponentType(), found);
        }
        if (!(pattern instanceof DeclaredType declared) || !(type instanceof DeclaredType other)) {
            return access.types().isSameType(pattern, type);
        }
        List<? extends TypeMirror> wanted = declared.getTypeArguments();
        List<? extends TypeMirror> given = other.getTypeArguments();
        if (!declared.asElement().equals(other.asElement()) || wanted.size() != given.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!matches(wanted.get(i), given.get(i), found)) {
                return false;
            }
        }
        return true;
    }
}
