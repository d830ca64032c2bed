package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import dev.tern.rpc.RpcSerializer;
import dev.tern.rpc.contract.ContractType;
import java.util.List;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** Reads {@code @RpcSerializer}. */
final class SerializerParser {

    private static final String SERIALIZER = "com.esotericsoftware.kryo.kryo5.Serializer";

    private final Access access;
    private final Problems problems;

    SerializerParser(Access access, Problems problems) {
        this.access = access;
        this.problems = problems;
    }

    /** The first of the elements that names a serializer; null if none does. */
    static @Nullable Element annotated(List<? extends Element> elements) {
        for (Element element : elements) {
            if (Annotations.find(element, RpcSerializer.class) != null) {
                return element;
            }
        }
        return null;
    }

    /** How a type is sent by the serializer that an element names; null if it cannot, which is then noted. */
    SentType.@Nullable Custom parse(TypeMirror type, Element annotated) {
        AnnotationMirror annotation = Annotations.find(annotated, RpcSerializer.class);
        TypeMirror named = annotation == null ? null : serializer(annotation);
        if (named == null) {
            return null;
        }
        if (named.getKind() == TypeKind.ERROR || type.getKind() == TypeKind.ERROR) {
            problems.missing((named.getKind() == TypeKind.ERROR ? named : type).toString());
            return null;
        }
        TypeElement serializer = (TypeElement) ((DeclaredType) named).asElement();
        String why = objection(serializer, type);
        if (why != null) {
            problems.add(
                    Diagnostic.BAD_SERIALIZER,
                    annotated,
                    annotation,
                    Names.simple(serializer),
                    Names.simple(type),
                    why,
                    access.packageName());
            return null;
        }
        access.use(serializer);
        DeclaredType declared = (DeclaredType) type;
        ContractType contract = new ContractType.Custom(
                TypeNames.qualified(declared), serializer.getQualifiedName().toString());
        return new SentType.Custom(
                TypeName.get(type),
                contract,
                ClassName.get((TypeElement) declared.asElement()),
                ClassName.get(serializer));
    }

    private @Nullable String objection(TypeElement serializer, TypeMirror type) {
        if (!(type instanceof DeclaredType)) {
            return "only classes and interfaces can have one";
        }
        if (!access.isA(serializer.asType(), SERIALIZER)) {
            return "it does not extend Serializer";
        }
        if (serializer.getModifiers().contains(Modifier.ABSTRACT)) {
            return "it is abstract";
        }
        if (serializer.getNestingKind() == NestingKind.MEMBER
                && !serializer.getModifiers().contains(Modifier.STATIC)) {
            return "it is an inner class";
        }
        if (!serializer.getTypeParameters().isEmpty()) {
            return "it has type parameters";
        }
        boolean hasConstructor = access.constructors(serializer).stream()
                .anyMatch(constructor -> constructor.getParameters().isEmpty());
        if (!access.canSee(serializer) || !hasConstructor) {
            return access.packageName() + " cannot call a constructor of it without parameters";
        }
        TypeMirror serialized = serialized(serializer.asType());
        if (serialized != null && !access.types().isSubtype(type, serialized)) {
            return "it is one for " + Names.simple(serialized);
        }
        return null;
    }

    /** What a serializer is for; null if that is open. */
    private @Nullable TypeMirror serialized(TypeMirror type) {
        if (type instanceof DeclaredType declared
                && TypeNames.qualified(declared).equals(SERIALIZER)) {
            return declared.getTypeArguments().isEmpty()
                    ? null
                    : declared.getTypeArguments().get(0);
        }
        for (TypeMirror parent : access.types().directSupertypes(type)) {
            TypeMirror found = serialized(parent);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable TypeMirror serializer(AnnotationMirror annotation) {
        return annotation.getElementValues().values().stream()
                .map(AnnotationValue::getValue)
                .filter(DeclaredType.class::isInstance)
                .map(DeclaredType.class::cast)
                .findFirst()
                .orElse(null);
    }
}
