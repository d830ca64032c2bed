package dev.tern.rpc.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tern.rpc.contract.ContractMethod.Kind;
import dev.tern.rpc.contract.ContractMethod.Parameter;
import dev.tern.rpc.contract.ContractStruct.Property;
import dev.tern.rpc.contract.ContractType.Array;
import dev.tern.rpc.contract.ContractType.Basic;
import dev.tern.rpc.contract.ContractType.Container;
import dev.tern.rpc.contract.ContractType.Custom;
import dev.tern.rpc.contract.ContractType.Named;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a contract can hold, written and read; and what is no contract, refused with the line. */
class ContractTextTest {

    private static final ContractType TEXT = new Basic("java.lang.String");
    private static final String EVERY_ESCAPE =
            "quote \" backslash \\ tab \t line \n return \r nul \u0000 escape \u001b pair \ud83d\ude00 lone \ud83d end";

    /** One of everything. */
    static Contract everything() {
        Details told = Details.NONE.with(Details.DOC, EVERY_ESCAPE).with("later.key", "# not a comment");
        List<Property> properties = new ArrayList<>();
        for (String name : List.of(
                "alias",
                "doc",
                "throws",
                "parameter",
                "method",
                "struct",
                "enum",
                "sealed",
                "unary",
                "größe",
                "名前",
                "\ud801\udc37",
                "$_1")) {
            properties.add(new Property(name, TEXT, List.of("alias", "old_" + name, "größe2"), told));
        }
        properties.add(new Property("tree", new Named("a.Tree<java.lang.String>")));
        properties.add(new Property("trees", new Array(new Array(new Named("a.Tree<java.lang.String>")))));
        properties.add(new Property(
                "deep",
                new Container(
                        "java.util.Map",
                        List.of(
                                TEXT,
                                new Container(
                                        "java.util.List",
                                        List.of(new Array(new Container(
                                                "java.util.Optional", List.of(new Named("a.Kind"))))))))));
        properties.add(new Property("money", new Custom("a.Money<a.B,a.C[]>", "a.MoneySerializer")));
        ContractMethod get = new ContractMethod(
                "get(long,String[])",
                Kind.UNARY,
                new Named("a.Shape"),
                List.of(
                        new Parameter("id", new Basic("long")),
                        new Parameter(new Array(TEXT), Details.NONE),
                        new Parameter(new Named("a.All"), told.with(Details.NAME, "parameter"))),
                List.of("a.Tree<java.lang.String>", "a.All"),
                List.of("fetch", "fetch(long)"),
                told.with(Details.IDEMPOTENT, ""));
        ContractMethod tell = new ContractMethod("tell()", Kind.ONE_WAY, ContractType.VOID, List.of(), List.of());
        return new Contract(
                "shop \"one\"",
                List.of(tell, get),
                List.of(
                        new ContractStruct("a.All", properties, told),
                        new ContractStruct(
                                "a.Tree<java.lang.String>",
                                List.of(new Property("left", new Named("a.Tree<java.lang.String>")))),
                        new ContractStruct("a.Empty", List.of())),
                List.of(
                        new ContractEnum(
                                "a.Kind",
                                List.of(
                                        new ContractEnum.Constant("alias", List.of("OLD", "alias2"), told),
                                        new ContractEnum.Constant(
                                                "GRÜN", List.of(), Details.NONE.with(Details.UNKNOWN, ""))),
                                told),
                        ContractEnum.of("a.None", List.of())),
                List.of(new ContractUnion("a.Shape", List.of("a.Kind", "a.All", "a.Tree<java.lang.String>"), told)),
                told);
    }

    @Test
    void text_ofEverything_isReadAsItWasWritten() {
        String text = ContractText.write(everything());

        assertThat(ContractText.parse(text)).isEqualTo(everything());
        assertThat(ContractText.write(ContractText.parse(text))).isEqualTo(text);
    }

