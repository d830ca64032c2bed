package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A side whose own contract resource was lost when it was packed: it works with its equals, and says what to keep to all others. */
class LostContractTest {

    private static final Version V1 = Version.echo("added/v1");
    private static final Version V2 = Version.echo("added/v2");
    private static final String WHAT_TO_KEEP =
            "META-INF/tern/versions.Echo.contract is not there (expected: beside versions.Echo, "
                    + "where rpc-processor wrote it; keep META-INF/tern when you pack or shade)";

    private final Loopback net = new Loopback();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        net.close();
    }

    private void provide(Version version) {
        net.start(version.provide(net.server(), seen::add));
    }

    private void assertRefused(Version consumer, Object stub, String who) {
        for (int i = 0; i < 3; i++) { // before, while and after it is known
            RpcException error = catchThrowableOfType(RpcException.class, () -> consumer.driver.call(stub, "ping"));
            assertThat(error.status()).isEqualTo(Status.FAILED_PRECONDITION);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error)
                    .hasMessageContaining("service versions.Echo: ")
                    .hasMessageContaining(who)
                    .hasMessageContaining(WHAT_TO_KEEP);
        }
    }

    @Test
    void provider_withoutItsContract_refusesOtherVersionsAndServesItsOwn() throws Exception {
        provide(V1.withoutContracts());
        RpcClient client = net.build(net.patientClient());
        assertRefused(V2, V2.refer(client), "is not the provider's");
        assertThat(seen).isEmpty();

        assertThat(V1.driver.call(V1.refer(net.build(net.patientClient())), "one"))
                .isEqualTo("T[id=7]");
        assertThat(seen).containsExactly("T[id=7]");
    }

    @Test
    void consumer_withoutItsContract_cannotCallOtherVersions() throws Exception {
        provide(V2);
        Version shaded = V1.withoutContracts();
        assertRefused(shaded, shaded.refer(net.build(net.patientClient())), "contract");
        assertThat(seen).isEmpty();
    }

    @Test
    void consumer_withoutItsContract_goesOnCallingItsOwnVersion() throws Exception {
        provide(V2);
        provide(V1);
        provide(V2);
        Version shaded = V1.withoutContracts();
        for (int i = 0; i < 5; i++) {
            Object stub = shaded.refer(net.build(net.patientClient()));
            for (int call = 0; call < 5; call++) {
                assertThat(shaded.driver.call(stub, "one")).isEqualTo("T[id=7]");
            }
        }
        assertThat(seen).hasSize(25).containsOnly("T[id=7]"); // the others would have seen more properties
    }
}
