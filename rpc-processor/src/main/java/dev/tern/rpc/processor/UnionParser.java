package dev.tern.rpc.processor;

import static java.util.Comparator.comparing;

import dev.tern.rpc.RpcSubtypes;
import dev.tern.rpc.processor.SentType.Coded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** Finds what a sealed type, or one that {@code @RpcSubtypes} closes, can be: the types that are left when all such types among them are opened. */
final class UnionParser {

    private final TypeParser types;
    private final Access access;
    private final Problems problems;
    private final Subtyping subtyping;

    UnionParser(TypeParser types, Access access, Problems problems) {
        this.types = types;
        this.access = access;
        this.problems = problems;
        this.subtyping = new Subtyping(access);
    }

    /** Whether a type is one of others that are known. */
    static boolean isUnion(TypeElement element) {
        boolean isOpen = (element.getKind() == ElementKind.INTERFACE || element.getKind() == ElementKind.CLASS)
                && !element.getModifiers().contains(Modifier.FINAL);
        return isOpen
                && (element.getModifiers().contains(Modifier.SEALED)
                        || Annotations.find(element, RpcSubtypes.class) != null);
    }

    /** Whether a union can also be an instance of its own class. */
    static boolean isLeafItself(TypeElement element) {
        return element.getKind() == ElementKind.CLASS && !element.getModifiers().contains(Modifier.ABSTRACT);
    }

    /** What it can be, sorted by the names in the contract; null if something is wrong with that, which is then noted. */
    @Nullable
    List<Codec.Leaf> parse(DeclaredType type, TypeUse use) {
        Map<String, DeclaredType> leaves = new LinkedHashMap<>();
        if (!collect(type, use, leaves)) {
            return null;
        }
        List<Codec.Leaf> found = new ArrayList<>();
        for (DeclaredType leaf : leaves.values()) {
            Coded sent = types.leaf(leaf, use);
            if (sent == null) {
                return null;
            }
            TypeElement element = (TypeElement) leaf.asElement();
            boolean isFinal = element.getKind() != ElementKind.CLASS
                    || element.getModifiers().contains(Modifier.FINAL);
            found.add(new Codec.Leaf(sent, Names.simple(element), isFinal));
        }
        if (found.isEmpty()) { // what is wrong with an annotation was noted there
            if (type.asElement().getModifiers().contains(Modifier.SEALED)) {
                use.unsendable(type, "It permits nothing that can be sent: let a record, class or enum extend it.");
            }
            return null;
        }
        found.sort(comparing(leaf -> leaf.type().contract().toString()));
        return found;
    }

    private boolean collect(DeclaredType type, TypeUse use, Map<String, DeclaredType> leaves) {
        TypeElement element = (TypeElement) type.asElement();
        if (isLeafItself(element)) {
            leaves.put(TypeNames.inContract(type), type);
        }
        boolean complete = true;
        for (TypeElement subtype : subtypes(element)) {
            complete &= collectSubtype(type, subtype, use, leaves);
        }
        return complete;
    }

    private boolean collectSubtype(
            DeclaredType type, TypeElement subtype, TypeUse use, Map<String, DeclaredType> leaves) {
        Subtyping.Specialised specialised = subtyping.of(subtype, type);
        if (specialised.undetermined() != null) {
            use.add(
                    Diagnostic.UNDETERMINED_SUBTYPE,
                    access.types().getDeclaredType(subtype),
                    specialised.undetermined(),
                    Names.simple(type),
                    Names.simple(type.asElement()));
            return false;
        }
        DeclaredType leaf = specialised.type();
        if (leaf == null || leaves.containsKey(TypeNames.inContract(leaf))) {
            return true; // never a value of this type, or reached on another way, too
        }
        if (isUnion(subtype)) {
            return collect(leaf, use, leaves);
        }
        boolean isNonSealed = subtype.getModifiers().contains(Modifier.NON_SEALED);
        boolean isAbstract = subtype.getKind() == ElementKind.INTERFACE
                || (subtype.getKind() == ElementKind.CLASS
                        && subtype.getModifiers().contains(Modifier.ABSTRACT));
        if (isNonSealed || isAbstract) {
            use.add(Diagnostic.OPEN_SUBTYPE, leaf, Names.simple(subtype));
            return false;
        }
        leaves.put(TypeNames.inContract(leaf), leaf);
        return true;
    }

    private List<TypeElement> subtypes(TypeElement element) {
        AnnotationMirror annotation = Annotations.find(element, RpcSubtypes.class);
        List<? extends TypeMirror> named = annotation == null ? element.getPermittedSubclasses() : classes(annotation);
        List<TypeElement> subtypes = new ArrayList<>();
        for (TypeMirror subtype : named) {
            if (subtype.getKind() == TypeKind.ERROR) {
                problems.missing(subtype.toString());
            } else if (subtype instanceof DeclaredType declared
                    && (annotation == null || isProper(element, declared, annotation))) {
                subtypes.add((TypeElement) declared.asElement());
            }
        }
        if (annotation != null && named.isEmpty()) {
            addBadSubtypes(element, annotation, "it names none");
        } else if (annotation != null && element.getModifiers().contains(Modifier.SEALED)) {
            addBadSubtypes(element, annotation, "the type is sealed, which says it already");
        }
        return subtypes;
    }

    private boolean isProper(TypeElement element, DeclaredType subtype, AnnotationMirror annotation) {
        if (subtype.asElement().equals(element)) {
            addBadSubtypes(element, annotation, "it names the type itself, which is sent anyway if it is not abstract");
            return false;
        }
        if (!access.types()
                .isSubtype(access.types().erasure(subtype), access.types().erasure(element.asType()))) {
            addBadSubtypes(element, annotation, Names.simple(subtype.asElement()) + " is none");
            return false;
        }
        return true;
    }

    private void addBadSubtypes(TypeElement element, AnnotationMirror annotation, String why) {
        problems.add(Diagnostic.BAD_SUBTYPES, element, annotation, Names.kindAndName(element), why);
    }

    private static List<TypeMirror> classes(AnnotationMirror annotation) {
        return annotation.getElementValues().values().stream()
                .flatMap(value -> value.getValue() instanceof List<?> list ? list.stream() : Stream.of(value))
                .map(value -> ((AnnotationValue) value).getValue())
                .filter(TypeMirror.class::isInstance)
                .map(TypeMirror.class::cast)
                .toList();
    }
}
