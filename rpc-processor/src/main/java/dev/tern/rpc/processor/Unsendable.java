package dev.tern.rpc.processor;

import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** What cannot be sent, and what to do instead. */
final class Unsendable {

    static final String ALLOWED =
            "Allowed: primitives, String, enums, records, classes with accessors, java.time, collections of these.";
    static final String OPEN =
            "It leaves open what arrives: name one record or class, make it sealed, or close it with @RpcSubtypes.";

    private Unsendable() {}

    /** What to do instead of sending this type; null if it may be sent. */
    static @Nullable String remedy(TypeElement element, Access access) {
        TypeMirror type = element.asType();
        String name = element.getQualifiedName().toString();
        if (name.equals("java.lang.Object")) {
            return "It leaves open what arrives: name the type. " + ALLOWED;
        }
        if (access.isA(type, "java.util.Map")) {
            return access.isA(type, "java.util.SortedMap") ? "Declare SortedMap." : "Declare Map.";
        }
        if (access.isA(type, "java.util.stream.BaseStream") || access.isA(type, "java.util.Iterator")) {
            return "Declare List.";
        }
        if (access.isA(type, "java.util.SortedSet")) {
            return "Declare SortedSet.";
        }
        if (access.isA(type, "java.util.Queue") && !access.isA(type, "java.util.List")) {
            return "Declare Deque.";
        }
        if (access.isA(type, "java.util.Collection") || access.isA(type, "java.lang.Iterable")) {
            return "Declare List, Set or Collection.";
        }
        if (access.isA(type, "java.util.Date") || access.isA(type, "java.util.Calendar")) {
            return "Declare a type of java.time, such as Instant.";
        }
        if (isFunction(element)) {
            return ALLOWED + " Did you mean to return a value?";
        }
        if (isOfJava(element)) {
            return ALLOWED;
        }
        if (element.getKind() == ElementKind.RECORD) {
            return null;
        }
        if (element.getKind() != ElementKind.CLASS || element.getModifiers().contains(Modifier.ABSTRACT)) {
            return OPEN;
        }
        if (element.getNestingKind() == NestingKind.MEMBER
                && !element.getModifiers().contains(Modifier.STATIC)) {
            return "Its objects cannot exist without one of the class around it: make it static, or a record.";
        }
        return null;
    }

    /** Whether a type is the JDK's own. */
    static boolean isOfJava(TypeElement element) {
        String name = element.getQualifiedName().toString();
        return name.startsWith("java.") || name.startsWith("javax.");
    }

    private static boolean isFunction(TypeElement element) {
        return element.getAnnotation(FunctionalInterface.class) != null;
    }
}
