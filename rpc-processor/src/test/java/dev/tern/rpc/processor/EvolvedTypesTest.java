package dev.tern.rpc.processor;

import static dev.tern.rpc.processor.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.testing.compile.Compilation;
import dev.tern.rpc.contract.Resolution;
import dev.tern.rpc.io.UnknownValueException;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Two versions of the same types, each with its own class loader: what the one writes, the other's generated reader follows by name.
 */
class EvolvedTypesTest {

    private static final List<String> SHAPES = List.of(
            "    sealed interface Shape {}",
            "    record Circle(int radius) implements Shape {}",
            "    record Square(int side, String name) implements Shape {}");

    @Test
    void union_withOtherSubtypesOnEachSide_isReadByTheirNames() throws Exception {
        Version older =
                version(SHAPES, "    record Zone() implements Shape {}", "    void put(java.util.List<Shape> s);");
        Version newer = version(
                SHAPES,
                "    record Arc(long angle) implements Shape {}",
                "    void put(java.util.List<? extends Shape> s);");

        Object circle = older.make("Circle", 5);
        Object square = older.make("Square", 6, null);
        assertThat(carried(older, newer, List.of(circle, square)))
                .hasToString("[Circle[radius=5], Square[side=6, name=null]]");
        assertThat(carried(newer, older, List.of(newer.make("Square", 7, "x"))))
                .hasToString("[Square[side=7, name=x]]");
        assertThatThrownBy(() -> carried(newer, older, List.of(newer.make("Arc", 1L))))
                .isInstanceOf(UnknownValueException.class)
                .hasMessageContaining("subtype shop.A.Arc of Shape is not known here");
    }

    @Test
    void subtype_withOtherProperties_isReadByTheirNames() throws Exception {
        Version older = version(SHAPES, "    void put(Shape s);");
        Version newer = version(
                List.of(
                        "    sealed interface Shape {}",
                        "    record Circle(long radius, @dev.tern.rpc.RpcDefault(\"red\") String color) implements Shape {}",
                        "    record Square(String name) implements Shape {}"),
                "    void put(Shape s);");

        assertThat(carried(older, newer, older.make("Circle", 5))).hasToString("Circle[radius=5, color=red]");
        assertThat(carried(older, newer, older.make("Square", 5, "n"))).hasToString("Square[name=n]");
        assertThat(carried(newer, older, newer.make("Circle", 9L, null))).hasToString("Circle[radius=9]");
    }

    @Test
    void absentProperties_areReadAsTheirDefaults() throws Exception {
        List<String> names = List.of("int i", "Long l", "byte b", "Character c", "boolean z", "float f", "Double d");
        List<String> more = List.of(
                "String s",
                "State e",
                "java.math.BigDecimal n",
                "java.util.UUID u",
                "java.net.URI r",
                "java.time.Duration t",
                "java.time.LocalDate y",
                "java.util.SortedMap<String, String> m",
                "java.util.Deque<String> q",
                "Integer none");
        List<String> defaults = List.of(
                "-3",
                "4",
                "-5",
                "'",
                "true",
                "1.5",
                "-2.5",
                "say \\\"hi\\\"",
                "LATE",
                "10.50",
                "00000000-0000-0001-0000-000000000002",
                "a:b",
                "PT1.5S",
                "2026-11-22");
        List<String> all = Stream.concat(names.stream(), more.stream()).toList();
        List<String> components = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            String mark = i < defaults.size() ? "@dev.tern.rpc.RpcDefault(\"" + defaults.get(i) + "\") " : "";
            components.add(mark + all.get(i));
        }
        String state = "    enum State { EARLY, LATE }";
        Version older = version(List.of(state), "    record Order(long id) {}", "    void put(Order o);");
        Version newer = version(
                List.of(state),
                "    record Order(long id, " + String.join(", ", components) + ") {}",
                "    void put(Order o);");

