package dev.tern.rpc.contract;

import static dev.tern.rpc.contract.Texts.contract;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.contract.ContractChange.Severity;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of change: what it is called, where it is, and whom it breaks. */
class ContractChangesTest {

    private static final String OLD = """
            method get(int)
              unary T
              parameter int
                # name "id"
            method put(T)
              unary void
              parameter T
                # name "it"
              throws Gone
            struct T
              kind E
              lines java.util.List<L>
              n int
              s java.lang.String
              shape U
            struct L
              n long
            struct In
              kind F
            struct Gone
            struct A
              x int
            struct B
            enum E
              X
              Y
            enum F
              X
            sealed U
              A
              B
            """;

    /** A replacement in the old contract (~ is a line break), and the changes that it is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enum F | enum F | ",
                "'  n int~  s' | '  n int~    # doc \"d\"~  s' | ",
                // properties
                "'  n int~  s' | '  n int~  new int~  s' | COMPATIBLE property 'new' of T: was added; of old senders it is its @RpcDefault, else zero, null or empty",
                "'  n int~' | '' | COMPATIBLE T: property 'n' was removed; for old readers it is its default",
                "'  n int~' | '  m int~' | RISKY T: property 'n' was removed; for old readers it is its default & COMPATIBLE property 'm' of T: was added; of old senders it is its @RpcDefault, else zero, null or empty",
                "'  n int~' | '  m int~    alias n~' | COMPATIBLE property 'm' of T: was 'n'",
                "'  n int~' | '  n long~' | RISKY property 'n' of T: was int and is long; a value that the old type cannot hold fails where it is read",
                "'  n long~' | '  n int~' | RISKY property 'n' of L: was long and is int; a value that the new type cannot hold fails where it is read",
                "'  n int~' | '  n java.lang.Integer~' | RISKY property 'n' of T: was int and is java.lang.Integer; null is read as the default where it cannot be null",
                "'  n int~' | '  n double~' | BREAKING property 'n' of T: was int and is double; breaks old consumers of new providers and new consumers of old providers",
                "'  n int~' | '  n boolean~' | BREAKING property 'n' of T: was int and is boolean; breaks old consumers of new providers and new consumers of old providers",
                "java.util.List<L> | java.util.Set<L> | COMPATIBLE property 'lines' of T: was java.util.List<L> and is java.util.Set<L>",
                "java.util.List<L> | java.util.List<A> | COMPATIBLE property 'lines' of T: was L and is A; they are compared by what is in them & COMPATIBLE A: property 'n' was removed; for old readers it is its default & COMPATIBLE property 'x' of A: was added; of old senders it is its @RpcDefault, else zero, null or empty",
                "java.util.List<L> | L[] | BREAKING property 'lines' of T: was java.util.List<L> and is L[]; breaks old consumers of new providers and new consumers of old providers",
                "'  n int~' | '  n int~    # default \"7\"~' | COMPATIBLE property 'n' of T: had the default none and has '7'",
                // constants and subtypes
                "'  Y~' | '  Y~  Z~' | RISKY constant 'Z' of E: was added; a call in which an old reader receives it fails",
                "'  Y~' | '' | BREAKING E: constant 'Y' was removed; breaks old consumers of new providers and new consumers of old providers",
                "'  Y~' | '  Z~    alias Y~' | COMPATIBLE constant 'Z' of E: was 'Y'",
                "'  X~  Y~' | '  X~    # unknown \"\"~' | COMPATIBLE E: constant 'Y' was removed; it is read as the @RpcUnknown constant",
                "sealed U~  A~ | 'sealed U~  A~  L~' | RISKY U: subtype L was added; a call in which an old reader receives it fails",
                "'  A~  B~' | '  A~' | BREAKING U: subtype B was removed; breaks old consumers of new providers and new consumers of old providers",
                // parameters
                "'  parameter int~    # name \"id\"~' | '  parameter long~    # name \"id\"~' | RISKY parameter 1 of get(int): was int and is long; a value that the old type cannot hold fails where it is read",
                "'# name \"id\"~' | '# name \"key\"~' | COMPATIBLE parameter 1 of get(int): was 'id' and is 'key'",
                "'# name \"id\"~' | '# name \"id\"~  parameter boolean~    # name \"all\"~' | COMPATIBLE parameter 2 of get(int): was added; of old consumers it is its @RpcDefault, else zero, null or empty, and old providers ignore it",
                "'  parameter int~    # name \"id\"~' | '  parameter int~    # name \"x\"~  parameter int~    # name \"id\"~' | BREAKING method get(int): parameter 'id' is the lock's 1. and now the 2. (expected: the same place; parameters are added at the end); breaks old consumers of new providers and new consumers of old providers",
                "'  parameter T~    # name \"it\"~' | '' | COMPATIBLE method put(T): parameter 1 was removed; for old providers it is its default",
                // methods
                "'method get(int)~' | 'method get(long)~' | COMPATIBLE method get(long): was get(int)",
                "'method get(int)~' | 'method find(int)~' | BREAKING service: method get(int) was removed; breaks old consumers of new providers & COMPATIBLE method find(int): was added; old providers answer UNIMPLEMENTED",
                "method get(int)~  unary T~ | 'method find(int)~  unary T~  alias get~' | COMPATIBLE method find(int): was get(int)",
                "'  unary void~' | '  one-way void~' | BREAKING method put(T): was unary and is one-way; breaks old consumers of new providers and new consumers of old providers",
                "'  unary void~' | '  unary int~' | BREAKING method put(T): answered void and now answers int; breaks new consumers of old providers",
                "'  unary T~' | '  unary void~' | BREAKING method get(int): answered T and now answers void; breaks old consumers of new providers",
                "'  unary T~' | '  unary L~' | COMPATIBLE method get(int): was T and is L; they are compared by what is in them & *",
                "'  unary T~' | '  unary E~' | BREAKING method get(int): was T and is E; breaks old consumers of new providers and new consumers of old providers",
                "'  throws Gone~' | '' | COMPATIBLE method put(T): does not declare Gone any more; of old providers it arrives as an RpcRemoteException",
                "'  throws Gone~' | '  throws B~  throws Gone~' | COMPATIBLE method put(T): declares B now; old consumers get an RpcRemoteException that names it",
                "# service \"shop\" | # service \"store\" | BREAKING service: the service 'shop' is now 'store'; breaks old consumers of new providers and new consumers of old providers",
            })
    void change_ofEachKind_isToldWithItsPlace(String from, String to, String expected) {
        String old = Texts.HEAD + OLD;
        String now = old.replaceFirst(
                Pattern.quote(from.replace('~', '\n')), Matcher.quoteReplacement(to.replace('~', '\n')));
        assertThat(now.equals(old)).isEqualTo(from.equals(to));
        String changes = ContractChanges.between(ContractText.parse(old), ContractText.parse(now)).stream()
                .map(change -> change.severity() + " " + change)
                .collect(Collectors.joining(" & "));

        if (expected != null && expected.endsWith(" & *")) {
            assertThat(changes).startsWith(expected.substring(0, expected.length() - 1));
        } else {
            assertThat(changes).isEqualTo(expected == null ? "" : expected);
        }
        assertThat(ContractChanges.between(ContractText.parse(now), ContractText.parse(now)))
                .isEmpty();
    }

    /** A property that becomes a {@code double} in one direction only: who sends it, and who cannot read it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | double | argument | new consumers of old providers",
                "double | int | argument | old consumers of new providers",
                "int | double | result | old consumers of new providers",
                "double | int | result | new consumers of old providers",
            })
    void conversion_thatWorksInOneDirection_breaksThoseOfTheOther(String from, String to, String use, String broken) {
        String method =
                use.equals("argument") ? "method call()\n  unary void\n  parameter T\n" : "method call()\n  unary T\n";
        List<ContractChange> changes = ContractChanges.between(
                contract(method + "struct T\n  x " + from + "\n"), contract(method + "struct T\n  x " + to + "\n"));

        assertThat(changes).hasSize(1);
        assertThat(changes.get(0))
                .hasToString("property 'x' of T: was " + from + " and is " + to + "; breaks " + broken);
    }

    @ParameterizedTest
    @CsvSource({"argument, OLD_CONSUMERS", "result, OLD_PROVIDERS"})
    void constant_thatIsRemoved_breaksThoseWhoStillSendIt(String use, ContractChange.Broken broken) {
        String method =
                use.equals("argument") ? "method call()\n  unary void\n  parameter E\n" : "method call()\n  unary E\n";
        List<ContractChange> changes =
                ContractChanges.between(contract(method + "enum E\n  A\n  B\n"), contract(method + "enum E\n  A\n"));

        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).broken()).containsExactly(broken);
        assertThat(changes.get(0).remedy()).contains("keep it", "@RpcUnknown", "@RpcAlias(\"B\")");
    }

    @Test
    void constant_addedWhereOldReadersHaveAnUnknownOne_isCompatible() {
        String text = "method call()\n  unary E\nenum E\n  A\n    # unknown \"\"\n";

        assertThat(ContractChanges.between(contract(text), contract(text + "  B\n")))
                .hasSize(1)
                .allMatch(change -> change.severity() == Severity.COMPATIBLE);
    }

    @Test
    void parametersOfTheSameType_thatChangePlaces_breakThoughTheHashIsTheSame() {
        String text =
                "method move(long,long)\n  unary void\n  parameter long\n    # name \"%s\"\n  parameter long\n    # name \"%s\"\n";
        Contract old = contract(text.formatted("from", "to"));
        Contract now = contract(text.formatted("to", "from"));

        assertThat(now.hash()).isEqualTo(old.hash());
        assertThat(ContractChanges.between(old, now)).hasSize(1).allMatch(ContractChange::isBreaking);
    }

    @Test
    void method_thatReplacesTwo_breaksOldProviders() {
        List<ContractChange> changes = ContractChanges.between(
                contract("method a()\n  unary void\nmethod b()\n  unary void\n"),
                contract("method c()\n  unary void\n  alias a\n  alias b\n"));

        assertThat(changes.stream().filter(ContractChange::isBreaking).map(ContractChange::toString))
                .containsExactly("method c(): is one for several that were: it could be a() or b() by their aliases"
                        + " (expected: one of them only); breaks new consumers of old providers");
    }

    @Test
    void types_thatContainThemselves_areComparedOnce() {
        String text =
                "method call(T)\n  unary T\n  parameter T\nstruct T\n  back java.util.Map<T,T[]>\n  n %s\n  t T\n";

        assertThat(ContractChanges.between(contract(text.formatted("int")), contract(text.formatted("boolean"))))
                .hasSize(1);
    }

    /** Whatever is not called breaking can be called in both directions, but for what is only on one side. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "  n int~ >   n int~    alias s~    alias kind~",
                "  n int~  s java.lang.String~ >   m java.lang.String~    alias n~    alias s~",
                "  kind E~ >   kind later.Type~",
                "  kind E~ >   kind F~",
                "  n int~ >   n In~",
                "  shape U~ >   shape A~",
            })
    void change_thatResolutionRefuses_isBreaking(String change) {
        String[] parts = change.split(" > ");
        String now = OLD.replace(parts[0].replace('~', '\n'), parts[1].replace('~', '\n'));
        assertThat(now).isNotEqualTo(OLD);
        boolean isCallable =
                Resolution.of(contract(OLD), contract(now)).methods().stream().allMatch(Resolution.Method::isCallable)
                        && Resolution.of(contract(now), contract(OLD)).methods().stream()
                                .allMatch(Resolution.Method::isCallable);
        List<ContractChange> changes = ContractChanges.between(contract(OLD), contract(now));

        assertThat(changes.stream().anyMatch(ContractChange::isBreaking))
                .as(changes.toString())
                .isEqualTo(!isCallable || changes.toString().contains("was removed; breaks"));
    }
}
