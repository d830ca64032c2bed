package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.UnknownValueException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Enums, sealed types and types that {@code @RpcSubtypes} closes that change while they are type arguments and elements of arrays. */
class TypeArgumentEvolutionTest {

    private static final Version V1 = Version.of("versions.KindsDriver", "kinds/template", "kinds/v1");
    private static final Version V2 = Version.of("versions.KindsDriver", "kinds/template", "kinds/v2");

    private final Loopback net = new Loopback();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        net.close();
    }

    private Object connect(Version consumer, Version provider) throws Exception {
        net.start(provider.provide(net.server(), seen::add));
        return consumer.refer(net.build(net.client()));
    }

    /** How a constant, a shape and an animal look in the places of each method. */
    private static Map<String, String> places(String state, String shape, String animal) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("states", "[" + state + ", null]");
        texts.put("statesByState", "{" + state + "=[" + state + "]}");
        texts.put("stateArray", "[" + state + ", null]");
        texts.put("stateGrid", "[[" + state + "], null, []]");
        texts.put("maybeState", "Optional[" + state + "]");
        texts.put("maybeShape", "Optional[" + shape + "]");
        texts.put("shapes", "[" + shape + "]");
        texts.put("shapesByState", "{" + state + "=" + shape + "}");
        texts.put("shapeArray", "[" + shape + ", null]");
        texts.put("maybeShapes", "[Optional[" + shape + "], Optional.empty]");
        texts.put("pair", state + "+" + shape);
        texts.put("pairs", "[" + shape + "+[" + animal + ", null]]");
        texts.put("animal", animal);
        texts.put("animals", "[" + animal + ", null]");
        texts.put("animalsByState", "{" + state + "=Optional[" + animal + "]}");
        return texts;
    }

    private void assertEchoed(Version consumer, Version provider, Map<String, String> there, Map<String, String> back)
            throws Exception {
        Object stub = connect(consumer, provider);
        for (String method : there.keySet()) {
            for (int i = 0; i < 3; i++) { // before, while and after the contracts are exchanged
                seen.clear();
                assertThat(consumer.driver.call(stub, method)).as(method).isEqualTo(back.get(method));
                assertThat(seen).as(method).containsExactly(there.get(method));
            }
        }
    }

    @Test
    void oldConsumer_ofANewProvider_isUnderstoodAndUnderstands() throws Exception {
        assertEchoed(
                V1,
                V2,
                places("SETTLED", "Square[colour=null, side=3]", "Dog[age=null, name=Rex]"),
                places("PAID", "Square[side=3]", "Dog[name=Rex]"));
    }

    @Test
    void newConsumer_ofAnOldProvider_isUnderstoodAndUnderstands() throws Exception {
        assertEchoed(
                V2,
                V1,
                places("PAID", "Square[side=4]", "Dog[name=Max]"),
                places("SETTLED", "Square[colour=null, side=4]", "Dog[age=null, name=Max]"));
    }

    @ParameterizedTest
    @CsvSource({
        "sendStrangeState, statesByState, constant 'CLOSED'",
        "sendStrangeShape, maybeShapes, 'versions.Shape.Arc'",
        "sendStrangeAnimal, animals, 'versions.Animal.Bird'"
    })
    void value_thatTheOldProviderDoesNotKnow_isInvalidNamingIt(String call, String method, String value)
            throws Exception {
        Object stub = connect(V2, V1);
        for (int i = 0; i < 3; i++) {
            RpcException error = catchThrowableOfType(RpcException.class, () -> V2.driver.call(stub, call));
            assertThat(error.status()).isEqualTo(Status.INVALID_ARGUMENT);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error).hasMessageContaining("versions.Kinds/" + method).hasMessageContaining(value);
            assertThat(V2.driver.call(stub, "ping")).isEqualTo("ping");
        }
        assertThat(seen).containsOnly("ping");
    }

    @ParameterizedTest
    @CsvSource({
        "getStrangeState, constant 'CLOSED'",
        "getStrangeShape, 'versions.Shape.Arc'",
        "getStrangeAnimal, 'versions.Animal.Bird'"
    })
    void value_thatTheOldConsumerDoesNotKnow_isATypedErrorNamingIt(String call, String value) throws Exception {
        Object stub = connect(V1, V2);
        for (int i = 0; i < 3; i++) {
            RpcException error = catchThrowableOfType(RpcException.class, () -> V1.driver.call(stub, call));
            assertThat(error).hasCauseInstanceOf(UnknownValueException.class).hasMessageContaining(value);
            assertThat(V1.driver.call(stub, "ping")).isEqualTo("ping");
        }
    }
}
