package dev.tern.rpc.contract;

import static dev.tern.rpc.contract.Texts.contract;
import static dev.tern.rpc.contract.Texts.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which methods, parameters and types meet, and what is said where they cannot. */
class ResolutionTest {

    // ---------------------------------------------------------------- methods

    /** Methods of both sides, {@code get(int) alias fetch}, and which of the provider's the consumer's first means. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get(int)                   | get(int), get(long)                  | get(int)",
                "get(int)                   | get(long)                            | get(long)",
                "get(int)                   | get(long), get(short)                | -",
                "get(int), get(long)        | get(short)                           | -",
                "get(int)                   | find(int)                            | -",
                "get(int) alias find        | find(int)                            | find(int)",
                "get(int) alias find(int)   | find(int), find(long)                | find(int)",
                "get(int) alias find        | find(int), find(long)                | find(int)",
                "get(int) alias find        | find(short), find(long)              | ?",
                "get(int)                   | find(int) alias get                  | find(int)",
                "get(int)                   | find(int) alias get(int)             | find(int)",
                "get(int)                   | find(int) alias get(long)            | -",
                "get(int)                   | find(int) alias get, look(int) alias get | ?",
                "get(int)                   | find(int) alias get, look(long) alias get | find(int)",
                "get(int)                   | find(int) alias get, get(int)        | get(int)",
                "get(int)                   | find(int) alias get, get(long)       | find(int)",
                "get(int) alias find, look(int) alias find | find(int)             | find(int)",
                "get(int) alias find, find(int) | find(int)                        | -",
                "get(int) alias find, find(int) | get(int), find(int)              | get(int)",
            })
    void method_ofAConsumer_meetsTheProvidersOne(String consumer, String provider, String expected) {
        Contract ofProvider = methods(provider);
        Resolution.Method method = Resolution.of(methods(consumer), ofProvider).methods().stream()
                .filter(found -> found.consumer().signature().equals("get(int)"))
                .findFirst()
                .orElseThrow();
        String found = method.provider() == Plan.NONE
                ? String.valueOf(method.problem()).startsWith("it could be") ? "?" : "-"
                : ofProvider.methods().get(method.provider()).signature();

        assertThat(found).isEqualTo(expected);
        assertThat(method.isCallable()).isEqualTo(method.provider() != Plan.NONE);
    }

    private static Contract methods(String list) {
        StringBuilder text = new StringBuilder();
        for (String method : list.strip().split(",\\s*(?=\\w+\\()")) {
            String[] parts = method.strip().split(" alias ");
            text.append("method ").append(parts[0]).append("\n  unary void\n");
            if (parts.length > 1) {
                text.append("  alias ").append(parts[1]).append('\n');
            }
            String type = parts[0].replaceAll(".*\\(|\\)", "");
            text.append("  parameter ").append(type).append("\n    # name \"id\"\n");
        }
        return contract(text.toString());
    }

    @Test
    void method_thatTheProviderLacks_saysWhichThereAre() {
        Contract many = contract(IntStream.range(10, 30)
                .mapToObj(i -> "method m" + i + "()\n  unary void\n")
                .collect(Collectors.joining()));

        assertThat(only(methods("get(int)"), many).problem())
                .startsWith("the provider's contract has no such method (expected: one of m10(), m11(), ")
                .endsWith("m19() and 10 more)");
    }

    @Test
    void method_thatAliasesLeadToTwice_saysWhich() {
        assertThat(only(methods("get(int) alias find"), methods("find(short), find(long)"))
                        .problem())
                .isEqualTo("it could be find(long) or find(short) by their aliases (expected: one of them only)");
    }

    @Test
    void method_thatIsOneWayOnOneSide_cannotBeCalled() {
        Contract unary = contract("method a()\n  unary void\n");
        Contract oneWay = contract("method a()\n  one-way void\n");

        assertThat(only(unary, oneWay).problem())
                .isEqualTo("the consumer's is unary, the provider's is one-way (expected: the same)");
        assertThat(only(oneWay, unary).problem())
                .isEqualTo("the consumer's is one-way, the provider's is unary (expected: the same)");
    }

    @Test
    void result_thatIsNotAnswered_isAProblemAndOneThatIsNotWantedIsSkipped() {
        Contract nothing = contract("method a()\n  unary void\n");
        Contract something = contract("method a()\n  unary int\n");

        assertThat(only(something, nothing).problem()).isEqualTo("result: nothing is answered (expected: int)");
        Resolution.Method skipping = only(nothing, something);
        assertThat(skipping.problem()).isNull();
        assertThat(skipping.result().slot(0)).isEqualTo(Plan.NONE);
    }

    @Test
    void incompatibleMethod_leavesTheOthersCallable() {
        Resolution resolution = Resolution.of(
                contract("method a()\n  unary int\nmethod b()\n  unary int\nmethod c()\n  unary int\n"),
                contract("method a()\n  unary int\nmethod b()\n  unary boolean\n"));

        assertThat(resolution.methods().stream().map(Resolution.Method::isCallable))
                .containsExactly(true, false, false);
        assertThat(resolution.methods().stream().map(Resolution.Method::provider))
                .containsExactly(0, 1, Plan.NONE);
        assertThat(resolution.methods().get(1).problem())
                .isEqualTo("result: boolean cannot be read as int (expected: the same type)");
    }

    // ---------------------------------------------------------------- parameters

    /** Parameters of both sides, {@code int a}, and the slots of the consumer's at the provider; or what is said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int a, int b     | int a, int b        | 0 1",
                "int a, int b     | int a               | 0 -1",
                "int a            | int a, int b        | 0",
                "int a, int b     | int b, int a        | parameter 'a' is the consumer's 1. and the provider's 2.",
                "int a, int b     | int a, int x, int b | parameter 'b' is the consumer's 2. and the provider's 3.",
                "int a, int x, int b | int a, int b     | parameter 'b' is the consumer's 3. and the provider's 2.",
                "int a, int b     | int b               | parameter 'b' is the consumer's 2. and the provider's 1.",
                "int a, int b     | int x, int y        | 0 1",
                "int a, int b     | int a, int y, int z | parameter 2 has no name that both sides know, and could be parameter 3",
                "int a, int y, int z | int a, int b     | parameter 2 has no name that both sides know, and could be parameter 3",
                "int a            | int x, java.lang.String b | 0",
                "int a            | int x, long b       | parameter 1 has no name that both sides know, and could be parameter 2",
                "int              | int                 | 0",
                "int              | int, java.util.UUID | 0",
                "int              | int, int            | parameter 1 has no name that both sides know, and could be parameter 2",
                "int a            | int, int            | parameter 1 has no name that both sides know, and could be parameter 2",
                "int arg0         | int arg0, int arg1  | parameter 1 has no name that both sides know, and could be parameter 2",
                "java.util.UUID a | java.util.UUID b, java.util.UUID a | parameter 'a' is the consumer's 1. and the provider's 2.",
                "int a            | ''                  | -1",
                "''               | int a               | ''",
            })
    void parameters_ofBothSides_meetByPlaceAndKeepTheirNames(String consumer, String provider, String expected) {
        Resolution.Method method = only(parameters(consumer), parameters(provider));

        if (method.problem() != null) {
            assertThat(method.problem()).startsWith(expected).contains("(expected: ");
            assertThat(expected).isNotEmpty();
        } else {
            Plan arguments = method.arguments();
            assertThat(IntStream.range(0, arguments.steps())
                            .mapToObj(step -> String.valueOf(arguments.slot(step)))
                            .collect(Collectors.joining(" ")))
                    .isEqualTo(expected);
        }
    }

    private static Contract parameters(String list) {
        StringBuilder text = new StringBuilder("method call()\n  unary void\n");
        for (String parameter :
                list.isBlank() ? List.<String>of() : List.of(list.strip().split(",\\s*"))) {
            String[] parts = parameter.strip().split(" ");
            text.append("  parameter ").append(parts[0]).append('\n');
            if (parts.length > 1) {
                text.append("    # name \"").append(parts[1]).append("\"\n");
            }
        }
        return contract(text.toString());
    }

    // ---------------------------------------------------------------- types

    /** Types a value is written as and read as. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | long | yes",
                "long | int | yes",
                "byte | double | yes",
                "short | float | yes",
                "float | double | yes",
                "double | float | yes",
                "float | long | no",
                "double | int | no",
                "int | java.lang.Integer | yes",
                "java.lang.Integer | long | yes",
                "java.lang.Long | int | yes",
                "char | int | no",
                "int | char | no",
                "boolean | int | no",
                "char | java.lang.Character | yes",
                "int | java.lang.String | no",
                "java.lang.String | java.lang.String | yes",
                "java.time.Instant | java.time.LocalDate | no",
                "java.math.BigInteger | java.math.BigDecimal | no",
                "java.util.List<int> | java.util.Set<long> | yes",
                "java.util.List<int> | java.util.List<A> | no",
                "java.util.SortedSet<int> | java.util.Deque<int> | yes",
                "java.util.Map<int,A> | java.util.SortedMap<long,A> | yes",
                "java.util.Map<int,A> | java.util.Map<A,A> | no",
                "java.util.Map<A,A> | java.util.List<A> | no",
                "int[] | long[] | yes",
                "long[] | int[] | yes",
                "int[] | java.lang.Integer[] | no",
                "A[] | int[] | no",
                "java.lang.Integer[] | java.lang.Long[] | yes",
                "int[][] | long[][] | yes",
                "int[][] | int[] | no",
                "byte[] | byte[] | yes",
                "byte[] | int[] | no",
                "byte[] | java.nio.ByteBuffer | no",
                "int[] | java.util.List<int> | no",
                "java.util.Optional<int> | java.util.Optional<long> | yes",
                "java.util.Optional<int> | int | no",
                "A | B | yes",
                "A | E | no",
                "E | F | yes",
                "E | java.lang.String | no",
                "U | V | yes",
                "U | A | no",
                "A | U | no",
                "custom<X,S> | custom<X,S> | yes",
                "custom<X,S> | custom<X,T> | no",
                "custom<X,S> | custom<Y,S> | no",
                "custom<X,S> | A | no",
                "no.such.Type | no.such.Type | no",
                "java.util.LinkedList<int> | java.util.LinkedList<int> | no",
            })
    void type_readAsAnother_isPossibleOrAProblem(String type, String target, String expected) {
        String types = "struct A\n  a int\nstruct B\n  b int\nenum E\n  X\nenum F\n  Y\nsealed U\n  A\nsealed V\n  B\n";
        for (String around : List.of("%s", "java.util.List<%s>", "java.util.Map<java.lang.String,%s>", "Box<%s>")) {
            String written = around.formatted(type);
            String read = around.formatted(target);
            Contract consumer = contract("method call()\n  unary void\n  parameter " + written + "\n" + types
                    + (around.startsWith("Box") ? "struct " + written + "\n  it " + type + "\n" : ""));
            Contract provider = contract("method call()\n  unary void\n  parameter " + read + "\n" + types
                    + (around.startsWith("Box") ? "struct " + read + "\n  it " + target + "\n" : ""));
            Resolution.Method method = only(consumer, provider);

            assertThat(method.isCallable()).as(written + " as " + read).isEqualTo(expected.equals("yes"));
            if (method.problem() != null) {
                assertThat(method.problem())
                        .startsWith("parameter 1" + (around.startsWith("Box") ? " → Box.it: " : ": "))
                        .containsPattern(" cannot be read as | is not known to this release ")
                        .contains("(expected: ");
            }
        }
    }

    @Test
    void problem_deepInAType_isToldWithThePathThatLeadsToIt() {
        String types = """
                struct shop.Order
                  customer shop.Customer
                struct shop.Customer
                  cards java.util.Map<java.lang.String,java.util.List<shop.Page<shop.Card>>>
                struct shop.Page<shop.Card>
                  items java.util.List<shop.Card>
                  next shop.Page<shop.Card>
                struct shop.Card
                  number %s
                """;
        String method = "method place()\n  unary void\n  parameter shop.Order\n    # name \"order\"\n";

        assertThat(only(contract(method + types.formatted("int")), contract(method + types.formatted("boolean")))
                        .problem())
                .isEqualTo("parameter 1 'order' → Order.customer → Customer.cards → Page.items → Card.number:"
                        + " int cannot be read as boolean (expected: the same type, or another number)");
    }

    @Test
    void problem_inAnException_namesIt() {
        String text = "method a()\n  unary void\n  throws shop.Gone\nstruct shop.Gone\n  id %s\n";

        assertThat(only(contract(text.formatted("int")), contract(text.formatted("boolean")))
                        .problem())
                .isEqualTo("exception shop.Gone → Gone.id: boolean cannot be read as int (expected: the same type)");
    }

    @Test
    void problem_inWhatIsOnlySkipped_isAProblemIfItCannotBeSkipped() {
        Contract provider = contract("method a()\n  unary T\nstruct T\n  new later.Type\n  old int\n");
        Contract consumer = contract("method a()\n  unary T\nstruct T\n  old int\n");

        assertThat(only(consumer, provider).problem())
                .isEqualTo("result → T.new: type later.Type is not known to this release (expected: one that is)");
    }

    @Test
    void exceptions_ofTheProvider_meetThoseOfTheSameName() {
        Contract provider = contract("method a()\n  unary void\n  throws A\n  throws B\n  throws C\n"
                + "struct A\nstruct B\n  x int\nstruct C\n  y int\n");
        Contract consumer =
                contract("method a()\n  unary void\n  throws B\n  throws Z\nstruct B\n  x long\nstruct Z\n");
        List<Resolution.Thrown> exceptions = only(consumer, provider).exceptions();

        assertThat(exceptions.stream().map(Resolution.Thrown::name)).containsExactly("A", "B", "C");
        assertThat(exceptions.stream().map(Resolution.Thrown::index)).containsExactly(Plan.NONE, 0, Plan.NONE);
        assertThat(exceptions.stream().map(thrown -> thrown.plan().isChanged())).containsExactly(false, true, false);
    }

    @Test
    void resolution_ofBothSides_isTheSame() {
        Contract one = ContractTextTest.everything();
        Contract other = ContractText.parse(ContractText.write(one));

        assertThat(Resolution.of(one, other).methods().stream().map(Resolution.Method::problem))
                .containsExactlyElementsOf(Resolution.of(other, one).methods().stream()
                        .map(Resolution.Method::problem)
                        .toList());
        assertThat(Resolution.of(one, other).methods()).allSatisfy(method -> {
            assertThat(method.problem()).isNull();
            assertThat(method.arguments().isChanged()).isFalse();
            assertThat(method.result().isChanged()).isFalse();
        });
    }

    // ---------------------------------------------------------------- contracts of a hostile peer

    @Test
    void contract_thatChainsThousandsOfTypes_isResolvedInTime() {
        int count = 8_000;
        String chain = IntStream.range(0, count)
                .mapToObj(i -> "struct s" + i + "\n  n s" + (i + 1) + "\n")
                .collect(Collectors.joining("", "", "struct s" + count + "\n  n later\n"));
        Contract hostile = contract("method a()\n  unary s0\n  parameter s0\n  throws s0\n" + chain);
        Contract own = contract("method a()\n  unary T\n  parameter T\nstruct T\n  n T\n");

        inTime(() -> {
            assertThat(only(own, hostile).problem())
                    .startsWith("parameter 1 → T.n → T.n → T.n → ... → T.n → ")
                    .endsWith("T cannot be read as later (expected: the same type)");
            assertThat(only(hostile, own).isCallable()).isFalse();
            assertThat(only(hostile, hostile).isCallable()).isFalse();
        });
    }

    @Test
    void contract_withThousandsOfMethodsPropertiesAndAliases_isResolvedInTime() {
        String methods = IntStream.range(0, 4_000)
                .mapToObj(i -> "method m" + i + "()\n  unary void\n  alias a\n")
                .collect(Collectors.joining());
        String properties = IntStream.range(0, 8_000)
                .mapToObj(i -> "  p" + i + " int\n    alias p\n")
                .collect(Collectors.joining());
        String own = "method a()\n  unary T\n  parameter T\nstruct T\n  p int\n    alias p1\n    alias p2\n";
        String parameters = "method a()\n  unary void\n" + "  parameter int\n".repeat(15_000);

        inTime(() -> {
            Resolution.of(contract(methods), contract(own));
            Resolution.of(contract(own), contract(methods));
            Contract wide = contract("method a()\n  unary T\n  parameter T\nstruct T\n" + properties);
            Resolution.of(contract(own), wide);
            Resolution.of(wide, contract(own));
            Resolution.of(wide, wide);
            Resolution.of(contract(parameters), contract(own));
            Resolution.of(contract(own), contract(parameters));
        });
    }

    private static void inTime(Executable work) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), work);
    }
}