        assertThat(carried(older, newer, older.make("Order", 1L)))
                .hasToString(
                        "Order[id=1, i=-3, l=4, b=-5, c=', z=true, f=1.5, d=-2.5, s=say \"hi\", e=LATE, n=10.50, "
                                + "u=00000000-0000-0001-0000-000000000002, r=a:b, t=PT1.5S, y=2026-11-22, m={}, q=[], none=null]");
    }

    @Test
    void absentParameter_isReadAsItsDefault_butANullThatWasSentStaysNull() throws Exception {
        Version older = version(List.of(), "    void put(String a);");
        Version newer = version(
                List.of(),
                "    void put(@dev.tern.rpc.RpcDefault(\"x\") String a, @dev.tern.rpc.RpcDefault(\"7\") int b,"
                        + " @dev.tern.rpc.RpcDefault(\"y\") String c);");

        Arguments carried = resolved(older, newer, (Object) null);

        assertThat(carried.get(0)).isNull();
        assertThat(carried.get(1)).isEqualTo(7);
        assertThat(carried.get(2)).isEqualTo("y");
    }

    @Test
    void renamedProperty_andUnknownConstant_areReadByAliasAndByTheConstantForThem() throws Exception {
        Version older = version(
                List.of("    enum State { NEW, PAID, LOST }"),
                "    record Order(String client, State state) {}",
                "    void put(Order o);");
        Version newer = version(
                List.of(
                        "    enum State { @dev.tern.rpc.RpcAlias(\"NEW\") OPEN, PAID, @dev.tern.rpc.RpcUnknown OTHER }"),
                "    record Order(@dev.tern.rpc.RpcAlias(\"client\") String customer, State state) {}",
                "    void put(Order o);");

        Object fresh = older.make("Order", "me", older.constant("State", "NEW"));
        Object lost = older.make("Order", "me", older.constant("State", "LOST"));
        assertThat(carried(older, newer, fresh)).hasToString("Order[customer=me, state=OPEN]");
        assertThat(carried(older, newer, lost)).hasToString("Order[customer=me, state=OTHER]");
        Object back = newer.make("Order", "me", newer.constant("State", "OPEN"));
        assertThat(carried(newer, older, back)).hasToString("Order[client=me, state=NEW]");
    }

    @Test
    void customValue_thatTheReaderDoesNotHave_isSkipped() throws Exception {
        String serializer = "com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers.StringSerializer";
        Version older = version(
                List.of(),
                "    record Order(@dev.tern.rpc.RpcSerializer(" + serializer + ".class) String a, String b) {}",
                "    void put(Order o);");
        Version newer = version(List.of(), "    record Order(String b) {}", "    void put(Order o);");

        assertThat(carried(older, newer, older.make("Order", "secret", "b"))).hasToString("Order[b=b]");
    }

    private static Version version(List<String> types, String... members) throws Exception {
        Stream<String> lines = Stream.of(
                        Stream.of("package shop;", "@dev.tern.rpc.RpcService public interface A {"),
                        types.stream(),
                        Stream.of(members),
                        Stream.of("}"))
                .flatMap(part -> part);
        Compilation compilation = Sources.compile(List.of(source("shop.A", lines.toArray(String[]::new))));
        assertThat(Sources.errors(compilation)).isEmpty();
        Compiled classes = new Compiled(compilation);
        return new Version(classes, Loopback.service(classes.loadClass("shop.A")));
    }

    /** The first argument as the other version reads it. */
    private static Object carried(Version from, Version to, Object argument) throws Exception {
        return resolved(from, to, argument).get(0);
    }

    private static Arguments resolved(Version from, Version to, Object... arguments) throws Exception {
        MethodDescriptor method = to.service.methods().get(0);
        Resolution resolution = Resolution.of(
                from.service.contract().get(), to.service.contract().get());
        Resolution.Method resolved = resolution.methods().get(0);
        assertThat(resolved.problem()).isNull();
        var constructor = from.classes.loadClass("shop.ACodecs$PutArguments").getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        Arguments carrier = (Arguments) constructor.newInstance(arguments);
        byte[] body = Loopback.write((out, ignored) -> carrier.write(out), null);
        return Loopback.read(method.arguments(resolved.arguments()), body);
    }

    /** A compiled version of the service. */
    private record Version(Compiled classes, ServiceDescriptor service) {

        Object make(String type, Object... components) throws Exception {
            var constructor = classes.loadClass("shop.A$" + type).getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return constructor.newInstance(components);
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // an enum known by its name
        Object constant(String type, String name) throws Exception {
            return Enum.valueOf((Class) classes.loadClass("shop.A$" + type), name);
        }
    }
}