    @Test
    void canonicalText_ofEverything_isTheTextWithoutTheLinesOfDetails() {
        String text = ContractText.write(everything());

        assertThat(text.lines().filter(line -> line.strip().startsWith("#"))).hasSizeGreaterThan(20);
        assertThat(everything().canonical())
                .isEqualTo(text.lines()
                        .filter(line -> !line.strip().startsWith("#"))
                        .collect(Collectors.joining("\n", "", "\n")));
        assertThat(ContractText.parse(text).hash()).isEqualTo(everything().hash());
    }

    @Test
    void canonicalText_ofShuffledDeclarations_isTheSame() {
        String canonical = everything().canonical();
        List<String> blocks = new ArrayList<>(Arrays.asList(canonical.split("\n(?=\\S)")));
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(blocks, random);
            String shuffled = String.join("\n", blocks).replaceAll("\n+", "\n");
            assertThat(Texts.contract(shuffled).canonical()).isEqualTo(canonical);
        }
    }

    @Test
    void names_inCanonicalText_areInTheOrderOfTheirUtf16Units() {
        Contract contract = Texts.of("""
                struct T
                  ﬀ int
                  \ud801\udc37 int
                  b int
                  B int
                  _ int
                  a1 int
                  a_ int
                  a int
                """);

        assertThat(contract.canonical().lines().filter(line -> line.endsWith(" int")))
                .containsExactly(
                        "  B int",
                        "  _ int",
                        "  a int",
                        "  a1 int",
                        "  a_ int",
                        "  b int",
                        "  \ud801\udc37 int",
                        "  ﬀ int");
    }

    @ParameterizedTest
    @CsvSource({
        "'method ping()\n  unary void\n', 3ea79d4ccb9220e9",
        "'', e3b0c44298fc1c14",
    })
    void hash_ofAText_isTheSameForever(String body, String hash) {
        assertThat(Long.toHexString(Texts.contract(body).hash())).isEqualTo(hash);
    }

    @Test
    void hash_ofEverything_isTheSameForever() {
        assertThat(Long.toHexString(everything().hash())).isEqualTo("f44f206f88cd5330");
    }

    @Test
    void hash_withOtherDetails_isTheSame() {
        String text = ContractText.write(everything());
        String bare = text.lines()
                .filter(line -> !line.startsWith(" ") || !line.strip().startsWith("#"))
                .collect(Collectors.joining("\n"));

        assertThat(ContractText.parse(bare)).isNotEqualTo(everything());
        assertThat(ContractText.parse(bare).hash()).isEqualTo(everything().hash());
    }

    @Test
    void hash_withAnotherAlias_isAnother() {
        Contract one = Texts.of("struct T\n  a int\n    alias b\n");
        Contract other = Texts.of("struct T\n  a int\n    alias c\n");

        assertThat(one.hash()).isNotEqualTo(other.hash());
    }

    @Test
    void text_withLineBreaksOfWindows_isTheSame() {
        String text = ContractText.write(everything());

        assertThat(ContractText.parse(text.replace("\n", "\r\n"))).isEqualTo(everything());
    }

    @Test
    void text_withoutItsLastLineBreak_isTheSame() {
        String text = ContractText.write(everything());

        assertThat(ContractText.parse(text.substring(0, text.length() - 1))).isEqualTo(everything());
    }

    @Test
    void detail_toldTwice_isTheLastOne() {
        Contract contract = Texts.contract("method a()\n  unary void\n  # doc \"one\"\n  # doc \"two\"\n");

        assertThat(contract.methods().get(0).details().get(Details.DOC)).isEqualTo("two");
    }

    @Test
    void detail_ofAVeryLongText_isKept() {
        String text = "x\"\n".repeat(50_000);
        Contract contract =
                new Contract("shop", List.of(), List.of(), List.of(), List.of(), Details.NONE.with(Details.DOC, text));

        assertThat(ContractText.parse(ContractText.write(contract))).isEqualTo(contract);
    }

    @Test
    void contract_withDetailsThatItsTextUsesItself_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Contract(
                        "shop", List.of(), List.of(), List.of(), List.of(), Details.NONE.with("service", "other")))
                .withMessageContaining("expected: neither tern-contract nor service");
    }

    @Test
    void text_cutAtAnyLine_isAContractOrNamesTheLine() {
        String[] lines = ContractText.write(everything()).split("\n", -1);
        int refused = 0;
        for (int count = 0; count < lines.length; count++) {
            String cut = String.join("\n", Arrays.asList(lines).subList(0, count));
            refused += isRefused(cut) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(lines.length / 4);
    }

    @Test
    void text_withAnyCharacterReplaced_isAContractOrNamesTheLine() {
        String text = ContractText.write(everything());
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            int at = random.nextInt(text.length());
            char c = "\n \"\\<#".charAt(random.nextInt(6));
            refused += isRefused(text.substring(0, at) + c + text.substring(at + 1)) ? 1 : 0;
        }
        assertThat(refused).isBetween(200, 990);
    }

    /** Reads a text; what is refused has to be so with a line. */
    private static boolean isRefused(String text) {
        try {
            Contract contract = ContractText.parse(text);
            assertThat(ContractText.parse(ContractText.write(contract))).isEqualTo(contract);
            return false;
        } catch (IllegalArgumentException e) {
            assertThat(e)
                    .hasMessageMatching("(?s)contract, line [1-9]\\d*: .*\\(expected: .*")
                    .hasNoCause();
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contract, line 3: 'methods x()' (expected: method|methods x()\n",
                "contract, line 3: signature 'x' (expected: name(Type,Type))|method x\n",
                "contract, line 4: 'binary void' (expected: unary or one-way|method x()\n  binary void\n",
                "contract, line 3: '' (expected: unary or one-way|method x()\n",
                "contract, line 4: type 'a b' (expected|method x()\n  unary a b\n",
                "contract, line 5: 'returns int' (expected: parameter or throws)|method x()\n  unary void\n  returns int\n",
                "contract, line 5: 'X' (expected: a struct of the contract)|method x()\n  unary void\n  throws X\n",
                "contract, line 6: 'X' (expected: once)|method x()\n  unary void\n  throws X\n  throws X\nstruct X\n",
                "contract, line 5: 'x()' (expected: once)|method x()\n  unary void\nmethod x()\n  unary void\n",
                "contract, line 4: 'struct A' (expected: each type once)|struct A\nstruct A\n",
                "contract, line 4: 'enum A' (expected: each type once)|struct A\nenum A\n",
                "contract, line 3: '' (expected: a name)|struct \n",
                "contract, line 4: 'a' (expected: a property's name and type)|struct A\n  a\n",
                "contract, line 5: 'a' (expected: once)|struct A\n  a int\n  a long\n",
                "contract, line 4: type '' (expected: a qualified name)|struct A\n  a \n",
                "contract, line 4: type 'List<int' (expected: Name<arguments>)|struct A\n  a List<int\n",
                "contract, line 4: type '' (expected: a qualified name)|struct A\n  a List<int,>\n",
                "contract, line 4: type 'int>' (expected: a qualified name)|struct A\n  a int>\n",
                "contract, line 4: type 'a>b' (expected|struct A\n  a List<a>b<c>\n",
                "contract, line 4: type 'custom<a>' (expected: custom<type,serializer>)|struct A\n  a custom<a>\n",
                "contract, line 5: 'x y' (expected: a name)|struct A\n  a int\n    alias x y\n",
                "contract, line 5: '    a int' (expected: method, struct|struct A\n  b int\n    a int\n",
                "contract, line 5: 'X' (expected: once)|enum A\n  X\n  X\n",
                "contract, line 4: 'B C' (expected: a name)|enum A\n  B C\n",
                "contract, line 4: 'B' (expected: a struct or enum of the contract)|sealed A\n  B\n",
                "contract, line 4: 'A' (expected: a struct or enum of the contract)|sealed A\n  A\n",
                "contract, line 4: 'doc' (expected: # key|struct A\n  # doc\n",
                "contract, line 5: '# doc \"x\"' (expected: details right behind|struct A\n  a int\n  # doc \"x\"\n",
                "contract, line 3: 'x' (expected: a text in quotes)|# doc x\n",
                "contract, line 3: '\"' (expected: a text in quotes)|# doc \"\n",
                "contract, line 3: '\"a\\\"' (expected: a quote at the end|# doc \"a\\\"\n",
                "contract, line 3: a quote in '\"a\"b\"' (expected|# doc \"a\"b\"\n",
                "contract, line 3: \\x (expected: one of n r t u|# doc \"\\x\"\n",
                "contract, line 3: \\u+123 (expected: four hex digits)|# doc \"\\u+123\"\n",
                "contract, line 3: \\u in '\"\\u12\"' (expected: four hex digits)|# doc \"\\u12\"\n",
                "contract, line 4: '' (expected: method, struct|struct A\n\nstruct B\n",
                "contract, line 2: not a contract of format 1|# tern-contract \"2\"\n",
            })
    void text_thatIsNoContract_isRefusedWithTheLine(String example) {
        String message = example.substring(0, example.indexOf('|'));
        String body = example.substring(example.indexOf('|') + 1);
        String text = message.contains("format") ? "# service \"x\"\n" + body : Texts.HEAD + body;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContractText.parse(text))
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# tern-contract \"1\"\n", "method a()\n  unary void\n"})
    void text_withoutItsHead_isRefusedWithTheLine(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContractText.parse(text))
                .withMessageStartingWith("contract, line 1: ");
    }

    @Test
    void type_nestedTooDeeply_isRefused() {
        String deep = "java.util.List<".repeat(100) + "int" + ">".repeat(100);
        String wide = "int" + "[]".repeat(100);

        for (String type : List.of(deep, wide)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Texts.contract("struct A\n  a " + type + "\n"))
                    .withMessageStartingWith("contract, line 4: types in types in ")
                    .withMessageEndingWith("(expected: at most 64 levels)");
        }
        assertThat(Texts.contract("struct A\n  a int" + "[]".repeat(64) + "\n").structs())
                .hasSize(1);
    }

    @Test
    void text_ofNonsenseAsLongAsAllowed_isRefusedInTimeAndShortly() {
        List<String> nonsense = List.of(
                "struct A\n  a ",
                "\n",
                "<",
                "List<",
                "[]",
                "a,",
                "struct a\n",
                "  ",
                "\\ ",
                "# a \"",
                "\" ",
                "x>",
                "a ");
        for (String part : nonsense) {
            String text = Texts.HEAD + "struct A\n  a " + part.repeat(ContractText.MAX_BYTES / part.length());
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> assertThatIllegalArgumentException()
                            .isThrownBy(() -> ContractText.parse(text))
                            .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300)));
        }
    }

    @Test
    void textForPeers_isWithoutDocumentationAndHasTheSameHash() {
        Details told = Details.NONE.with(Details.DOC, "A comment.").with("later.key", "kept");
        Contract contract = new Contract("shop", List.of(), List.of(), List.of(), List.of(), told);

        String text = new String(ContractText.forPeers(contract), StandardCharsets.UTF_8);

        assertThat(text).contains("later.key").doesNotContain("A comment.");
        assertThat(ContractText.parse(text).hash()).isEqualTo(contract.hash());
    }

    @Test
    void textForPeers_longerThanTheyTake_isRefusedUnlessThatIsDocumentation() {
        String large = "x".repeat(ContractText.MAX_BYTES);
        Details comment = Details.NONE.with(Details.DOC, large);
        ContractText.forPeers(new Contract("shop", List.of(), List.of(), List.of(), List.of(), comment));
        Contract contract =
                new Contract("shop", List.of(), List.of(), List.of(), List.of(), Details.NONE.with("later.key", large));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContractText.forPeers(contract))
                .withMessageMatching("contract of shop: 262\\d+ bytes"
                        + " \\(expected: at most 262144, documentation not counted; split the service\\)");
    }
}
