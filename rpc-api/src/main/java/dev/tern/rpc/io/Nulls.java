package dev.tern.rpc.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out whether elements need their presence written. The collections that are sent most are asked; others need not like the question. */
public final class Nulls {

    private Nulls() {}

    /** Whether one of the elements is null. */
    public static boolean in(Collection<?> elements) {
        Class<?> type = elements.getClass();
        if (type == ArrayList.class || type == HashSet.class || type == LinkedHashSet.class) {
            return elements.contains(null);
        }
        for (Object element : elements) {
            if (element == null) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the keys or values is null. */
    public static boolean in(Map<?, ?> entries) {
        Class<?> type = entries.getClass();
        if (type == HashMap.class || type == LinkedHashMap.class) {
            return entries.containsKey(null) || entries.containsValue(null);
        }
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            if (entry.getKey() == null || entry.getValue() == null) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the elements is null. */
    public static boolean in(@Nullable Object[] elements) {
        for (Object element : elements) {
            if (element == null) {
                return true;
            }
        }
        return false;
    }
}
