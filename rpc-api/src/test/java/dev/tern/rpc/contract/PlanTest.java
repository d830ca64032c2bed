package dev.tern.rpc.contract;

import static dev.tern.rpc.contract.Texts.argument;
import static dev.tern.rpc.contract.Texts.of;
import static dev.tern.rpc.contract.Texts.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.io.UnknownValueException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plan says of properties, constants, subtypes and numbers, and how values are read by it. */
class PlanTest {

    // ---------------------------------------------------------------- properties

    /** Properties of writer and reader, {@code a alias b}, and the slots of the writer's; or the beginning of a problem. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a, b            | a, b              | 0 1 | same",
                "a, b            | a                 | 0 -1 | changed",
                "a               | a, b              | 0 | changed",
                "b               | a, b, c           | 1 | changed",
                "a, z            | b, z              | -1 1 | changed",
                "a, z            | b alias a, z      | 0 1 | same",
                "a, n            | n, z alias a      | 1 0 | changed",
                "b alias a, z    | a, z              | 0 1 | same",
                "b alias a       | a, b              | 1 | changed",
                "a, b            | b alias a         | -1 0 | changed",
                "a, b            | c alias a alias b | ! 'a' and 'b' are both 'c' by their aliases | changed",
                "a               | b alias a, c alias a | ! 'a' could be 'b' or 'c' | changed",
                "c alias a alias b | a, b            | ! 'c' could be 'a' or 'b' | changed",
                "c alias a, d alias a | a            | ! 'c' and 'd' are both 'a' by their aliases | changed",
                "c alias a, x    | a, b alias x      | 0 1 | same",
                "x alias a       | a, b alias x      | 1 | changed",
                "x alias a, y    | a alias y         | -1 0 | changed",
                "a alias b, b alias a | a, b         | 0 1 | same",
            })
    void properties_ofBothSides_meetByNameThenByAlias(String written, String read, String slots, String state) {
        Contract writer = of("struct T\n" + members(written, " int"));
        Contract reader = of("struct T\n" + members(read, " int"));
        if (slots.startsWith("!")) {
            assertThat(only(writer, reader).problem())
                    .startsWith("parameter 1 → T." + slots.substring(3, 4) + ": " + slots.substring(2))
                    .contains("(expected: ");
            return;
        }
        Plan plan = argument(writer, reader);

        assertThat(slots(plan)).isEqualTo(slots);
        assertThat(plan.isChanged()).isEqualTo(state.equals("changed"));
        assertThat(plan.slots()).isEqualTo(read.split(",").length);
        for (int slot = 0; slot < plan.slots(); slot++) {
            assertThat(plan.lacks(slot)).isEqualTo(!List.of(slots.split(" ")).contains(String.valueOf(slot)));
        }
    }

    @Test
    void steps_ofAStruct_arePrimitivesThenReferencesInTheWritersOrder() {
        Plan plan = argument(
                of("struct T\n  a java.lang.String\n  b int\n  c java.lang.Long\n  d boolean\n"),
                of("struct T\n  a java.lang.String\n  b long\n  c long\n  d boolean\n"));

        assertThat(IntStream.range(0, plan.steps()).mapToObj(plan::name)).containsExactly("b", "d", "a", "c");
        assertThat(slots(plan)).isEqualTo("1 3 0 2");
        assertThat(plan.form(0)).isEqualTo(Form.INT);
        assertThat(plan.type(3)).hasToString("java.lang.Long");
        assertThat(plan.target(3)).hasToString("long");
        assertThat(plan.isChanged()).isTrue();
    }

    /** A change of what a property is, and whether the struct is still read by position. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | int | same",
                "int | long | changed",
                "int | java.lang.Integer | changed",
                "java.lang.Integer | java.lang.Long | changed",
                "java.util.List<int> | java.util.Set<int> | same",
                "java.util.List<int> | java.util.List<long> | changed",
                "java.util.Map<int,int> | java.util.SortedMap<int,int> | same",
                "int[] | int[] | same",
                "int[] | long[] | changed",
                "java.util.Optional<A> | java.util.Optional<A> | same",
                "A | B | same",
                "A | C | changed",
                "java.util.List<A[]> | java.util.List<C[]> | changed",
                "E | F | same",
                "E | G | changed",
            })
    void struct_whoseClosureIsUnchanged_staysPositional(String type, String target, String state) {
        String types =
                "struct A\n  x int\nstruct B\n  x int\nstruct C\n  x int\n  y int\nenum E\n  X\nenum F\n  X\nenum G\n  W\n  X\n";
        Plan plan = argument(
                of("struct T\n  other int\n  p " + type + "\n" + types),
                of("struct T\n  other int\n  p " + target + "\n" + types));

        assertThat(plan.isChanged()).isEqualTo(state.equals("changed"));
    }

    @Test
    void parts_thatAreUnchanged_areNoPlansAmongTheChanged() {
        String types = "struct Same\n  x int\nstruct Other\n  x %s\n";
        String struct = "struct T\n  other Other\n  same Same\n  text java.lang.String\n";
        Plan plan = argument(of(struct + types.formatted("int")), of(struct + types.formatted("long")));

        assertThat(plan.changed(0)).isSameAs(plan.part(0));
        assertThat(plan.part(0).isChanged()).isTrue();
        assertThat(plan.part(1).isChanged()).isFalse();
        assertThat(plan.changed(1)).isNull();
        assertThat(plan.part(2)).isNull();
        assertThat(plan.changed(2)).isNull();
        assertThat(plan.isRecursive()).isFalse();
    }

    @Test
    void types_thatContainThemselves_areRecursiveAndChangeTogether() {
        String types = """
                struct T
                  around A
                  leaf L
                struct A
                  back java.util.List<B>
                struct B
                  a A
                  leaf L
                struct L
                  x %s
                struct Self
                  self Self
                """;
        Plan plan = argument(of(types.formatted("int")), of(types.formatted("long")));
        Plan a = plan.part(0);
        Plan list = a.part(0);
        Plan b = list.part(0);

        assertThat(b.part(0)).isSameAs(a);
        assertThat(List.of(plan, a, list, b, b.part(1))).allMatch(Plan::isChanged);
        assertThat(List.of(a, list, b)).allMatch(Plan::isRecursive);
        assertThat(List.of(plan, b.part(1))).noneMatch(Plan::isRecursive);
        Plan self = argument(of("struct T\n  self T\n"), of("struct T\n  n int\n  self T\n"));
        assertThat(self.isRecursive()).isTrue();
        assertThat(self.part(0)).isSameAs(self);
    }

    // ---------------------------------------------------------------- constants

    /** Constants of writer and reader, and where each of the writer's is found; {@code *} marks the unknown one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A, B        | A, B               | 0 1 | same",
                "A, B        | A, B, C            | 0 1 | changed",
                "B           | A, B               | 1 | changed",
                "A, B        | A                  | 0 -1 | changed",
                "A, B        | A, U*              | 0 1 | changed",
                "A, B, C     | A, U*              | 0 1 1 | changed",
                "OLD         | NEW alias OLD      | 0 | same",
                "NEW alias OLD | OLD              | 0 | same",
                "A, OLD      | A alias OLD        | 0 0 | changed",
                "OLD         | X alias OLD, Y alias OLD | 0 | changed",
                "NEW alias OLD | NEW, OLD         | 0 | changed",
                "X alias A   | A, B alias X       | 1 | changed",
            })
    void constants_ofBothSides_meetByNameThenByAlias(String written, String read, String slots, String state) {
        Plan plan = argument(of("enum T\n" + members(written, "")), of("enum T\n" + members(read, "")));

        assertThat(slots(plan)).isEqualTo(slots);
        assertThat(plan.isChanged()).isEqualTo(state.equals("changed"));
        assertThat(plan.form()).isEqualTo(Form.ENUM);
    }

    @Test
    void constant_thatTheReaderDoesNotKnow_isATypedErrorThatNamesIt() {
        Plan plan = argument(of("enum T\n  A\n  B\n"), of("enum T\n  A\n"));

        assertThat(plan.constant(body(out -> out.putUnsigned(0)))).isZero();
        assertThatThrownBy(() -> plan.constant(body(out -> out.putUnsigned(1))))
                .isInstanceOf(UnknownValueException.class)
                .hasMessage("constant 'B' of T is not known here"
                        + " (expected: one that is, or one marked @RpcUnknown to stand for others)");
        assertThatThrownBy(() -> plan.constant(body(out -> out.putUnsigned(2))))
                .isExactlyInstanceOf(DecodingException.class)
                .hasMessage("T: constant 2 (expected: 0 to 1)");
        assertThatThrownBy(() -> plan.constant(body(out -> out.putUnsigned(-1))))
                .isExactlyInstanceOf(DecodingException.class)
                .hasMessage("T: constant 4294967295 (expected: 0 to 1)");
    }

    @Test
    void failure_inAStep_isToldWithTypeAndProperty() {
        Plan plan = argument(of("struct T\n  a int\n  kind E\nenum E\n  X\n"), of("struct T\n  kind E\nenum E\n  Y\n"));
        RpcInput in = body(out -> out.putUnsigned(0));

        assertThatThrownBy(() -> {
                    try {
                        plan.part(1).constant(in);
                    } catch (DecodingException e) {
                        throw plan.failed(1, e).in("Page.items");
                    }
                })
                .hasMessageStartingWith("Page.items → T.kind: constant 'X' of E is not known here");
        assertThat(plan.failed(2, new DecodingException("x"))).hasMessage("x");
    }

    // ---------------------------------------------------------------- subtypes

    @Test
    void subtypes_ofBothSides_meetByName() {
        Plan plan = argument(
                of("sealed T\n  A\n  B\n  E\nstruct A\n  x int\nstruct B\nenum E\n  X\n"),
                of("sealed T\n  A\n  C\n  E\nstruct A\n  x long\nstruct C\nenum E\n  X\n"));

        assertThat(plan.form()).isEqualTo(Form.UNION);
        assertThat(slots(plan)).isEqualTo("0 -1 2");
        assertThat(plan.isChanged()).isTrue();
        assertThat(plan.changed(0)).isNotNull();
        assertThat(plan.changed(2)).isNull();
        assertThat(plan.subtype(body(out -> out.putUnsigned(2)))).isEqualTo(2);
        assertThatThrownBy(() -> plan.subtype(body(out -> out.putUnsigned(1))))
                .isInstanceOf(UnknownValueException.class)
                .hasMessage("subtype B of T is not known here (expected: one that is)");
        assertThatThrownBy(() -> plan.subtype(body(out -> out.putUnsigned(3))))
                .isExactlyInstanceOf(DecodingException.class)
                .hasMessage("T: subtype 3 (expected: 0 to 2)");
    }

    @Test
    void union_ofTheSameSubtypes_isUnchanged() {
        String types = "sealed T\n  A\n  B\nstruct A\n  back T\nstruct B\n";
        Plan plan = argument(of(types), of(types));

        assertThat(plan.isChanged()).isFalse();
        assertThat(plan.isRecursive()).isTrue();
    }

    // ---------------------------------------------------------------- numbers

    @Test
    void numbers_ofEveryKind_areReadAsEveryWiderOne() {
        assertThat(number("byte", "long").getLong(body(out -> out.putByte((byte) -7)), 0))
                .isEqualTo(-7);
        assertThat(number("short", "int").getInt(body(out -> out.putShort((short) -700)), 0))
                .isEqualTo(-700);
        assertThat(number("int", "long").getLong(body(out -> out.putInt(-70_000)), 0))
                .isEqualTo(-70_000);
        assertThat(number("int", "double").getDouble(body(out -> out.putInt(3)), 0))
                .isEqualTo(3.0);
        assertThat(number("long", "float").getFloat(body(out -> out.putLong(1L << 40)), 0))
                .isEqualTo(0x1p40f);
        assertThat(number("float", "double").getDouble(body(out -> out.putFloat(1.5f)), 0))
                .isEqualTo(1.5);
        assertThat(number("double", "float").getFloat(body(out -> out.putDouble(Double.NEGATIVE_INFINITY)), 0))
                .isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(number("double", "float").getFloat(body(out -> out.putDouble(Double.NaN)), 0))
                .isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "127, -128, byte, 128",
        "127, -128, byte, -129",
        "32767, -32768, short, 32768",
        "32767, -32768, short, -32769",
        "2147483647, -2147483648, int, 2147483648",
        "2147483647, -2147483648, int, -9223372036854775808",
    })
    void number_thatIsNarrowed_isCheckedWhenItIsRead(long max, long min, String target, long outside) {
        Plan plan = number("long", target);

        assertThat(narrowed(plan, target, max)).isEqualTo(max);
        assertThat(narrowed(plan, target, min)).isEqualTo(min);
        assertThatThrownBy(() -> narrowed(plan, target, outside))
                .isExactlyInstanceOf(DecodingException.class)
                .hasMessageMatching("number: " + outside + " \\(expected: an? " + target + ", between " + min + " and "
                        + max + ", as the reader's contract says\\)");
    }

    private static long narrowed(Plan plan, String target, long value) {
        RpcInput in = body(out -> out.putLong(value));
        return switch (target) {
            case "byte" -> plan.getByte(in, 0);
            case "short" -> plan.getShort(in, 0);
            default -> plan.getInt(in, 0);
        };
    }

    @Test
    void double_thatNoFloatCanHold_isRefused() {
        assertThatThrownBy(() -> number("double", "float").getFloat(body(out -> out.putDouble(1e300)), 0))
                .isExactlyInstanceOf(DecodingException.class)
                .hasMessage("number: 1.0E300 (expected: a float, as the reader's contract says)");
    }

    private static Plan number(String type, String target) {
        Contract writer = Texts.contract("method a()\n  unary void\n  parameter " + type + "\n");
        Contract reader = Texts.contract("method a()\n  unary void\n  parameter " + target + "\n");
        Plan plan = only(writer, reader).arguments();
        assertThat(plan.isChanged()).isTrue();
        return plan;
    }

    // ---------------------------------------------------------------- skipping

    /** Collections, maps and arrays of references are skipped by the tests of whole bodies, which know how those begin. */
    @Test
    void properties_ofEveryForm_areSkippedToTheLastByte() {
        Contract writer = of("""
                struct T
                  a1 boolean
                  a2 char
                  a3 byte
                  a4 short
                  a5 int
                  a6 long
                  a7 float
                  a8 double
                  b1 java.lang.Long
                  b2 java.lang.String
                  b3 java.util.UUID
                  b4 byte[]
                  b5 long[]
                  b6 java.util.Optional<java.lang.Integer>
                  b7 java.util.Optional<E>
                  b8 E
                  b9 U
                  c1 S
                  c2 custom<X,S>
                  c3 java.lang.String
                  last int
                enum E
                  X
                sealed U
                  E
                  S
                struct S
                  p short
                  q S
                """);
        Plan plan = argument(writer, of("struct T\n  last int\n"));
        RpcOutput out = new RpcOutput(0, 1 << 20);
        out.reserve(200);
        out.putByte(0xff); // the null bits of b1 to b8
        out.putByte(0b0111); // b9 to c2; c3 is null
        out.putBoolean(true);
        out.putChar('x');
        out.putByte(1);
        out.putShort((short) 2);
        out.putInt(300);
        out.putLong(1L << 50);
        out.putFloat(1);
        out.putDouble(2);
        out.putInt(4711); // last, the last of the primitives
        out.putLong(-1); // b1
        out.putText("größe");
        out.reserve(100);
        out.putFixedLong(1);
        out.putFixedLong(2);
        out.putBytes(new byte[] {1, 2, 3});
        out.reserve(100);
        out.putCount(2);
        out.putLong(5);
        out.putLong(6);
        out.putBoolean(true); // b6
        out.putInt(7);
        out.putBoolean(false); // b7
        out.putUnsigned(0); // b8
        out.putUnsigned(1); // b9 is an S
        out.putByte(1);
        out.putShort((short) 3);
        out.putByte(0);
        out.putShort((short) 4);
        out.putByte(0); // c1
        out.putShort((short) 5);
        out.putUnsigned(2); // c2
        out.putShort((short) 6);
        out.end();
        RpcInput in = new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));

        int nulls = plan.begin(in);
        int found = 0;
        for (int step = 0; step < plan.steps(); step++) {
            if (plan.next(in, nulls, step) != Plan.NONE) {
                found += in.getInt();
            }
        }

        assertThat(found).isEqualTo(4711);
        in.expectEnd();
    }

    // ---------------------------------------------------------------- fixture

    private static String members(String list, String type) {
        StringBuilder text = new StringBuilder();
        for (String member : list.strip().split(",\\s*")) {
            String[] parts = member.strip().split(" alias ");
            text.append("  ").append(parts[0].replace("*", "")).append(type).append('\n');
            for (int i = 1; i < parts.length; i++) {
                text.append("    alias ").append(parts[i]).append('\n');
            }
            text.append(parts[0].endsWith("*") ? "    # unknown \"\"\n" : "");
        }
        return text.toString();
    }

    private static String slots(Plan plan) {
        return String.join(
                " ",
                IntStream.range(0, plan.steps())
                        .mapToObj(step -> String.valueOf(plan.slot(step)))
                        .toList());
    }

    private static RpcInput body(Consumer<RpcOutput> writer) {
        RpcOutput out = new RpcOutput(0, 1 << 20);
        out.reserve(16);
        writer.accept(out);
        out.end();
        return new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));
    }
}
