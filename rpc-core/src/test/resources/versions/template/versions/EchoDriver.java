package versions;

import dev.tern.rpc.e2e.VersionDriver;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

public final class EchoDriver implements VersionDriver {

    @Override
    public Class<?> contract() {
        return Echo.class;
    }

    @Override
    public Object provider(Consumer<String> seen) {
        return new Echo() {
            private <V> V saw(V value) {
                seen.accept(text(value));
                return value;
            }

            @Override
            public T one(T value) {
                return saw(value);
            }

            @Override
            public List<T> list(List<T> values) {
                return saw(values);
            }

            @Override
            public Set<T> set(Set<T> values) {
                return saw(values);
            }

            @Override
            public Map<String, T> map(Map<String, T> values) {
                return saw(values);
            }

            @Override
            public Optional<T> optional(Optional<T> value) {
                return saw(value);
            }

            @Override
            public T[] array(T[] values) {
                return saw(values);
            }

            @Override
            public Page<T> page(Page<T> page) {
                return saw(page);
            }

            @Override
            public Map<String, List<Page<T>>> deep(Map<String, List<Page<T>>> pages) {
                return saw(pages);
            }

            @Override
            public T make() {
                return T.sample();
            }

            @Override
            public String ping(String text) {
                return saw(text);
            }
        };
    }

    @Override
    public String call(Object stub, String method) {
        Echo echo = (Echo) stub;
        T t = T.sample();
        return text(
                switch (method) {
                    case "one" -> echo.one(t);
                    case "list" -> echo.list(Arrays.asList(t, null));
                    case "set" -> echo.set(Set.of(t));
                    case "map" -> echo.map(Map.of("a", t));
                    case "optional" -> echo.optional(Optional.of(t));
                    case "array" -> echo.array(new T[] {t, null});
                    case "page" -> echo.page(new Page<>(List.of(t), 1));
                    case "deep" -> echo.deep(Map.of("k", List.of(new Page<>(Collections.singletonList(t), 1))));
                    case "make" -> echo.make();
                    default -> echo.ping(method);
                });
    }

    private static String text(Object value) {
        return value instanceof Object[] array ? Arrays.toString(array) : String.valueOf(value);
    }
}
