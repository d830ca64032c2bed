package dev.tern.rpc.hostile;

import dev.tern.rpc.kernel.Arguments;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Equality that looks into arrays, wherever they are. Containers are compared in their order: sets and maps are read in the order in which they were written. */
final class Same {

    private Same() {}

    static boolean same(Object a, Object b) {
        if (a == null || b == null) {
            return a == b;
        }
        if (a instanceof Arguments arguments) {
            return arguments(arguments, (Arguments) b);
        } else if (a instanceof Throwable) {
            return a.getClass() == b.getClass();
        } else if (a.getClass().isArray()) {
            return a.getClass() == b.getClass() && arrays(a, b);
        } else if (a instanceof Record) {
            return a.getClass() == b.getClass() && records(a, b);
        } else if (a instanceof Collection<?> collection) {
            return b instanceof Collection<?> other && elements(collection, other);
        } else if (a instanceof Map<?, ?> map) {
            return b instanceof Map<?, ?> other
                    && elements(map.keySet(), other.keySet())
                    && elements(map.values(), other.values());
        } else if (a instanceof Optional<?> optional) {
            return b instanceof Optional<?> other && same(optional.orElse(null), other.orElse(null));
        }
        return Objects.equals(a, b);
    }

    private static boolean arguments(Arguments a, Arguments b) {
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return a.getClass() == b.getClass();
    }

    private static boolean arrays(Object a, Object b) {
        int length = Array.getLength(a);
        for (int i = 0; i < length && length == Array.getLength(b); i++) {
            if (!same(Array.get(a, i), Array.get(b, i))) {
                return false;
            }
        }
        return length == Array.getLength(b);
    }

    private static boolean records(Object a, Object b) {
        try {
            for (RecordComponent component : a.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                if (!same(
                        component.getAccessor().invoke(a),
                        component.getAccessor().invoke(b))) {
                    return false;
                }
            }
            return true;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean elements(Collection<?> a, Collection<?> b) {
        Iterator<?> others = b.iterator();
        for (Object element : a) {
            if (!others.hasNext() || !same(element, others.next())) {
                return false;
            }
        }
        return !others.hasNext();
    }
}
