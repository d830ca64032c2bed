package dev.tern.rpc.processor;

import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;

/** Names as messages and generated sources spell them. */
final class Names {

    private Names() {}

    /** With a capital letter first. */
    static String capitalized(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** With a small letter first. */
    static String uncapitalized(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** {@code placeOrder} as {@code PLACE_ORDER}. */
    static String constant(String name) {
        return name.replaceAll("(?<=[\\p{Ll}\\p{Nd}])(?=\\p{Lu})", "_").toUpperCase(Locale.ROOT);
    }

    /** A type with simple names: {@code Map<String, Order[]>}. */
    static String simple(TypeMirror type) {
        return switch (type.getKind()) {
            case ARRAY -> simple(((ArrayType) type).getComponentType()) + "[]";
            case DECLARED, ERROR -> declared((DeclaredType) type);
            case WILDCARD -> wildcard((WildcardType) type);
            case INTERSECTION ->
                ((IntersectionType) type)
                        .getBounds().stream().map(Names::simple).collect(Collectors.joining(" & "));
            case TYPEVAR -> ((TypeVariable) type).asElement().getSimpleName().toString();
            default -> type.getKind().name().toLowerCase(Locale.ROOT);
        };
    }

    private static String declared(DeclaredType type) {
        String name = type.asElement().getSimpleName().toString();
        if (type.getTypeArguments().isEmpty()) {
            return name;
        }
        return type.getTypeArguments().stream().map(Names::simple).collect(Collectors.joining(", ", name + "<", ">"));
    }

    private static String wildcard(WildcardType type) {
        if (type.getExtendsBound() != null) {
            return "? extends " + simple(type.getExtendsBound());
        }
        return type.getSuperBound() != null ? "? super " + simple(type.getSuperBound()) : "?";
    }

    /** The name alone. */
    static String simple(Element element) {
        return element.getSimpleName().toString();
    }

    /** The type that declares a member. */
    static TypeElement owner(Element member) {
        return (TypeElement) Objects.requireNonNull(member.getEnclosingElement());
    }

    /** A type, method or parameter as messages name it: {@code interface Orders}, {@code method 'place'}. */
    static String subject(Element element) {
        if (element instanceof TypeElement type) {
            return kindAndName(type);
        }
        String kind = element.getKind() == ElementKind.PARAMETER ? "parameter" : "method";
        return kind + " '" + element.getSimpleName() + "'";
    }

    /** {@code class Order}, {@code record Order}. */
    static String kindAndName(TypeElement element) {
        String kind = switch (element.getKind()) {
            case ANNOTATION_TYPE -> "annotation";
            case ENUM -> "enum";
            case RECORD -> "record";
            case INTERFACE -> "interface";
            default -> "class";
        };
        return kind + " " + element.getSimpleName();
    }
}
