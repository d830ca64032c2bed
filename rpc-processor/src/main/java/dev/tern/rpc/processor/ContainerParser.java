package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.processor.SentType.Coded;
import java.util.Map;
import java.util.stream.Stream;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import org.jspecify.annotations.Nullable;

/** Tells how collections, maps and optionals are sent. */
final class ContainerParser {

    private final TypeParser types;
    private final Access access;

    ContainerParser(TypeParser types, Access access) {
        this.types = types;
        this.access = access;
    }

    /** A collection. */
    @Nullable
    SentType elements(DeclaredType type, TypeElement container, TypeUse use) {
        SentType element = types.argument(type, 0, use);
        if (element == null || !canBeSorted(type, container, use)) {
            return null;
        }
        ClassName declared = ClassName.get(container);
        ClassName made = LibraryTypes.implementation(declared);
        Coded coded = new Coded(TypeName.get(type), container(type, element));
        return types.collect(
                coded, () -> new Codec.Elements(coded, TypeNames.inMethods(type), declared, made, element));
    }

    /** A map. */
    @Nullable
    SentType entries(DeclaredType type, TypeElement container, TypeUse use) {
        SentType key = types.argument(type, 0, use);
        SentType value = types.argument(type, 1, use);
        if (key == null || value == null || !canBeSorted(type, container, use)) {
            return null;
        }
        Coded coded = new Coded(TypeName.get(type), container(type, key, value));
        TypeName[] arguments =
                ((ParameterizedTypeName) coded.java()).typeArguments().toArray(TypeName[]::new);
        TypeName entry = ParameterizedTypeName.get(ClassName.get(Map.Entry.class), arguments);
        ClassName declared = ClassName.get(container);
        ClassName made = LibraryTypes.implementation(declared);
        return types.collect(
                coded, () -> new Codec.Entries(coded, TypeNames.inMethods(type), declared, made, entry, key, value));
    }

    /** Whether the elements of a sorted set, or the keys of a sorted map, have an order; notes it if not. */
    private boolean canBeSorted(DeclaredType type, TypeElement container, TypeUse use) {
        TypeMirror sorted = type.getTypeArguments().get(0);
        TypeMirror bound = sorted instanceof WildcardType wildcard ? wildcard.getExtendsBound() : sorted;
        if (!container.getSimpleName().toString().startsWith("Sorted")
                || (bound != null && access.isA(bound, "java.lang.Comparable"))) {
            return true;
        }
        String instead = container.getSimpleName().toString().substring("Sorted".length());
        use.add(Diagnostic.NOT_COMPARABLE, sorted, container.getSimpleName(), Names.simple(sorted), instead);
        return false;
    }

    /** An optional. */
    @Nullable
    SentType maybe(DeclaredType type, TypeUse use) {
        SentType element = types.argument(type, 0, use);
        if (element == null) {
            return null;
        }
        Coded coded = new Coded(TypeName.get(type), container(type, element));
        return types.collect(coded, () -> new Codec.Maybe(coded, TypeNames.inMethods(type), element));
    }

    private static ContractType container(DeclaredType type, SentType... arguments) {
        String name = TypeNames.qualified(type);
        return new ContractType.Container(
                name, Stream.of(arguments).map(SentType::contract).toList());
    }
}
