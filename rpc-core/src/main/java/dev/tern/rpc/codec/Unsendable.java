package dev.tern.rpc.codec;

import java.lang.reflect.Modifier;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** What cannot be sent, and what to do instead. */
final class Unsendable {

    static final String ALLOWED =
            "Allowed: primitives, String, enums, records, classes with accessors, java.time, collections of these.";
    static final String OPEN =
            "It leaves open what arrives: name one record or class, make it sealed, or close it with @RpcSubtypes.";

    private Unsendable() {}

    /** What to do instead of sending a type; null if it may be sent. */
    static @Nullable String remedy(Class<?> type) {
        if (type == Object.class) {
            return "It leaves open what arrives: name the type. " + ALLOWED;
        } else if (Map.class.isAssignableFrom(type)) {
            return SortedMap.class.isAssignableFrom(type) ? "Declare SortedMap." : "Declare Map.";
        } else if (SortedSet.class.isAssignableFrom(type)) {
            return "Declare SortedSet.";
        } else if (Queue.class.isAssignableFrom(type) && !List.class.isAssignableFrom(type)) {
            return "Declare Deque.";
        } else if (BaseStream.class.isAssignableFrom(type) || Iterator.class.isAssignableFrom(type)) {
            return "Declare List.";
        } else if (Collection.class.isAssignableFrom(type) || Iterable.class.isAssignableFrom(type)) {
            return "Declare List, Set or Collection.";
        } else if (isOldDate(type)) {
            return "Declare a type of java.time, such as Instant.";
        } else if (type.isAnnotationPresent(FunctionalInterface.class)) {
            return ALLOWED + " Did you mean to return a value?";
        } else if (isOfJava(type)) {
            return ALLOWED;
        } else if (type.isRecord()) {
            return null;
        } else if (type.isInterface() || type.isAnnotation() || Modifier.isAbstract(type.getModifiers())) {
            return OPEN;
        } else if (type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers())) {
            return "Its objects cannot exist without one of the class around it: make it static, or a record.";
        }
        return null;
    }

    /** Whether a type is the JDK's own. */
    static boolean isOfJava(Class<?> type) {
        return type.getName().startsWith("java.") || type.getName().startsWith("javax.");
    }

    @SuppressWarnings("JavaUtilDate") // only to refuse it
    private static boolean isOldDate(Class<?> type) {
        return Date.class.isAssignableFrom(type) || Calendar.class.isAssignableFrom(type);
    }
}
