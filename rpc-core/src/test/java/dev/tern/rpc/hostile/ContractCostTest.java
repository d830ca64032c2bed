package dev.tern.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.contract.Resolution;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contracts as large as they may be, made to be expensive: they are compared with ours at a cost like that of any other of their size. */
class ContractCostTest {

    private static final String HEAD = "# tern-contract \"1\"\n# service \"s\"\n";

    private static final Contract OURS = ContractText.parse(HEAD + """
            method m(S)
              unary S
              parameter S
              throws X
            struct S
              a long
              next S2
            struct S2
              next S3
            struct S3
              next S4
            struct S4
              next S5
            struct S5
              next S
            struct X
            """);

    /** A shape of contract whose cost could grow faster than its text. */
    enum Shape {
        /** A struct in a struct in a struct. */
        CHAIN("struct S\n  p S0\nstruct X\n", i -> "struct S" + i + "\n  p S" + (i + 1) + "\n", "struct S%d\n"),
        /** The same, and the last is the first. */
        RING("struct S\n  p S0\nstruct X\n", i -> "struct S" + i + "\n  p S" + (i + 1) + "\n", "struct S%d\n  p S\n"),
        /** One struct that has all others, which have it. */
        STAR("struct X\nstruct S\n", i -> "  p" + i + " S\n", ""),
        /** A struct with very many properties. */
        WIDE("struct X\nstruct S\n", i -> "  p" + i + " int\n", ""),
        /** A declared exception with very many properties. */
        EXCEPTION("struct S\nstruct X\n", i -> "  p" + i + " int\n", ""),
        /** Properties with names in common with none of the many names that the others had. */
        ALIASES("struct S\nstruct X\n", i -> "  p" + i + " int\n    alias q" + i + "\n", ""),
        /** Very many constants. */
        ENUM("struct X\nstruct S\n  p E\nenum E\n", i -> "  C" + i + "\n", ""),
        /** Very many methods of one name. */
        METHODS("struct X\nstruct S\n", i -> "method m(A" + i + ")\n  unary S\n", ""),
        /** Very many methods that declare one large exception. */
        EXCEPTIONS(
                "struct S\nstruct X\n",
                i -> i < 5000 ? "  p" + i + " int\n" : "method m" + i + "(S)\n  unary S\n  alias m\n  throws X\n",
                ""),
        /** A ring of types, each of which meets each of our ring. */
        RINGS(
                "struct X\nstruct S\n  next S0\n",
                i -> "struct S" + i + "\n  next S" + (i + 1) + "\n",
                "struct S%d\n  next S\n"),
        /** Types whose names have one hash code. */
        COLLIDING("struct X\nstruct S\n", i -> "  p" + i + " " + colliding(i) + "[]\n", "", Shape::struct),
        /** Very many types that have each other. */
        MESH(
                "struct X\nstruct S\n  p S0\n",
                i -> "struct S" + i + "\n  p S" + (i + 1) + "\n  q S" + i / 2 + "\n",
                "struct S%d\n");

        private final String text;

        Shape(String start, IntFunction<String> part, String end) {
            this(start, part, end, i -> "");
        }

        Shape(String start, IntFunction<String> part, String end, IntFunction<String> more) {
            String method = this.name().equals("METHODS") ? "" : "method m(S)\n  unary S\n  parameter S\n  throws X\n";
            StringBuilder built = new StringBuilder(HEAD).append(method).append(start);
            StringBuilder behind = new StringBuilder();
            int i = 0;
            while (built.length() + behind.length() < ContractText.MAX_BYTES - 200) {
                built.append(part.apply(i));
                behind.append(more.apply(i));
                i++;
            }
            text = built.append(String.format(end, i)).append(behind).toString();
        }

        private static String struct(int i) {
            return "struct " + colliding(i) + "\n";
        }

        /** One of 16,384 names of one hash code. */
        private static String colliding(int i) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            return name.toString();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(30) // they take half a second; before their costs were bounded, minutes
    void contract_asLargeAsItMayBe_isComparedQuickly(Shape shape) {
        assertThat(shape.text.getBytes(StandardCharsets.UTF_8))
                .hasSizeBetween(ContractText.MAX_BYTES - 1000, ContractText.MAX_BYTES);
        long before = Allocation.ofThisThread();
        Contract theirs = ContractText.parse(shape.text);
        assertThat(Resolution.of(theirs, OURS).methods()).isNotEmpty();
        assertThat(Resolution.of(OURS, theirs).methods()).isNotEmpty();
        assertThat(Allocation.ofThisThread() - before).as("bytes allocated").isLessThan(2L << 30);
    }
}
