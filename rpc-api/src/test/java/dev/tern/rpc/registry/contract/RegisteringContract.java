package dev.tern.rpc.registry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.registry.Registry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a user may rely on with a registry in which providers register. */
public abstract class RegisteringContract extends RegistryContract {

    private static final Instance TWO = instance("orders-2", "orders", ORDERS, STOCK);
    private static final Instance LEGACY = instance("legacy-1", "legacy", ORDERS);

    /** For test classes. */
    protected RegisteringContract() {}

    /** Puts an entry beside those of {@link #ONE}'s application that is no instance. False if the registry cannot hold one. */
    protected boolean putBroken() throws Exception {
        return false;
    }

    /** Puts the registry out of reach. False if that cannot be. */
    protected boolean goAway() throws Exception {
        return false;
    }

    /** Brings it back. */
    protected void comeBack() throws Exception {}

    private Registry.Registration register(Instance instance) throws Exception {
        return register(open(), instance);
    }

    private static Registry.Registration register(Registry registry, Instance instance) throws Exception {
        Registry.Registration registration = registry.register(instance);
        awaitRegistered(registration);
        return registration;
    }

    private Reports subscribe(String service) {
        Reports reports = new Reports();
        open().subscribe(service, reports);
        return reports;
    }

    @Test
    final void service_thatNobodyProvides_isReportedAsEmpty() throws Exception {
        register(ONE);
        Reports reports = subscribe(STOCK);

        reports.awaitLast();
        assertThat(reports.all()).containsExactly(List.of());
    }

    @Test
    final void instance_thatIsRegistered_isSeenAsItIs() throws Exception {
        Instance full = new Instance(
                "orders-9",
                "orders",
                Map.of(Instance.RPC_ADDRESS, "[::1]:20880", "admin", "10.0.0.7:8080"),
                "zone a",
                Set.of("stable", "fast"),
                7,
                false,
                List.of(new ProvidedService(ORDERS, "group", "1.0", -1), new ProvidedService(STOCK, "", "", 5)));
        Reports before = subscribe(ORDERS);
        before.awaitLast();

        register(full);

        before.awaitLast(full);
        Reports after = subscribe(ORDERS);
        after.awaitLast(full);
    }

    @Test
    final void update_isSeen() throws Exception {
        Registry.Registration registration = register(ONE);
        Reports reports = subscribe(ORDERS);
        reports.awaitLast(ONE);

        Instance light = ONE.withWeight(1);
        registration.update(light);
        reports.awaitLast(light);
        Instance away = light.withReady(false);
        registration.update(away);
        reports.awaitLast(away);
        Instance tagged = new Instance(
                ONE.id(), ONE.application(), ONE.addresses(), "b", Set.of("canary"), 100, true, ONE.services());
        registration.update(tagged);
        reports.awaitLast(tagged);

        assertThat(reports.all()).allSatisfy(list -> assertThat(list).hasSize(1));
    }

    @Test
    final void update_thatAddsAndTakesAService_isSeenUnderIt() throws Exception {
        Registry.Registration registration = register(ONE);
        Reports stock = subscribe(STOCK);
        stock.awaitLast();
        Instance both = instance("orders-1", "orders", ORDERS, STOCK);

        registration.update(both);
        stock.awaitLast(both);
        registration.update(ONE);

        stock.awaitLast();
    }

