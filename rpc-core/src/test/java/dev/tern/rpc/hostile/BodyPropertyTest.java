package dev.tern.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.contract.Resolution;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for all values: what is written is read, also by a later version. */
class BodyPropertyTest {

    private static final ServiceDescriptor KINDS = Body.service(Kinds.class);
    private static final ServiceDescriptor OLD = Body.service(Old.class);
    private static final ServiceDescriptor NEW = Body.service(New.class);
    private static final Map<String, Type> RESULTS = results();

    private static Map<String, Type> results() {
        Map<String, Type> results = new LinkedHashMap<>();
        for (Method method : Kinds.class.getMethods()) {
            results.put(method.getName(), method.getGenericReturnType());
        }
        return results;
    }

    @Property(tries = 1000)
    void value_ofEveryKind_isReadAsItWasWritten(@ForAll long seed) {
        Values values = new Values(seed);
        for (MethodDescriptor method : KINDS.methods()) {
            Body body = new Body(method.name(), method.resultReader(), method.resultWriter()::write);
            Object value = values.value(RESULTS.get(method.name()));
            byte[] bytes = body.write(value);
            Object read = body.read(bytes);
            assertThat(Same.same(value, read))
                    .as("%s, seed %s: %s and %s", method, seed, value, read)
                    .isTrue();
            assertThat(body.write(read)).isEqualTo(bytes);
        }
    }

    @Property(tries = 1000)
    void value_ofAnEarlierVersion_isReadWithTheDocumentedDefaults(@ForAll long seed) throws Exception {
        Type type = Old.class.getMethod("all", Map.class).getGenericReturnType();
        Object value = new Values(seed).value(type);
        MethodDescriptor writer = method(OLD, "all");
        MethodDescriptor reader = method(NEW, "all");
        byte[] bytes = new Body("all", writer.resultReader(), writer.resultWriter()::write).write(value);
        Resolution.Method resolved = Resolution.of(
                        NEW.contract().get(), OLD.contract().get())
                .methods()
                .get(reader.number());
        assertThat(resolved.problem()).isNull();

        Object read = Body.read(reader.resultReader(resolved.result()), bytes);

        assertThat(Same.same(expectedMap(value), read))
                .as("seed %s: %s and %s", seed, value, read)
                .isTrue();
    }

    private static MethodDescriptor method(ServiceDescriptor service, String name) {
        return service.methods().stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Object expectedMap(Object value) {
        if (value == null) {
            return null;
        }
        Map<Object, Object> expected = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, items) -> expected.put(key, expectedList((List<?>) items)));
        return expected;
    }

    private static List<Object> expectedList(List<?> items) {
        if (items == null) {
            return null;
        }
        List<Object> expected = new ArrayList<>();
        items.forEach(item -> expected.add(expected((Old.Item) item)));
        return expected;
    }

    private static New.Item expected(Old.Item item) {
        return item == null
                ? null
                : new New.Item(
                        item.number(),
                        item.small(),
                        item.part(),
                        item.name(),
                        item.sizes() == null
                                ? null
                                : new ArrayList<>(item.sizes().stream()
                                        .map(size -> size == null ? null : Long.valueOf(size))
                                        .toList()),
                        item.parts() == null
                                ? null
                                : Arrays.stream(item.parts())
                                        .map(BodyPropertyTest::expected)
                                        .toArray(New.Part[]::new),
                        kind(item.kind()),
                        0,
                        42,
                        null,
                        "text",
                        List.of(),
                        Set.of(),
                        Map.of(),
                        Optional.empty(),
                        New.Kind.B);
    }

    private static New.Part expected(Old.Part part) {
        return part == null ? null : new New.Part(part.id(), part.text(), expected(part.inside()));
    }

    private static New.Kind kind(Old.Kind kind) {
        return kind == null
                ? null
                : Objects.requireNonNull(kind) == Old.Kind.GONE ? New.Kind.OTHER : New.Kind.valueOf(kind.name());
    }
}
