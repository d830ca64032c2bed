package dev.tern.rpc.registry.zk;

import static dev.tern.rpc.registry.zk.Instances.ORDERS;
import static dev.tern.rpc.registry.zk.Instances.STOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.registry.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.zookeeper.KeeperException.Code;
import org.junit.jupiter.api.Test;

/** Subscription -> Service -> Application -> Folder -> a session on a ZooKeeper in memory. */
class DiscoveryTest {

    private final ManualLoop loop = new ManualLoop();
    private final FakeZooKeeper zookeeper = new FakeZooKeeper(loop);
    private Session session = zookeeper.session(1); // null while there is no connection
    private final Layout layout = new Layout("/tern");
    private final Discovery discovery = new Discovery(layout, () -> session, loop, new SplittableRandom(1));
    private final List<List<Instance>> reports = new ArrayList<>();

    private ServiceSubscription subscribe(String service) {
        ServiceSubscription subscription =
                new ServiceSubscription(service, reports::add, () -> "zk://host:1/tern", loop, discovery);
        discovery.add(subscription);
        loop.run();
        return subscription;
    }

    private void provide(Instance instance) {
        instance.services()
                .forEach(service -> zookeeper.put(layout.link(service.name(), instance.application()), "", 0));
        zookeeper.put(layout.instance(instance), instance.format(), 1);
    }

    private void reconnect() {
        session = zookeeper.session(2);
        discovery.connected();
        loop.run();
    }

    @Test
    void service_thatNobodyProvides_isReportedAsAnEmptyListOnce() {
        ServiceSubscription subscription = subscribe(ORDERS);
        reconnect();

        assertThat(reports).containsExactly(List.of());
        assertThat(subscription.describe())
                .isEqualTo("zk://host:1/tern: 0 instances, no application under /services/shop.OrderService");
    }

    @Test
    void service_beforeTheFirstConnection_isNotReported() {
        session = null;
        ServiceSubscription subscription = subscribe(ORDERS);

        assertThat(reports).isEmpty();
        assertThat(subscription.describe()).isEqualTo("zk://host:1/tern: not looked up yet");
    }

    @Test
    void instances_ofTwoApplications_areReportedInOneOrderedList() {
        Instance shop = Instances.of("b-1", "shop", ORDERS);
        Instance legacy = Instances.of("c-1", "legacy", ORDERS, STOCK);
        Instance other = Instances.of("a-1", "shop", STOCK);
        List.of(shop, legacy, other).forEach(this::provide);

        ServiceSubscription subscription = subscribe(ORDERS);

        assertThat(reports).containsExactly(List.of(legacy, shop));
        assertThat(subscription.describe()).endsWith(": 2 instances, in applications legacy, shop");
    }

    @Test
    void application_withoutProvidersLeft_isNamedInTheDescription() {
        provide(Instances.of("a-1", "shop", ORDERS));
        ServiceSubscription subscription = subscribe(ORDERS);
        assertThat(subscription.describe()).endsWith(": 1 instance, in application shop");

        zookeeper.remove("/tern/applications/shop/a-1");
        loop.run();

        assertThat(subscription.describe()).endsWith(": 0 instances, none in application shop");
    }

    @Test
    void burst_ofEvents_isOneReport() {
        subscribe(ORDERS);
        provide(Instances.of("a-0", "shop", ORDERS));
        loop.run();
        reports.clear();

        for (int i = 1; i <= 50; i++) {
            provide(Instances.of("a-" + i, "shop", ORDERS));
        }
        loop.run();

        assertThat(reports).hasSize(1);
        assertThat(reports.get(0)).hasSize(51);
    }

    @Test
    void node_thatIsReplaced_isNeverSeenAsGone() {
        Instance instance = Instances.of("a-1", "shop", ORDERS);
        provide(instance);
        subscribe(ORDERS);

        zookeeper.remove(layout.instance(instance));
        zookeeper.put(layout.instance(instance), instance.withReady(false).format(), 2);
        loop.run();

        assertThat(reports).containsExactly(List.of(instance), List.of(instance.withReady(false)));
    }

    @Test
    void node_createdAgainWithOtherDataWhileAway_isReported() {
        Instance instance = Instances.of("a-1", "shop", ORDERS);
        provide(instance);
        subscribe(ORDERS);
        Session away = session;
        session = null;
        zookeeper.forgetWatches();
        zookeeper.remove(layout.instance(instance));
        zookeeper.put(layout.instance(instance), instance.withReady(false).format(), 2);
        loop.run();
        assertThat(zookeeper.version(layout.instance(instance))).as("as before").isZero();
        assertThat(reports).hasSize(1);

        session = away;
        discovery.connected();
        loop.run();

        assertThat(reports).containsExactly(List.of(instance), List.of(instance.withReady(false)));
    }

    @Test
    void allInstances_replacedWhileAway_areReportedWithoutAGap() {
        Instance before = Instances.of("a-1", "shop", ORDERS);
        Instance after = Instances.of("a-2", "shop", ORDERS);
        provide(before);
        subscribe(ORDERS);
        session = null;
        zookeeper.forgetWatches();
        zookeeper.remove(layout.instance(before));
        provide(after);
        loop.run();

        reconnect();

        assertThat(reports).containsExactly(List.of(before), List.of(after));
    }

    @Test
    void reading_thatFailsHalfWay_changesNothingAndIsRepeated() {
        Instance instance = Instances.of("a-1", "shop", ORDERS);
        provide(instance);
        subscribe(ORDERS);

        for (Code code : List.of(Code.CONNECTIONLOSS, Code.NOAUTH, Code.SESSIONEXPIRED)) {
            zookeeper.failNext(code);
        }
        zookeeper.put(layout.instance(instance), instance.withReady(false).format(), 1);
        loop.run();
        assertThat(reports).containsExactly(List.of(instance));
        loop.advance(Duration.ofSeconds(2));

        assertThat(reports).containsExactly(List.of(instance), List.of(instance.withReady(false)));
    }

    @Test
    void link_thatIsDeleted_takesNoProviderAway() {
        Instance instance = Instances.of("a-1", "shop", ORDERS);
        provide(instance);
        subscribe(ORDERS);

        zookeeper.remove(layout.link(ORDERS, "shop"));
        loop.run();
        reconnect();

        assertThat(reports).containsExactly(List.of(instance));
    }

    @Test
    void subscriptions_ofOneApplication_shareItsWatchUntilTheLastIsClosed() {
        provide(Instances.of("a-1", "shop", ORDERS, STOCK));
        List<ServiceSubscription> subscriptions = List.of(subscribe(ORDERS), subscribe(ORDERS), subscribe(STOCK));
        assertThat(reports).hasSize(3);
        assertThat(zookeeper.count("watch /tern/applications/shop")).isEqualTo(1);

        for (ServiceSubscription subscription : subscriptions) {
            assertThat(zookeeper.count("unwatch /tern/applications/shop")).isZero();
            subscription.close();
            loop.run();
        }

        assertThat(zookeeper.count("unwatch /tern/applications/shop")).isEqualTo(1);
        assertThat(zookeeper.count("unwatch /tern/services/")).isEqualTo(2);
    }

    @Test
    void listener_thatFails_hearsTheNextReport() {
        List<List<Instance>> heard = new ArrayList<>();
        discovery.add(new ServiceSubscription(
                ORDERS,
                instances -> {
                    heard.add(instances);
                    throw new IllegalStateException("a listener's fault");
                },
                () -> "",
                loop,
                discovery));
        loop.run();
        provide(Instances.of("a-1", "shop", ORDERS));
        loop.run();

        assertThat(heard).hasSize(2);
    }
}
