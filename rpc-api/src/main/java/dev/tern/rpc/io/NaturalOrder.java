package dev.tern.rpc.io;

import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What sorted sets and maps must be to be sent: their order is that of their elements or keys, as no comparator travels. */
public final class NaturalOrder {

    private NaturalOrder() {}

    /**
     * Checks that a set has no comparator of its own.
     *
     * @throws IllegalArgumentException if it has one
     */
    public static void check(SortedSet<?> set) {
        check(set.comparator());
    }

    /**
     * Checks that a map has no comparator of its own.
     *
     * @throws IllegalArgumentException if it has one
     */
    public static void check(SortedMap<?, ?> map) {
        check(map.comparator());
    }

    private static void check(@Nullable Comparator<?> comparator) {
        if (comparator != null && !comparator.equals(Comparator.naturalOrder())) {
            throw new IllegalArgumentException(
                    "comparator: " + comparator
                            + " (expected: none, as a sorted set or map arrives in its natural order; send a List to keep another)");
        }
    }

    /** An element or key that was read, which must be there. */
    public static <T> T required(@Nullable T element) {
        if (element == null) {
            throw new DecodingException("null in a sorted set or as a key of a sorted map (expected: a value)");
        }
        return element;
    }
}
