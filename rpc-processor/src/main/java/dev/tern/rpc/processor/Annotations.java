package dev.tern.rpc.processor;

import dev.tern.rpc.Bulkhead;
import dev.tern.rpc.Fallback;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.OneWay;
import dev.tern.rpc.RateLimit;
import dev.tern.rpc.RpcMethod;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import org.jspecify.annotations.Nullable;

/** Where annotations stand, and whether they mean anything there. */
final class Annotations {

    /** Those that belong to a method of a contract. */
    static final List<Class<? extends Annotation>> OF_METHODS = Stream.of(
                    List.of(OneWay.class, Idempotent.class, RpcMethod.class, Fallback.class), SettingParser.ALL)
            .<Class<? extends Annotation>>flatMap(List::stream)
            .toList();

    /** Those that belong to an implementation as well. */
    static final List<Class<? extends Annotation>> OF_IMPLEMENTATIONS = List.of(Bulkhead.class, RateLimit.class);

    private Annotations() {}

    /** The annotation on an element, as messages point at it. */
    static @Nullable AnnotationMirror find(Element element, Class<? extends Annotation> type) {
        for (AnnotationMirror annotation : element.getAnnotationMirrors()) {
            TypeElement annotationType =
                    (TypeElement) annotation.getAnnotationType().asElement();
            if (annotationType.getQualifiedName().contentEquals(type.getCanonicalName())) {
                return annotation;
            }
        }
        return null;
    }

    /** What is written for an attribute of an annotation; null if nothing is. */
    static @Nullable AnnotationValue value(Element element, Class<? extends Annotation> type, String attribute) {
        AnnotationMirror annotation = find(element, type);
        return annotation == null
                ? null
                : annotation.getElementValues().entrySet().stream()
                        .filter(value -> value.getKey().getSimpleName().contentEquals(attribute))
                        .<AnnotationValue>map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }

    /** The classes that a value names, as far as they are known. */
    static List<DeclaredType> classes(@Nullable AnnotationValue value) {
        if (value == null) {
            return List.of();
        }
        List<?> all = value.getValue() instanceof List<?> list ? list : List.of(value);
        return all.stream()
                .map(each -> ((AnnotationValue) each).getValue())
                .filter(each -> each instanceof DeclaredType type && type.getKind() == TypeKind.DECLARED)
                .map(DeclaredType.class::cast)
                .toList();
    }

    /** Whether an annotation stands on an implementation, where it means something. */
    static boolean isOfImplementation(Element element, Class<? extends Annotation> type) {
        if (!OF_IMPLEMENTATIONS.contains(type)) {
            return false;
        }
        if (element instanceof TypeElement) {
            return element.getKind().isClass();
        }
        return Names.owner(element).getKind().isClass()
                && !element.getModifiers().contains(Modifier.STATIC)
                && !element.getModifiers().contains(Modifier.PRIVATE);
    }

    /** Whether a method of an interface is one that its stub implements. */
    static boolean isContractMethod(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.ABSTRACT)
                && Names.owner(method).getKind() == ElementKind.INTERFACE;
    }

    /** Notes an annotation that stands where no contract can be. */
    static void checkPlace(Element element, Class<? extends Annotation> type, Problems problems) {
        if (isOfImplementation(element, type)) {
            return;
        }
        String why;
        String on;
        if (element instanceof TypeElement typeElement) {
            if (element.getKind() == ElementKind.INTERFACE) {
                return;
            }
            on = Names.subject(typeElement);
            why = "it is not an interface";
        } else if (element instanceof ExecutableElement method && !isContractMethod(method)) {
            TypeElement owner = Names.owner(method);
            on = Names.subject(method);
            if (OF_IMPLEMENTATIONS.contains(type) && owner.getKind().isClass()) {
                why = "it cannot implement a method of a contract";
            } else if (owner.getKind() != ElementKind.INTERFACE) {
                why = Names.kindAndName(owner) + " is not an interface";
            } else {
                Modifier modifier = method.getModifiers().contains(Modifier.STATIC)
                        ? Modifier.STATIC
                        : method.isDefault() ? Modifier.DEFAULT : Modifier.PRIVATE;
                why = "it is " + modifier + ", so it is not part of the contract";
            }
        } else {
            return;
        }
        problems.add(Diagnostic.MISPLACED_ANNOTATION, element, find(element, type), type.getSimpleName(), on, why);
    }
}
