package dev.tern.rpc.processor;

import dev.tern.rpc.HashKey;
import dev.tern.rpc.RpcAlias;
import dev.tern.rpc.RpcDefault;
import dev.tern.rpc.RpcSerializer;
import dev.tern.rpc.RpcSubtypes;
import dev.tern.rpc.RpcUnknown;
import dev.tern.rpc.Sensitive;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Objects;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import org.jspecify.annotations.Nullable;

/** Where the annotations of types, properties, parameters and constants mean anything. */
final class MarkPlaces {

    /** The annotations. */
    static final List<Class<? extends Annotation>> ALL = List.of(
            RpcSubtypes.class,
            RpcSerializer.class,
            RpcUnknown.class,
            RpcDefault.class,
            RpcAlias.class,
            Sensitive.class,
            HashKey.class);

    private MarkPlaces() {}

    /** Notes an annotation that stands where it has no effect. */
    static void check(Element element, Class<? extends Annotation> type, Problems problems) {
        String why = objection(element, type);
        if (why != null) {
            problems.add(
                    Diagnostic.MISPLACED_MARK,
                    element,
                    Annotations.find(element, type),
                    type.getSimpleName(),
                    named(element),
                    why,
                    remedy(type));
        }
    }

    private static @Nullable String objection(Element element, Class<? extends Annotation> type) {
        return switch (element.getKind()) {
            case ENUM_CONSTANT ->
                type == RpcUnknown.class || type == RpcAlias.class ? null : "it is a constant, not a property";
            case FIELD -> type == RpcUnknown.class ? "it is a field, not a constant of an enum" : ofField(element);
            case RECORD_COMPONENT -> null;
            case PARAMETER -> ofParameter(element, type);
            case METHOD -> ofMethod((ExecutableElement) element, type);
            default -> type == RpcSubtypes.class ? ofType(element) : null;
        };
    }

    private static @Nullable String ofField(Element field) {
        if (field.getModifiers().contains(Modifier.STATIC)) {
            return "it is static, so it is not a property";
        }
        return field.getModifiers().contains(Modifier.TRANSIENT) ? "it is transient, so it is not sent" : null;
    }

    private static @Nullable String ofParameter(Element parameter, Class<? extends Annotation> type) {
        ExecutableElement method = (ExecutableElement) Objects.requireNonNull(parameter.getEnclosingElement());
        boolean isOfRecord = Names.owner(method).getKind() == ElementKind.RECORD;
        if (method.getKind() == ElementKind.CONSTRUCTOR) {
            return isOfRecord && type != HashKey.class ? null : "properties are fields, not parameters of constructors";
        }
        return Annotations.isContractMethod(method) ? null : "its method is not part of a contract";
    }

    private static @Nullable String ofMethod(ExecutableElement method, Class<? extends Annotation> type) {
        boolean isAccessor = Names.owner(method).getKind() == ElementKind.RECORD
                && method.getParameters().isEmpty();
        if (isAccessor) {
            return null; // the compiler copies what stands on the component
        }
        if (!Annotations.isContractMethod(method)) {
            return "it is not part of a contract";
        }
        boolean isVoid = method.getReturnType().getKind() == TypeKind.VOID;
        return type == RpcSerializer.class && isVoid ? "it returns nothing" : null;
    }

    private static @Nullable String ofType(Element type) {
        boolean isOpenable = type.getKind() == ElementKind.INTERFACE || type.getKind() == ElementKind.CLASS;
        return isOpenable && !type.getModifiers().contains(Modifier.FINAL) ? null : "nothing can extend it";
    }

    private static String named(Element element) {
        if (element instanceof TypeElement type) {
            return Names.kindAndName(type);
        }
        String kind = switch (element.getKind()) {
            case ENUM_CONSTANT -> "constant";
            case PARAMETER -> "parameter";
            case METHOD -> "method";
            default -> "field";
        };
        return kind + " '" + element.getSimpleName() + "'";
    }

    private static String remedy(Class<? extends Annotation> type) {
        if (type == RpcSubtypes.class) {
            return "Put it on an interface or class that is open.";
        } else if (type == RpcUnknown.class) {
            return "Put it on a constant of an enum.";
        } else if (type == RpcAlias.class) {
            return "Put it on an abstract method of the interface that is the contract, on a record component, a field or a constant.";
        } else if (type == RpcSerializer.class) {
            return "Put it on a type, or on what is of that type: a record component, a field, a parameter or a method of the contract.";
        }
        if (type == HashKey.class) {
            return "Put it on a parameter of a method of the contract.";
        }
        return "Put it on a record component, a field or a parameter of a method of the contract.";
    }
}
