package dev.tern.rpc.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contracts near the limits of class files, of generated code and of what travels. */
class LargeContractTest {

    @ParameterizedTest
    @CsvSource({"1, 2000", "5, 1000", "100, 100"})
    void enums_withManyConstants_areCompiledAndSent(int enums, int constants) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < enums; i++) {
            lines.add("E" + i + " get" + i + "(E" + i + " value);");
            lines.add("enum E" + i + " {" + list(constants, n -> "CONSTANT_" + n) + "}");
        }

        Compilation compilation = Sources.compile(List.of(service(lines)));

        assertThat(Sources.errors(compilation)).isEmpty();
        assertThat(Loopback.service(new Compiled(compilation).loadClass("shop.A"))
                        .methods())
                .hasSize(enums);
    }

    @Test
    void contract_ofMoreThanTravels_isRefusedUnlessDocumentationMakesItSo() {
        List<String> large = IntStream.range(0, 100)
                .mapToObj(n -> "void method" + n + "Of".repeat(1500) + "();")
                .toList();
        List<String> documented =
                List.of("/** " + "A long comment. ".repeat(20_000) + " */ void method();", "int other(int x);");

        assertThat(Sources.errors(Sources.compile(List.of(service(large)))))
                .startsWith(
                        "A.java:  2: [RPC138] interface A could not be told to a peer that has another version of it:"
                                + " contract of shop.A: ")
                .contains(" bytes (expected: at most 262144, documentation not counted; split the service)");
        assertThat(Sources.errors(Sources.compile(List.of(service(documented)))))
                .isEmpty();
    }

    @Test
    void properties_moreThanGeneratedCodeCanHold_areRefused() throws Exception {
        List<String> kinds = List.of(
                "java.util.List<String> p%d;",
                "java.util.Optional<Inner> p%d;",
                "@dev.tern.rpc.RpcDefault(\"10.50\") java.math.BigDecimal p%d;",
                "@dev.tern.rpc.RpcDefault(\"PT1S\") java.time.Duration p%d;",
                "Outer[][] p%d;",
                "long p%d;");
        for (String kind : kinds) {
            Compilation most = Sources.compile(List.of(service(outer(500, kind))));
            assertThat(Sources.errors(most)).as(kind).isEmpty();
        }
        assertThat(Sources.errors(Sources.compile(List.of(service(outer(501, kinds.get(0)))))))
                .isEqualTo("A.java:  4: [RPC137] class Outer has 501 properties, more than generated code can hold"
                        + " (expected: at most 500)\n"
                        + "    Put some of them together into types of their own.\n"
                        + "    Path: A.put(value) -> Outer");
    }

    private static List<String> outer(int properties, String kind) {
        String fields = IntStream.range(0, properties).mapToObj(kind::formatted).collect(Collectors.joining("\n"));
        return List.of("Outer put(Outer value);", "class Outer { " + fields + " }", "record Inner(int x) {}");
    }

    @Test
    void methods_moreThanGeneratedCodeCanHold_areRefused() throws Exception {
        String thrown = "class X extends Exception { X(String message) { super(message); } }";
        IntFunction<List<String>> methods = count -> List.of(
                thrown,
                IntStream.range(0, count)
                        .mapToObj(n -> "@dev.tern.rpc.Deadline(\"9s\") long m" + n + "(long x) throws X;")
                        .collect(Collectors.joining("\n")));

        Compilation most = Sources.compile(List.of(service(methods.apply(1000))));
        assertThat(Sources.errors(most)).isEmpty();
        assertThat(Loopback.service(new Compiled(most).loadClass("shop.A")).methods())
                .hasSize(1000);
        assertThat(Sources.errors(Sources.compile(List.of(service(methods.apply(1001))))))
                .isEqualTo("A.java:  2: [RPC137] interface A has 1001 methods, more than generated code can hold"
                        + " (expected: at most 1000)\n    Spread them over several interfaces.");
    }

    private static String list(int count, IntFunction<String> item) {
        return IntStream.range(0, count).mapToObj(item).collect(Collectors.joining(", "));
    }

    private static JavaFileObject service(List<String> members) {
        return Sources.source(
                "shop.A",
                "package shop;",
                "@dev.tern.rpc.RpcService public interface A {",
                String.join("\n", members),
                "}");
    }
}