    @Test
    final void updates_inABurst_endWithTheLastAndNeverGoBack() throws Exception {
        Registry.Registration registration = register(ONE.withWeight(0));
        Reports reports = subscribe(ORDERS);
        reports.awaitLast(ONE.withWeight(0));

        for (int weight = 1; weight <= 200; weight++) {
            registration.update(ONE.withWeight(weight));
        }

        reports.awaitLast(ONE.withWeight(200));
        assertThat(reports.all().stream().map(list -> list.get(0).weight()).toList())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    final void update_toAnotherId_isRefused() throws Exception {
        Registry.Registration registration = register(ONE);

        assertThatThrownBy(() -> registration.update(TWO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("orders-2")
                .hasMessageContaining("(expected: the id and application of ");
    }

    @Test
    final void registration_thatIsClosed_isGone() throws Exception {
        Registry.Registration registration = register(ONE);
        register(TWO);
        Reports reports = subscribe(ORDERS);
        reports.awaitLast(ONE, TWO);

        registration.close();
        registration.close();
        registration.update(ONE.withWeight(5));

        reports.awaitLast(TWO);
        Reports late = subscribe(ORDERS);
        late.awaitLast(TWO);
        assertThat(late.all()).containsExactly(List.of(TWO));
    }

    @Test
    final void registry_thatIsClosed_leavesNoInstance() throws Exception {
        Registry provider = open();
        register(provider, ONE);
        register(provider, TWO);
        register(LEGACY);
        Reports reports = subscribe(ORDERS);
        reports.awaitLast(LEGACY, ONE, TWO);

        provider.close();

        reports.awaitLast(LEGACY);
    }

    @Test
    final void instance_registeredAgainAfterItsEnd_isSeen() throws Exception {
        Registry provider = open();
        Reports reports = subscribe(ORDERS);
        register(provider, ONE).close();

        register(provider, ONE.withWeight(3));

        reports.awaitLast(ONE.withWeight(3));
    }

    @Test
    final void instance_registeredTwice_isRefused() throws Exception {
        Registry provider = open();
        register(provider, ONE);

        assertThatThrownBy(() -> provider.register(ONE.withWeight(5)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("orders-1")
                .hasMessageContaining(" is registered already (expected: one registration of an instance");

        Reports reports = subscribe(ORDERS);
        reports.awaitLast(ONE);
    }

    @Test
    final void instance_ofSeveralServices_isSeenUnderEach() throws Exception {
        register(TWO);
        Reports orders = subscribe(ORDERS);
        Reports stock = subscribe(STOCK);

        orders.awaitLast(TWO);
        stock.awaitLast(TWO);
    }

    @Test
    final void applications_ofOneService_areSeenTogether() throws Exception {
        Reports reports = subscribe(ORDERS);
        reports.awaitLast();

        register(ONE);
        register(LEGACY);

        reports.awaitLast(LEGACY, ONE);
    }

    @Test
    final void describe_tellsHowManyThereAre() throws Exception {
        register(ONE);
        register(LEGACY);
        Reports reports = new Reports();
        Registry.Subscription subscription = open().subscribe(ORDERS, reports);
        reports.awaitLast(LEGACY, ONE);

        assertThat(subscription.describe()).contains(": 2 instances");
    }

    @Test
    final void subscription_thatIsClosed_hearsNothingMore() throws Exception {
        Registry consumer = open();
        Reports closed = new Reports();
        Reports other = new Reports();
        Registry.Subscription subscription = consumer.subscribe(ORDERS, closed);
        consumer.subscribe(ORDERS, other);
        closed.awaitLast();

        subscription.close();
        subscription.close();
        register(ONE);

        other.awaitLast(ONE);
        assertThat(closed.all()).containsExactly(List.of());
    }

    @Test
    final void subscription_closedByItsListener_hearsNothingMore() throws Exception {
        Registry consumer = open();
        Reports heard = new Reports();
        Reports other = new Reports();
        AtomicReference<Registry.Subscription> subscription = new AtomicReference<>();
        subscription.set(consumer.subscribe(ORDERS, instances -> {
            heard.found(instances);
            if (!instances.isEmpty()) {
                subscription.get().close();
            }
        }));
        consumer.subscribe(ORDERS, other);
        heard.awaitLast();

        Registry.Registration registration = register(ONE);
        other.awaitLast(ONE);
        registration.update(ONE.withWeight(5));
        other.awaitLast(ONE.withWeight(5));

        assertThat(heard.all()).containsExactly(List.of(), List.of(ONE));
    }

    @Test
    final void listener_thatThrowsEachTime_doesNotKeepOthersFromHearing() throws Exception {
        Registry consumer = open();
        Reports reports = new Reports();
        consumer.subscribe(ORDERS, instances -> {
            throw new IllegalStateException("as the test wants it");
        });
        consumer.subscribe(ORDERS, reports);
        reports.awaitLast();

        Registry.Registration registration = register(ONE);
        reports.awaitLast(ONE);
        registration.close();

        reports.awaitLast();
    }

    @Test
    final void registration_closedByAListener_isGone() throws Exception {
        Registry registry = open();
        Registry.Registration registration = register(registry, ONE);
        Reports reports = subscribe(ORDERS);
        reports.awaitLast(ONE);
        CountDownLatch closed = new CountDownLatch(1);

        registry.subscribe(ORDERS, instances -> {
            registration.close();
            closed.countDown();
        });

        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        reports.awaitLast();
    }

    @Test
    final void entry_thatIsNoInstance_isLeftOutAndCounted() throws Exception {
        register(ONE);
        assumeTrue(putBroken(), "holds instances only");
        Registry consumer = open();
        Reports reports = new Reports();
        consumer.subscribe(ORDERS, reports);
        reports.awaitLast(ONE);

        register(TWO);

        reports.awaitLast(ONE, TWO);
        Eventually.holds(() -> consumer.state().entriesIgnored() == 1);
    }

    @Test
    final void registry_thatIsOutOfReach_reportsNothingAndGoesOnWhenItIsBack() throws Exception {
        Registry provider = open();
        register(provider, ONE);
        Registry consumer = open();
        Reports reports = new Reports();
        Registry.Subscription subscription = consumer.subscribe(ORDERS, reports);
        reports.awaitLast(ONE);
        assumeTrue(goAway(), "is always there");
        Eventually.holds(() -> !consumer.state().reached() && !provider.state().reached());
        assertThat(subscription.describe()).startsWith(uri());

        Registry.Registration two = provider.register(TWO);
        assertThat(two.registered().toCompletableFuture().isDone()).isFalse();
        assertThat(reports.all()).containsExactly(List.of(ONE));
        comeBack();

        two.registered().toCompletableFuture().get(50, TimeUnit.SECONDS);
        reports.awaitLast(ONE, TWO);
        assertThat(reports.all()).doesNotContain(List.of());
        Eventually.holds(() -> consumer.state().reached());
    }

    @Test
    final void registered_ofAnInstanceWithdrawnBefore_endsExceptionally() throws Exception {
        Registry provider = open();
        assumeTrue(goAway(), "is always there");
        Eventually.holds(() -> !provider.state().reached());
        Registry.Registration registration = provider.register(ONE);

        registration.close();

        assertThatThrownBy(() -> registration.registered().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .hasMessageContaining("was withdrawn before it was registered");
    }
}
