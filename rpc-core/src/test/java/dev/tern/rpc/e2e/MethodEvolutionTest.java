package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Methods, parameters and exceptions that one version has and the other has not. */
class MethodEvolutionTest {

    private static final Version V1 = Version.of("versions.ShopDriver", "methods/v1");
    private static final Version V2 = Version.of("versions.ShopDriver", "methods/v2");

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

    private static Version version(String name) {
        return name.equals("v1") ? V1 : V2;
    }

    @ParameterizedTest
    @CsvSource({
        "v1, v2, same, x",
        "v2, v1, same, x",
        "v1, v2, get, get 7 null", // a parameter more at the provider
        "v2, v1, get, get 8", // a parameter less
        "v1, v2, tell, told", // a result that nobody wants
        "v1, v2, count, 5", // another signature, the only method of its name
        "v2, v1, count, 5",
        "v1, v2, away, Lost away 6", // a property of an exception more
        "v2, v1, away, Lost away 5 in null",
        "v1, v2, find, search x", // another name, told by an alias
        "v2, v1, find, find x",
        "v1, v2, loadById, load by id 7", // one of two of a name, told by an alias with parameters
        "v2, v1, loadById, load id 7",
        "v1, v2, loadByName, load by name x",
        "v2, v1, loadByName, load name x",
        "v1, v2, leave lost, Lost it is lost 4", // not the only exception that one of them declares
        "v2, v1, leave lost, Lost it is lost 4 in null"
    })
    void method_thatBothCanRead_works(String consumer, String provider, String method, String expected)
            throws Exception {
        Version caller = version(consumer);
        Object stub = connect(caller, version(provider));
        for (int i = 0; i < 3; i++) {
            assertThat(caller.driver.call(stub, method)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "v1, v2, gone, UNIMPLEMENTED, gone(String)",
        "v2, v1, added, UNIMPLEMENTED, added(String)",
        "v1, v2, turned, FAILED_PRECONDITION, parameter 'first' is the consumer's 1. and the provider's 2.",
        "v2, v1, turned, FAILED_PRECONDITION, parameter 'second' is the consumer's 1. and the provider's 2.",
        "v2, v1, tell, FAILED_PRECONDITION, result: nothing is answered (expected: int)",
        "v1, v2, kind, FAILED_PRECONDITION, 'the consumer''s is unary, the provider''s is one-way'"
    })
    void method_thatCannotWork_failsAlone(
            String consumer, String provider, String method, Status status, String message) throws Exception {
        Version caller = version(consumer);
        Object stub = connect(caller, version(provider));
        for (int i = 0; i < 3; i++) {
            RpcException error = catchThrowableOfType(RpcException.class, () -> caller.driver.call(stub, method));
            assertThat(error.status()).isEqualTo(status);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error).hasMessageContaining(message).hasMessageContaining("versions.Shop/" + method);
            assertThat(caller.driver.call(stub, "same")).isEqualTo("x");
        }
        assertThat(seen).containsOnly("x");
    }

    @Test
    void exception_thatTheConsumerDoesNotDeclare_arrivesByNameAndMessage() throws Exception {
        Object stub = connect(V1, V2);
        for (int i = 0; i < 3; i++) {
            RpcRemoteException error =
                    catchThrowableOfType(RpcRemoteException.class, () -> V1.driver.call(stub, "broken"));
            assertThat(error.status()).isEqualTo(Status.UNKNOWN);
            assertThat(error.remoteClass()).isEqualTo("versions.Shop.Broken");
            assertThat(error.remoteMessage()).isEqualTo("it is broken");
            assertThat(V1.driver.call(stub, "same")).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "v1, v2, java.lang.IllegalStateException, it has gone otherwise", // the provider does not declare it any more
        "v2, v1, versions.Shop.Gone, it has gone"
    })
    void exception_thatOnlyTheOldVersionDeclares_arrivesByNameAndMessage(
            String consumer, String provider, String remoteClass, String message) throws Exception {
        Version caller = version(consumer);
        Object stub = connect(caller, version(provider));
        for (int i = 0; i < 3; i++) {
            RpcRemoteException error =
                    catchThrowableOfType(RpcRemoteException.class, () -> caller.driver.call(stub, "leave gone"));
            assertThat(error.status()).isEqualTo(Status.UNKNOWN);
            assertThat(error.neverExecuted()).isFalse();
            assertThat(error.remoteClass()).isEqualTo(remoteClass);
            assertThat(error.remoteMessage()).isEqualTo(message);
            assertThat(caller.driver.call(stub, "same")).isEqualTo("x");
        }
    }

    @Test
    void argument_outOfRange_isInvalidNamingTheParameter() throws Exception {
        Object stub = connect(V2, V1);
        RpcException error = catchThrowableOfType(RpcException.class, () -> V2.driver.call(stub, "big"));
        assertThat(error.status()).isEqualTo(Status.INVALID_ARGUMENT);
        assertThat(error).hasMessageContaining("'number'");
    }

    @ParameterizedTest
    @CsvSource({"v1, v2, note x 0", "v2, v1, note x"})
    void oneWayCall_beforeTheContractsAreExchanged_isNotLost(String consumer, String provider, String expected)
            throws Exception {
        Version caller = version(consumer);
        Object stub = connect(caller, version(provider));
        for (int i = 0; i < 50; i++) {
            caller.driver.call(stub, "note");
        }
        await().until(() -> seen.size() == 50);
        assertThat(seen).containsOnly(expected);
    }

    /** Three old providers and a new one: whoever is asked first, the call arrives where it can be executed. */
    @Test
    void methodOfNewProvidersAlone_calledByAFreshConsumer_findsThem() throws Exception {
        for (int i = 0; i < 3; i++) {
            net.start(V1.provide(net.server(), seen::add));
        }
        net.start(V2.provide(net.server(), seen::add));
        for (int i = 0; i < 10; i++) {
            RpcClient client = net.build(net.patientClient());
            Object stub = V2.refer(client);
            for (int call = 0; call < 5; call++) {
                assertThat(V2.driver.call(stub, "added")).isEqualTo("added x");
            }
            assertThat(V2.driver.call(stub, "same")).isEqualTo("x");
        }
    }

    @Test
    void methodOfNewProvidersAlone_afterTheLastOneHasLeft_isUnimplemented() throws Exception {
        net.start(V1.provide(net.server(), seen::add));
        var last = net.start(V2.provide(net.server(), seen::add));
        Object stub = V2.refer(net.build(net.patientClient()));
        assertThat(V2.driver.call(stub, "added")).isEqualTo("added x");
        last.close();
        RpcException error = catchThrowableOfType(RpcException.class, () -> V2.driver.call(stub, "added"));
        assertThat(error.status()).isEqualTo(Status.UNIMPLEMENTED);
        assertThat(V2.driver.call(stub, "same")).isEqualTo("x");
    }
}
