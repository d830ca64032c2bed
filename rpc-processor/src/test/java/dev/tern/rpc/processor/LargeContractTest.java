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
