package dev.tern.rpc.processor;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.OneWay;
import dev.tern.rpc.RpcMethod;
import java.lang.annotation.Annotation;
import java.util.List;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/** Where annotations stand, and whether they mean anything there. */
final class Annotations {

    /** Those that belong to a method of a contract. */
    static final List<Class<? extends Annotation>> OF_METHODS =
            List.of(OneWay.class, Deadline.class, Idempotent.class, RpcMethod.class);

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

    /** Whether a method of an interface is one that its stub implements. */
    static boolean isContractMethod(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.ABSTRACT)
                && Names.owner(method).getKind() == ElementKind.INTERFACE;
    }

    /** Notes an annotation that stands where no contract can be. */
    static void checkPlace(Element element, Class<? extends Annotation> type, Problems problems) {
        String why;
        String on;
        if (element instanceof TypeElement typeElement) {
            if (element.getKind() == ElementKind.INTERFACE) {
                return;
            }
            on = Names.kindAndName(typeElement);
            why = "it is not an interface";
        } else if (element instanceof ExecutableElement method && !isContractMethod(method)) {
            TypeElement owner = Names.owner(method);
            on = "method '" + method.getSimpleName() + "'";
            if (owner.getKind() != ElementKind.INTERFACE) {
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
