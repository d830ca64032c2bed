package dev.tern.rpc.codec;

import dev.tern.rpc.RpcSubtypes;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Finds what a sealed type, or one that {@code @RpcSubtypes} closes, can be: the types that are left when all such types among them are opened. */
final class UnionFinder {

    private UnionFinder() {}

    /** Whether a type is one of others that are known. */
    static boolean isUnion(Class<?> type) {
        boolean isOpen = !type.isEnum() && !Modifier.isFinal(type.getModifiers());
        return isOpen && (type.isSealed() || type.isAnnotationPresent(RpcSubtypes.class));
    }

    /** Whether a union can also be an instance of its own class. */
    static boolean isLeafItself(Class<?> type) {
        return !type.isInterface() && !type.isRecord() && !type.isEnum() && !Modifier.isAbstract(type.getModifiers());
    }

    /** What it can be, by the names in the contract. */
    static Map<String, JavaType> leaves(JavaType type, TypeModel.Use use) {
        Map<String, JavaType> leaves = new TreeMap<>();
        collect(type, use, leaves);
        if (leaves.isEmpty()) {
            throw use.unsendable(type, "It permits nothing that can be sent: let a record, class or enum extend it.");
        }
        return leaves;
    }

    private static void collect(JavaType type, TypeModel.Use use, Map<String, JavaType> leaves) {
        if (isLeafItself(type.raw())) {
            leaves.put(type.inContract(), type);
        }
        for (Class<?> subtype : subtypes(type.raw(), use)) {
            collectSubtype(type, subtype, use, leaves);
        }
    }

    private static void collectSubtype(
            JavaType type, Class<?> subtype, TypeModel.Use use, Map<String, JavaType> leaves) {
        Subtyping.Specialised specialised = Subtyping.of(subtype, type);
        if (specialised.undetermined() != null) {
            throw use.problem(
                    "RPC126",
                    JavaType.of(subtype),
                    "has a type parameter '" + specialised.undetermined() + "' that does not follow from " + type,
                    "Let it pass that parameter on to " + type.raw().getSimpleName() + ", or have none.");
        }
        JavaType leaf = specialised.type();
        if (leaf == null || leaves.containsKey(leaf.inContract())) {
            return; // never a value of this type, or reached on another way, too
        }
        if (isUnion(subtype)) {
            collect(leaf, use, leaves);
            return;
        }
        boolean isAbstract = !subtype.isEnum() && Modifier.isAbstract(subtype.getModifiers());
        if (isAbstract || isNonSealed(subtype)) {
            throw use.problem(
                    "RPC127",
                    leaf,
                    "is open, so what arrives is not known",
                    "Make " + subtype.getSimpleName()
                            + " final, a record or sealed, or name its subclasses with @RpcSubtypes on it.");
        }
        leaves.put(leaf.inContract(), leaf);
    }

    /** Class files do not say {@code non-sealed}: it is what a direct subtype of a sealed type is that may be extended freely. */
    private static boolean isNonSealed(Class<?> type) {
        if (type.isEnum() || Modifier.isFinal(type.getModifiers())) {
            return false;
        }
        boolean hasSealedParent =
                type.getSuperclass() != null && type.getSuperclass().isSealed();
        for (Class<?> parent : type.getInterfaces()) {
            hasSealedParent |= parent.isSealed();
        }
        return hasSealedParent;
    }

    private static List<Class<?>> subtypes(Class<?> type, TypeModel.Use use) {
        RpcSubtypes annotation = type.getAnnotation(RpcSubtypes.class);
        if (annotation == null) {
            return List.of(Objects.requireNonNull(type.getPermittedSubclasses()));
        }
        String why = annotation.value().length == 0
                ? "it names none"
                : type.isSealed() ? "the type is sealed, which says it already" : null;
        List<Class<?>> subtypes = new ArrayList<>();
        for (Class<?> subtype : annotation.value()) {
            if (subtype == type) {
                why = "it names the type itself, which is sent anyway if it is not abstract";
            } else if (!type.isAssignableFrom(subtype)) {
                why = subtype.getSimpleName() + " is none";
            }
            subtypes.add(subtype);
        }
        if (why != null) {
            throw use.site()
                    .problem(
                            "RPC128",
                            "@RpcSubtypes on " + StructFinder.kindAndName(type) + " is wrong: " + why,
                            "Name the classes, records and enums that extend or implement it, on an interface or class that"
                                    + " is open.");
        }
        return subtypes;
    }
}
