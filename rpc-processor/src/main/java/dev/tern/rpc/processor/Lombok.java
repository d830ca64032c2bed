package dev.tern.rpc.processor;

import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/** Classes that Lombok completes: it may do so only after this processor has seen them, and then another round of processing follows. */
final class Lombok {

    private Lombok() {}

    /** Notes a class that is being compiled and has annotations of Lombok's. */
    static void note(TypeElement type, Problems problems) {
        if (problems.isSource(type)
                && Stream.concat(Stream.of(type), type.getEnclosedElements().stream())
                        .anyMatch(Lombok::isAnnotated)) {
            problems.unfinished(type.getQualifiedName().toString());
        }
    }

    private static boolean isAnnotated(Element element) {
        return element.getAnnotationMirrors().stream()
                .map(AnnotationMirror::getAnnotationType)
                .anyMatch(annotation -> TypeNames.qualified(annotation).startsWith("lombok."));
    }
}
