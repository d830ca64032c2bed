package dev.tern.rpc.processor;

import java.util.stream.Collectors;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;

/** What types are called in the contract and in generated code. */
final class TypeNames {

    private TypeNames() {}

    /** The name in the contract: qualified, with type arguments, without wildcards. */
    static String inContract(TypeMirror type) {
        if (type instanceof ArrayType array) {
            return inContract(array.getComponentType()) + "[]";
        }
        if (type instanceof WildcardType wildcard && wildcard.getExtendsBound() != null) {
            return inContract(wildcard.getExtendsBound());
        }
        if (!(type instanceof DeclaredType declared)) {
            return Names.simple(type);
        }
        String name = qualified(declared);
        if (declared.getTypeArguments().isEmpty()) {
            return name;
        }
        return declared.getTypeArguments().stream()
                .map(TypeNames::inContract)
                .collect(Collectors.joining(",", name + "<", ">"));
    }

    /** The name in the names of methods: {@code ListOfOrder}, {@code MapOfStringToOrder}, {@code OrderArray}. */
    static String inMethods(TypeMirror type) {
        if (type instanceof ArrayType array) {
            return inMethods(array.getComponentType()) + "Array";
        }
        if (type instanceof WildcardType wildcard && wildcard.getExtendsBound() != null) {
            return inMethods(wildcard.getExtendsBound());
        }
        if (!(type instanceof DeclaredType declared)) {
            return Names.capitalized(Names.simple(type));
        }
        String name = Names.simple(declared.asElement());
        if (declared.getTypeArguments().isEmpty()) {
            return name;
        }
        String between = name.endsWith("Map") ? "To" : "And";
        return declared.getTypeArguments().stream()
                .map(TypeNames::inMethods)
                .collect(Collectors.joining(between, name + "Of", ""));
    }

    /** The name by which class loaders know a type: {@code dev.shop.Orders$NotFound}. */
    static String binary(TypeElement type) {
        return type.getEnclosingElement() instanceof TypeElement outer
                ? binary(outer) + "$" + type.getSimpleName()
                : type.getQualifiedName().toString();
    }

    /** The qualified name without type arguments. */
    static String qualified(DeclaredType type) {
        return ((TypeElement) type.asElement()).getQualifiedName().toString();
    }
}
