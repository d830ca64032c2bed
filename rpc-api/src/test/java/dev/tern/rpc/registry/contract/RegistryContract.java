package dev.tern.rpc.registry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.registry.Registry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user may rely on with any registry, whatever it is made of. Each has a test class that extends this, or {@link RegisteringContract}. */
@Timeout(60)
public abstract class RegistryContract {

    /** A service. */
    protected static final String ORDERS = "shop.OrderService";

    /** Another service. */
    protected static final String STOCK = "shop.StockService";

    /** An instance that provides {@link #ORDERS}. */
    protected static final Instance ONE = instance("orders-1", "orders", ORDERS);

    private final ArrayDeque<Registry> open = new ArrayDeque<>();

    /** For test classes. */
    protected RegistryContract() {}

    /** The URI under which {@link #newRegistry} opens. */
    protected abstract String uri();

    /** Opens the place of the test, as another process would. */
    protected abstract Registry newRegistry();

    /** An instance. */
    protected static Instance instance(String id, String application, String... services) {
        return Instance.of(
                id,
                application,
                "127.0.0.1:20880",
                List.of(services).stream()
                        .map(name -> new ProvidedService(name, "", "", 0xdeadbeefL))
                        .toList());
    }

    /** Opens the place of the test, and closes it at the end. */
    protected final Registry open() {
        Registry registry = newRegistry();
        open.push(registry);
        return registry;
    }

    @AfterEach
    final void closeAll() {
        open.forEach(Registry::close);
    }

    /** Waits until an instance is registered. */
    protected static void awaitRegistered(Registry.Registration registration) throws Exception {
        registration.registered().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    final void subscription_hearsAFirstAnswer() throws Exception {
        Reports reports = new Reports();
        open().subscribe(ORDERS, reports);

        reports.awaitLast(list -> true, "anything");
    }

    @Test
    final void subscriptions_ofOneService_hearTheSame() throws Exception {
        Registry registry = open();
        Reports one = new Reports();
        Reports two = new Reports();
        registry.subscribe(ORDERS, one);
        registry.subscribe(ORDERS, two);
        one.awaitLast(list -> true, "anything");
        two.awaitLast(list -> true, "anything");

        assertThat(two.all()).isEqualTo(one.all());
    }

    @Test
    final void listener_thatThrows_harmsNobody() throws Exception {
        Registry registry = open();
        Reports reports = new Reports();

        registry.subscribe(ORDERS, instances -> {
            throw new IllegalStateException("as the test wants it");
        });
        registry.subscribe(ORDERS, reports);

        reports.awaitLast(list -> true, "anything");
    }

    @Test
    final void state_afterTheFirstAnswer_isReached() throws Exception {
        Registry registry = open();
        Reports reports = new Reports();
        registry.subscribe(ORDERS, reports);
        reports.awaitLast(list -> true, "anything");

        assertThat(registry.state().reached()).isTrue();
        assertThat(registry.state().text()).isNotEmpty();
    }

    @Test
    final void describe_beginsWithTheUri() throws Exception {
        Reports reports = new Reports();
        Registry.Subscription subscription = open().subscribe(ORDERS, reports);
        assertThat(subscription.describe()).startsWith(uri()).doesNotContain("\n");
        reports.awaitLast(list -> true, "anything");

        assertThat(subscription.describe()).startsWith(uri()).doesNotContain("\n");
    }

    @Test
    final void registry_closedByItsListener_isClosed() throws Exception {
        Registry registry = open();
        CountDownLatch closed = new CountDownLatch(1);

        registry.subscribe(ORDERS, instances -> {
            registry.close();
            closed.countDown();
        });

        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> registry.subscribe(ORDERS, new Reports())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    final void registry_thatIsClosed_refusesMoreAndMayBeClosedAgain() {
        Registry registry = open();
        Registry.Subscription subscription = registry.subscribe(ORDERS, new Reports());
        Registry.Registration registration = registry.register(ONE);

        registry.close();
        registry.close();

        assertThatThrownBy(() -> registry.subscribe(ORDERS, new Reports()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(uri())
                .hasMessageContaining("(expected: open)");
        assertThatThrownBy(() -> registry.register(ONE)).isInstanceOf(IllegalStateException.class);
        subscription.close();
        registration.update(ONE.withWeight(7));
        registration.close();
        assertThat(subscription.describe()).startsWith(uri());
    }

    @Test
    final void registered_completes() throws Exception {
        Registry.Registration registration = open().register(ONE);

        awaitRegistered(registration);

        registration.close();
        registration.close();
    }
}
