package dev.tern.rpc.processor;

import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** What generated code in one package can see and call. Notices whether any of it is deprecated. */
final class Access {

    private final Elements elements;
    private final Types types;
    private final PackageElement from;
    private boolean usesDeprecated;

    Access(Elements elements, Types types, PackageElement from) {
        this.elements = elements;
        this.types = types;
        this.from = from;
    }

    Types types() {
        return types;
    }

    Elements elements() {
        return elements;
    }

    /** The package as messages name it. */
    String packageName() {
        return from.isUnnamed() ? "the default package" : "package " + from.getQualifiedName();
    }

    /** Whether anything that was {@linkplain #use used} is deprecated. */
    boolean usesDeprecated() {
        return usesDeprecated;
    }

    /** Notes that generated code uses an element. */
    void use(Element element) {
        usesDeprecated |= elements.isDeprecated(element);
    }

    /** Whether a type can be named. */
    boolean canSee(TypeElement type) {
        for (Element e = type; e instanceof TypeElement; e = e.getEnclosingElement()) {
            if (!canUse(e)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a member of a type that can be named can be used. */
    boolean canUse(Element member) {
        if (member.getModifiers().contains(Modifier.PUBLIC)) {
            return true;
        }
        return !member.getModifiers().contains(Modifier.PRIVATE)
                && elements.getPackageOf(member).equals(from);
    }

    /** The methods of a type, inherited ones included, that have this name and can be called without a checked exception. */
    List<ExecutableElement> methods(TypeElement type, String name, int parameters) {
        return ElementFilter.methodsIn(elements.getAllMembers(type)).stream()
                .filter(method -> method.getSimpleName().contentEquals(name)
                        && method.getParameters().size() == parameters
                        && method.getTypeParameters().isEmpty()
                        && !method.getModifiers().contains(Modifier.STATIC)
                        && isCallable(method))
                .toList();
    }

    /** The constructors of a type that can be called without a checked exception. */
    List<ExecutableElement> constructors(TypeElement type) {
        return ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
                .filter(this::isCallable)
                .toList();
    }

    /** The type of a method or constructor as a member of a type whose arguments are known. */
    ExecutableType signature(DeclaredType type, ExecutableElement method) {
        return (ExecutableType) types.asMemberOf(type, method);
    }

    /** Whether a value of the one type can be given where the other is wanted, without boxing or widening. */
    boolean fits(TypeMirror value, TypeMirror wanted) {
        if (value.getKind().isPrimitive() || wanted.getKind().isPrimitive()) {
            return value.getKind() == wanted.getKind();
        }
        return types.isSubtype(value, wanted);
    }

    /** Whether a type extends or implements the one with this name. */
    boolean isA(TypeMirror type, String name) {
        TypeElement other = elements.getTypeElement(name);
        return other != null && types.isSubtype(types.erasure(type), types.erasure(other.asType()));
    }

    private boolean isCallable(ExecutableElement method) {
        return canUse(method)
                && method.getThrownTypes().stream()
                        .allMatch(
                                thrown -> isA(thrown, "java.lang.RuntimeException") || isA(thrown, "java.lang.Error"));
    }
}
