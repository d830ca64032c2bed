package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.UnknownValueException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Consumers and providers compiled from different versions of the same interface, over sockets: each kind of change, in both directions, for arguments
 * and results, in every place where a type can stand.
 */
class EvolutionTest {

    private static final List<String> PLACES =
            List.of("one", "list", "set", "map", "optional", "array", "page", "deep");

    private final Loopback net = new Loopback();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        net.close();
    }

    private Object connect(Version consumer, Version provider) throws Exception {
        net.start(provider.provide(net.server(), seen::add));
        return consumer.refer(net.build(net.patientClient()));
    }

    /** How a value looks in a place. */
    private static String in(String place, String value) {
        return switch (place) {
            case "list", "array" -> "[" + value + ", null]";
            case "set" -> "[" + value + "]";
            case "map" -> "{a=" + value + "}";
            case "optional" -> "Optional[" + value + "]";
            case "page" -> "Page[items=[" + value + "], total=1]";
            case "deep" -> "{k=[Page[items=[" + value + "], total=1]]}";
            default -> value;
        };
    }

    static Stream<Arguments> changes() {
        String added2 =
                "T[flag=true, amount=1.5, id=8, count=3, tags=[x], more={}, note=Optional[n], name=Ada, numbers=null]";
        String absent =
                "T[flag=false, amount=0.0, id=%d, count=null, tags=[], more={}, note=Optional.empty, name=null, numbers=null]";
        String nested1 =
                "T[lines=Page[items=[Line[amount=%1$d, code=%2$s]], total=1], first=Line[amount=%1$d, code=%2$s], all=null]";
        String nested2 = nested1.replace("code", "unit");
        String tree2 = "T[children=[T[children=[], parent=null, id=2, name=%s]], parent=null, id=1, name=%s]";
        String tree1 = "T[id=1, children=[T[id=2, children=[]]]]";
        return Stream.of(
                Arguments.of(
                        "added", "T[id=7]", absent.formatted(7), "T[id=7]", added2, "T[id=8]", absent.formatted(8)),
                Arguments.of(
                        "widened",
                        "T[a=-1, b=300, c=70000, d=5, e=1.5, f=9]",
                        "T[a=-1, b=300, c=70000, d=5, e=1.5, f=9]",
                        "T[a=-1, b=300, c=70000, d=5, e=1.5, f=9]",
                        "T[a=-2, b=301, c=70001, d=6, e=2.5, f=10]",
                        "T[a=-2, b=301, c=70001, d=6, e=2.5, f=10]",
                        "T[a=-2, b=301, c=70001, d=6, e=2.5, f=10]"),
                Arguments.of(
                        "constants",
                        "T[state=PAID, id=1]",
                        "T[state=PAID, id=1]",
                        "T[state=PAID, id=1]",
                        "T[state=OPEN, id=1]",
                        "T[state=OPEN, id=1]",
                        "T[state=OPEN, id=1]"),
                Arguments.of(
                        "nested",
                        nested1.formatted(2, "c"),
                        nested2.formatted(2, null),
                        nested1.formatted(2, null),
                        nested2.formatted(3, "kg"),
                        nested1.formatted(3, null),
                        nested2.formatted(3, null)),
                Arguments.of(
                        "tree",
                        tree1,
                        tree2.formatted(null, null),
                        tree1,
                        tree2.formatted("two", "one"),
                        tree1,
                        tree2.formatted(null, null)),
                Arguments.of(
                        "marked", // aliases, defaults, a subtype more
                        "T[id=7, client=Ada, state=PAID, shape=Square[side=3]]",
                        "T[count=5, customer=Ada, currency=EUR, id=7, shape=Square[colour=null, side=3], state=SETTLED]",
                        "T[id=7, client=Ada, state=PAID, shape=Square[side=3]]",
                        "T[count=1, customer=Bob, currency=USD, id=8, shape=Square[colour=red, side=4], state=SETTLED]",
                        "T[id=8, client=Bob, state=PAID, shape=Square[side=4]]",
                        "T[count=5, customer=Bob, currency=EUR, id=8, shape=Square[colour=null, side=4], state=SETTLED]"),
                Arguments.of(
                        "stranger", // a constant that stands for those that are not known
                        "T[state=OPEN, shape=Circle[radius=1]]",
                        "T[state=OPEN, shape=Circle[radius=1]]",
                        "T[state=OPEN, shape=Circle[radius=1]]",
                        "T[state=CLOSED, shape=null]",
                        "T[state=OTHER, shape=null]",
                        "T[state=OTHER, shape=null]"),
                Arguments.of("bean", "T[7,Ada]", "T[7,0]", "T[7,null]", "T[8,3]", "T[8,null]", "T[8,0]"));
    }

    /**
     * Each change is told by six texts: what the old consumer sends, what a new provider sees of it, and what the old consumer gets when that comes back;
     * and the same for a new consumer and an old provider.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void change_isReadByTheOther_inEveryPlace(
            String kind, String sent1, String seen2, String got1, String sent2, String seen1, String got2)
            throws Exception {
        Version v1 = Version.echo(kind + "/v1");
        Version v2 = Version.echo(kind + "/v2");
        assertEchoed(v1, v1, sent1, sent1);
        assertEchoed(v2, v2, sent2, sent2);
        assertEchoed(v1, v2, seen2, got1);
        assertEchoed(v2, v1, seen1, got2);
    }

    private void assertEchoed(Version consumer, Version provider, String expectedSeen, String expected)
            throws Exception {
        Object stub = connect(consumer, provider);
        for (String place : PLACES) {
            for (int i = 0; i < 3; i++) { // before, while and after the contracts are exchanged
                seen.clear();
                assertThat(consumer.driver.call(stub, place)).as(place).isEqualTo(in(place, expected));
                assertThat(seen).as(place).containsExactly(in(place, expectedSeen));
            }
        }
        net.close();
    }

    /** Renamed in the second version, widened in the third: also those that skipped one understand each other. */
    @ParameterizedTest
    @CsvSource({
        "v1, v2, 'T[name=Ada, total=7]', 'T[amount=7, name=Ada]'",
        "v2, v1, 'T[amount=8, name=Bob]', 'T[name=Bob, total=8]'",
        "v2, v3, 'T[name=Bob, total=8]', 'T[name=Bob, total=8]'",
        "v3, v2, 'T[name=Cid, total=9]', 'T[name=Cid, total=9]'",
        "v1, v3, 'T[name=Ada, total=7]', 'T[amount=7, name=Ada]'",
        "v3, v1, 'T[amount=9, name=Cid]', 'T[name=Cid, total=9]'"
    })
    void versions_ofAChain_readEachOther(String consumer, String provider, String seenThere, String got)
            throws Exception {
        assertEchoed(Version.echo("chain/" + consumer), Version.echo("chain/" + provider), seenThere, got);
    }

    // ---------------------------------------------------------------- values that the other side cannot have

    @Test
    void argument_outOfRangeForTheOldProvider_isInvalidNamingTheProperty() throws Exception {
        Version v2 = Version.echo("narrowed/v2");
        Object stub = connect(v2, Version.echo("narrowed/v1"));
        for (String place : PLACES) {
            RpcException error = catchThrowableOfType(RpcException.class, () -> v2.driver.call(stub, place));
            assertThat(error.status()).isEqualTo(Status.INVALID_ARGUMENT);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error).hasMessageContaining("T.n").hasMessageContaining("1099511627776 (expected: an int");
        }
        assertThat(v2.driver.call(stub, "ping")).isEqualTo("ping");
    }

    @Test
    void result_outOfRangeForTheOldConsumer_failsThatCallNamingTheProperty() throws Exception {
        Version v1 = Version.echo("narrowed/v1");
        Object stub = connect(v1, Version.echo("narrowed/v2"));
        RpcException error = catchThrowableOfType(RpcException.class, () -> v1.driver.call(stub, "make"));
        assertThat(error.status()).isEqualTo(Status.INTERNAL);
        assertThat(error).hasMessageContaining("T.n").hasMessageContaining("1099511627776 (expected: an int");
        assertThat(v1.driver.call(stub, "one")).isEqualTo("T[n=1, name=one]");
    }

    @Test
    void constant_unknownToTheOldProvider_isInvalidNamingTheProperty() throws Exception {
        Version v2 = Version.echo("constant/v2");
        Object stub = connect(v2, Version.echo("constant/v1"));
        RpcException error = catchThrowableOfType(RpcException.class, () -> v2.driver.call(stub, "deep"));
        assertThat(error.status()).isEqualTo(Status.INVALID_ARGUMENT);
        assertThat(error).hasMessageContaining("T.state").hasMessageContaining("constant 'CANCELLED'");
        assertThat(v2.driver.call(stub, "make")).isEqualTo("T[state=PAID, id=1]");
    }

    @Test
    void constant_unknownToTheOldConsumer_isATypedErrorNamingTheProperty() throws Exception {
        Version v1 = Version.echo("constant/v1");
        Object stub = connect(v1, Version.echo("constant/v2"));
        RpcException error = catchThrowableOfType(RpcException.class, () -> v1.driver.call(stub, "make"));
        assertThat(error).hasCauseInstanceOf(UnknownValueException.class);
        assertThat(error).hasMessageContaining("T.state").hasMessageContaining("constant 'CANCELLED'");
        assertThat(v1.driver.call(stub, "one")).isEqualTo("T[state=PAID, id=1]");
    }

    @Test
    void subtype_unknownToTheOther_isATypedErrorNamingTheProperty() throws Exception {
        Version v1 = Version.echo("subtype/v1");
        Version v2 = Version.echo("subtype/v2");
        Object young = connect(v2, v1);
        RpcException refused = catchThrowableOfType(RpcException.class, () -> v2.driver.call(young, "page"));
        assertThat(refused.status()).isEqualTo(Status.INVALID_ARGUMENT);
        assertThat(refused).hasMessageContaining("T.shape").hasMessageContaining("Arc");
        net.close();
        Object old = connect(v1, v2);
        RpcException failed = catchThrowableOfType(RpcException.class, () -> v1.driver.call(old, "make"));
        assertThat(failed).hasCauseInstanceOf(UnknownValueException.class);
        assertThat(failed).hasMessageContaining("T.shape").hasMessageContaining("Arc");
        assertThat(v1.driver.call(old, "deep"))
                .isEqualTo("{k=[Page[items=[T[id=1, shape=Circle[radius=1]]], total=1]]}");
    }

    // ---------------------------------------------------------------- what cannot work

    @ParameterizedTest
    @MethodSource("bothDirections")
    void incompatibleType_failsItsMethodsAlone_namingTypeAndProperty(String consumer, String provider)
            throws Exception {
        Version caller = Version.echo("incompatible/" + consumer);
        Object stub = connect(caller, Version.echo("incompatible/" + provider));
        for (int i = 0; i < 3; i++) {
            for (String place : PLACES) {
                RpcException error = catchThrowableOfType(RpcException.class, () -> caller.driver.call(stub, place));
                assertThat(error.status()).as(place).isEqualTo(Status.FAILED_PRECONDITION);
                assertThat(error.neverExecuted()).isTrue();
                assertThat(error)
                        .hasMessageContaining("T.id")
                        .hasMessageContaining("cannot be read as")
                        .hasMessageContaining("versions.Echo/" + place);
            }
            assertThat(caller.driver.call(stub, "ping")).isEqualTo("ping");
        }
        assertThat(seen).containsOnly("ping");
    }

    static Stream<Arguments> bothDirections() {
        return Stream.of(Arguments.of("v1", "v2"), Arguments.of("v2", "v1"));
    }
}
