package dev.tern.rpc.contract;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a contract tells about a method, parameter, type, property or constant that is not part of its hash: it does not change how bytes are
 * read. Keys that a release does not know are kept.
 *
 * @param values by key
 */
public record Details(SortedMap<String, String> values) {

    /** The documentation comment. */
    public static final String DOC = "doc";

    /** The name of a parameter. */
    public static final String NAME = "name";

    /** That a value must not be shown; empty. */
    public static final String SENSITIVE = "sensitive";

    /** What an absent property or parameter is read as. */
    public static final String DEFAULT = "default";

    /** That the constant stands for those the reader does not know; empty. */
    public static final String UNKNOWN = "unknown";

    /** That the method may be called twice; empty. */
    public static final String IDEMPOTENT = "idempotent";

    /** The deadline of a method, as it was written. */
    public static final String DEADLINE = "deadline";

    /** What the keys of all other policies of a method start with, those of its settings and {@code fallback}, and on a parameter {@code hashKey}. */
    public static final String POLICY = "policy.";

    /** Nothing. */
    public static final Details NONE = new Details(Collections.emptySortedMap());

    /** Copies the map. */
    public Details {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** From any map. */
    public static Details of(Map<String, String> values) {
        return values.isEmpty() ? NONE : new Details(new TreeMap<>(values));
    }

    /** The same with one more. */
    public Details with(String key, String value) {
        SortedMap<String, String> more = new TreeMap<>(values);
        more.put(key, value);
        return new Details(more);
    }

    /** A value; null if it is not told. */
    public @Nullable String get(String key) {
        return values.get(key);
    }

    /** Whether it is told. */
    public boolean has(String key) {
        return values.containsKey(key);
    }
}
