package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import dev.tern.rpc.Fallback;
import java.util.List;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** Reads what answers when a call has failed. */
final class FallbackParser {

    private final Access access;
    private final Problems problems;
    private final TypeElement service;

    FallbackParser(Access access, Problems problems, TypeElement service) {
        this.access = access;
        this.problems = problems;
        this.service = service;
    }

    /**
     * What an element's annotation names; null if it cannot answer, which is then noted.
     *
     * @param element null if nothing has the annotation
     */
    MethodModel.@Nullable Fallback parse(@Nullable Element element) {
        if (element == null) {
            return null;
        }
        AnnotationValue value = Annotations.value(element, Fallback.class, "value");
        if (value == null) {
            problems.leaveToCompiler();
            return null;
        }
        if (!(value.getValue() instanceof TypeMirror named) || named.getKind() == TypeKind.ERROR) {
            problems.missing("the class that @Fallback names");
            return null;
        }
        String why = objection(named);
        if (why != null) {
            problems.add(
                    Diagnostic.BAD_FALLBACK,
                    element,
                    Annotations.find(element, Fallback.class),
                    value,
                    Names.simple(named),
                    Names.subject(element),
                    why,
                    Names.simple(service),
                    access.packageName());
            return null;
        }
        TypeElement type = (TypeElement) ((DeclaredType) named).asElement();
        access.use(type);
        List<String> alsoOn = Annotations.classes(Annotations.value(element, Fallback.class, "alsoOn")).stream()
                .map(exception -> TypeNames.binary((TypeElement) exception.asElement()))
                .distinct()
                .sorted()
                .toList();
        return new MethodModel.Fallback(ClassName.get(type), alsoOn);
    }

    private @Nullable String objection(TypeMirror named) {
        if (!(named instanceof DeclaredType declared)
                || !(declared.asElement() instanceof TypeElement type)
                || !type.getKind().isClass()) {
            return "it is not a class";
        }
        if (!access.types().isSubtype(access.types().erasure(type.asType()), service.asType())) {
            return "it does not implement " + Names.simple(service);
        }
        if (type.getModifiers().contains(Modifier.ABSTRACT)) {
            return "it is abstract";
        }
        if (type.getNestingKind() == NestingKind.MEMBER && !type.getModifiers().contains(Modifier.STATIC)) {
            return "it is an inner class";
        }
        boolean hasConstructor = access.constructors(type).stream()
                .anyMatch(constructor -> constructor.getParameters().isEmpty());
        return access.canSee(type) && hasConstructor
                ? null
                : access.packageName() + " cannot call a constructor of it without parameters";
    }
}
