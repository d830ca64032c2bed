package dev.tern.rpc.registry.zk;

import static dev.tern.rpc.registry.zk.Instances.ORDERS;
import static dev.tern.rpc.registry.zk.Instances.STOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    private final Context context = new Context(layout, () -> session, loop, new SplittableRandom(1));
    private final Discovery discovery = new Discovery(context);
    private final List<List<Instance>> reports = new ArrayList<>();

    private ServiceSubscription subscribe(String service) {
        ServiceSubscription subscription = new ServiceSubscription(
                service, reports::add, () -> "zk://host:1/tern", loop, loop::execute, discovery);
        discovery.add(subscription);
        settle();
        return subscription;
    }

    /** Runs what is to be done, and the next batch of each folder. */
    private void settle() {
        loop.advance(Folder.GAP.multipliedBy(2));
    }

    /** {@code a-0} and so on, of one application. */
    private void provideMany(int count) {
        for (int i = 0; i < count; i++) {
            provide(Instances.of("a-" + i, "shop", ORDERS));
        }
    }

    private void provide(Instance instance) {
        instance.services()
                .forEach(service -> zookeeper.put(layout.link(service.name(), instance.application()), "", 0));
        zookeeper.put(layout.instance(instance), instance.format(), 1);
    }

    private void reconnect() {
        session = zookeeper.session(2);
        discovery.connected(true);
        settle();
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
        settle();

        assertThat(subscription.describe()).endsWith(": 0 instances, none in application shop");
    }

    @Test
    void burst_ofEvents_isOneReport() {
        subscribe(ORDERS);
        provide(Instances.of("a-0", "shop", ORDERS));
        settle();
        reports.clear();

        for (int i = 1; i <= 50; i++) {
            provide(Instances.of("a-" + i, "shop", ORDERS));
        }
        settle();

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
        settle();

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
        settle();
        assertThat(zookeeper.version(layout.instance(instance))).as("as before").isZero();
        assertThat(reports).hasSize(1);

        session = away;
        discovery.connected(true);
        settle();

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
        settle();

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
        settle();
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
        settle();
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
            settle();
        }

        assertThat(zookeeper.count("unwatch /tern/applications/shop")).isEqualTo(1);
        assertThat(zookeeper.count("unwatch /tern/services/")).isEqualTo(2);
    }

    @Test
    void subscription_closedWithoutConnection_leavesNoWatch() {
        Instance instance = Instances.of("a-1", "shop", ORDERS);
        provide(instance);
        ServiceSubscription subscription = subscribe(ORDERS);
        session = null;

        subscription.close();
        settle();
        reconnect();

        assertThat(zookeeper.watches()).isZero();
        assertThat(zookeeper.count("unwatch")).isEqualTo(2);
    }

    @Test
    void batch_whoseOperationThrows_isRepeated() {
        provide(Instances.of("a-1", "shop", ORDERS));
        zookeeper.throwNext();
        subscribe(ORDERS);
        assertThat(reports).isEmpty();

        loop.advance(Duration.ofSeconds(1));

        assertThat(reports).hasSize(1);
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
                loop::execute,
                discovery));
        settle();
        provide(Instances.of("a-1", "shop", ORDERS));
        settle();

        assertThat(heard).hasSize(2);
    }

    @Test
    void batches_ofEventsWithoutEnd_areEverLongerApart() {
        subscribe(ORDERS);
        provide(Instances.of("a-0", "shop", ORDERS));
        settle();
        reports.clear();

        for (int i = 1; i <= 1_550; i++) { // one each millisecond
            provide(Instances.of("a-" + i, "shop", ORDERS));
            loop.advance(Duration.ofMillis(1));
        }
        loop.advance(Folder.MOST_GAP);

        assertThat(reports.get(reports.size() - 1)).hasSize(1_551);
        assertThat(reports).as("after 0, 50, 150, 350, 750, 1150, 1550 ms").hasSizeBetween(6, 8);
        loop.advance(Folder.MOST_GAP);
        reports.clear();
        provide(Instances.of("b-1", "shop", ORDERS));
        loop.run();
        assertThat(reports).as("at once where all was quiet").hasSize(1);
        provide(Instances.of("b-2", "shop", ORDERS));
        loop.advance(Folder.GAP);
        assertThat(reports).as("and after the usual gap").hasSize(2);
    }

    @Test
    void change_thatOneInstanceMakes_isOneRead() {
        provideMany(200);
        subscribe(ORDERS);
        zookeeper.asked.clear();

        provide(Instances.of("a-7", "shop", ORDERS).withReady(false));
        settle();

        assertThat(zookeeper.asked).containsExactly("read /tern/applications/shop/a-7");
    }

    @Test
    void instances_ofOneProgram_shareTheirServices() {
        provide(Instances.of("a-1", "shop", ORDERS, STOCK));
        provide(Instances.of("a-2", "shop", ORDERS, STOCK));
        subscribe(ORDERS);

        List<Instance> found = reports.get(0);
        assertThat(found.get(0).services()).isSameAs(found.get(1).services());
        assertThat(found.get(0).application()).isSameAs(found.get(1).application());
    }

    @Test
    void reconnection_ofMany_readsNothingBeforeItsTurn() {
        provide(Instances.of("a-1", "shop", ORDERS));
        subscribe(ORDERS);
        zookeeper.asked.clear();

        discovery.connected(false);
        discovery.connected(false);
        loop.run();
        assertThat(zookeeper.asked).isEmpty();
        loop.advance(Discovery.SPREAD);

        assertThat(zookeeper.count("watch /tern/applications/shop")).isEqualTo(1);
        assertThat(zookeeper.count("read /tern/applications/shop/a-1")).isEqualTo(1);
    }

    @Test
    void changes_thatNoEventTold_areFoundByThePull() {
        discovery.start();
        Instance goes = Instances.of("a-1", "shop", ORDERS);
        Instance stays = Instances.of("a-2", "shop", ORDERS);
        provide(goes);
        provide(stays);
        subscribe(ORDERS);

        zookeeper.forgetWatches();
        zookeeper.remove(layout.instance(goes));
        Instance comes = Instances.of("b-1", "legacy", ORDERS); // its link too is not told
        provide(comes);
        zookeeper.put(layout.instance(stays), stays.withReady(false).format(), 1);
        settle();
        assertThat(reports).hasSize(1);
        loop.advance(Discovery.PULL_PERIOD.multipliedBy(2));

        assertThat(reports.get(reports.size() - 1)).containsExactly(comes, stays.withReady(false));
        provide(goes);
        settle();
        assertThat(reports.get(reports.size() - 1)).as("the watch is set again").hasSize(3);
    }

    @Test
    void changedData_thatNoEventTold_isFoundInTurnAndTheWatchSetAgain() {
        discovery.start();
        Instance instance = Instances.of("a-1", "shop", ORDERS);
        provide(instance);
        subscribe(ORDERS);

        zookeeper.forgetWatches();
        provide(instance.withReady(false));
        loop.advance(Discovery.PULL_PERIOD.multipliedBy(2));
        assertThat(reports.get(reports.size() - 1)).containsExactly(instance.withReady(false));
        provide(instance);
        settle();

        assertThat(reports.get(reports.size() - 1)).containsExactly(instance);
    }

    @Test
    void changes_ofWhichOneIsFoundMissing_areAllReadAtOnce() {
        provideMany(1_000);
        discovery.start();
        subscribe(ORDERS);

        zookeeper.forgetWatches();
        for (int i = 0; i < 1_000; i++) {
            provide(Instances.of("a-" + i, "shop", ORDERS).withReady(false));
        }
        loop.advance(Discovery.PULL_PERIOD.multipliedBy(2));

        assertThat(reports.get(reports.size() - 1)).hasSize(1_000).noneMatch(Instance::ready);
    }

    @Test
    void instance_replacedWithoutAnEvent_isFoundByTheNextPull() {
        provideMany(1_000);
        discovery.start();
        subscribe(ORDERS);
        loop.advance(Discovery.PULL_PERIOD.multipliedBy(2)); // not one of those whose turn comes next

        zookeeper.forgetWatches();
        Instance last = Instances.of("a-999", "shop", ORDERS);
        zookeeper.remove(layout.instance(last));
        provide(last.withReady(false));
        loop.advance(Discovery.PULL_PERIOD.multipliedBy(2));

        assertThat(reports.get(reports.size() - 1)).hasSize(1_000).contains(last.withReady(false));
    }

    @Test
    void changes_thatAnEventTold_areNotFoundMissing() {
        discovery.start();
        provideMany(60);
        subscribe(ORDERS);
        zookeeper.asked.clear();

        for (int i = 1; i <= 4_000; i++) { // so often that some are still to be read with nearly each pull
            provide(Instances.of("a-" + i % 60, "shop", ORDERS).withWeight(i));
            loop.advance(Duration.ofMillis(30));
        }

        assertThat(zookeeper.count("watch")).isZero();
    }

    @Test
    void pull_betweenAReconnectionAndItsReading_findsNothingMissing() {
        discovery.start();
        provide(Instances.of("a-0", "shop", ORDERS));
        subscribe(ORDERS);
        zookeeper.asked.clear();

        for (int i = 1; i <= 100; i++) {
            zookeeper.forgetWatches();
            provide(Instances.of("a-" + i, "shop", ORDERS));
            discovery.connected(false);
            loop.advance(Discovery.SPREAD.plus(Folder.GAP));
        }

        assertThat(reports.get(reports.size() - 1)).hasSize(101);
        assertThat(zookeeper.count("watch /tern/applications/shop")).isEqualTo(100);
    }

    /** Of such nodes ZooKeeper tells no events. */
    @Test
    void nodes_thatMayNotBeRead_thatComeAndGo_leaveTheOthersAlone() {
        discovery.start();
        provideMany(100);
        subscribe(ORDERS);
        zookeeper.asked.clear();

        for (int i = 0; i < 10; i++) {
            String secret = "/tern/applications/shop/secret-" + i;
            zookeeper.forbid(secret);
            zookeeper.put(secret, "", 1);
            loop.advance(Discovery.PULL_PERIOD.multipliedBy(2));
            assertThat(zookeeper.asked).contains("read " + secret);
            zookeeper.remove(secret);
            loop.advance(Discovery.PULL_PERIOD.multipliedBy(2));
        }

        assertThat(zookeeper.count("watch")).isZero();
        assertThat(reports).hasSize(1);
    }

    @Test
    void pull_whereNothingWasMissed_readsNoNamesAndAFewInstances() {
        provideMany(1_000);
        discovery.start();
        subscribe(ORDERS);
        provide(Instances.of("b-1", "shop", ORDERS)); // told by an event: the first pull compares the names once
        settle();
        loop.advance(Discovery.PULL_PERIOD.multipliedBy(2));
        zookeeper.asked.clear();
        reports.clear();

        loop.advance(Discovery.PULL_PERIOD.multipliedBy(10));

        assertThat(zookeeper.count("children")).isZero();
        assertThat(zookeeper.count("family")).isBetween(16L, 26L);
        assertThat(zookeeper.count("read")).isBetween(8 * 60L, 13 * 60L);
        assertThat(reports).isEmpty();
    }

    @Test
    void pull_thatThrows_isNotTheLast() {
        discovery.start();
        Instance goes = Instances.of("a-1", "shop", ORDERS);
        provide(goes);
        subscribe(ORDERS);
        zookeeper.forgetWatches();
        zookeeper.remove(layout.instance(goes));
        zookeeper.throwNext();
        assertThatThrownBy(() -> loop.advance(Discovery.PULL_PERIOD.multipliedBy(2)))
                .isInstanceOf(IllegalStateException.class);

        loop.advance(Discovery.PULL_PERIOD.multipliedBy(2));

        assertThat(reports).containsExactly(List.of(goes), List.of());
    }

    @Test
    void pull_ofManyApplications_readsThemAllInTurn() {
        for (int i = 0; i < 40; i++) {
            provide(Instances.of("a-" + i, "app-" + (i % 8), ORDERS));
        }
        discovery.start();
        subscribe(ORDERS);
        zookeeper.asked.clear();

        loop.advance(Discovery.PULL_PERIOD.multipliedBy(6));

        assertThat(zookeeper.asked.stream()
                        .filter(asked -> asked.startsWith("read"))
                        .distinct())
                .hasSize(40);
    }

    @Test
    void entry_thatIsNoInstance_isCountedOnceForEachContent() {
        discovery.start();
        provide(Instances.of("a-1", "shop", ORDERS));
        zookeeper.put("/tern/applications/shop/bad", "hello", 1);
        subscribe(ORDERS);
        loop.advance(Duration.ofMinutes(5));
        reconnect();
        assertThat(context.ignored().sum()).isEqualTo(1);

        zookeeper.put("/tern/applications/shop/bad", "format=2\nid=bad\napplication=shop\n", 1);
        settle();
        assertThat(context.ignored().sum()).isEqualTo(2);
        Instance good = Instances.of("bad", "shop", ORDERS);
        provide(good);
        settle();

        assertThat(context.ignored().sum()).isEqualTo(2);
        assertThat(reports.get(reports.size() - 1)).contains(good);
    }

    @Test
    void text_ofAnApplicationThatIsTooMuch_isLeftOutAndTheFirstWork() {
        String filler = "mood=" + "x".repeat(64_000);
        for (int i = 0; i < 1_100; i++) {
            Instance instance = Instances.of("a-" + (10_000 + i), "shop", ORDERS);
            zookeeper.put(layout.instance(instance), instance.format() + filler, 1);
        }
        zookeeper.put(layout.link(ORDERS, "shop"), "", 0);

        subscribe(ORDERS);

        assertThat(reports.get(0)).hasSizeBetween(1_000, 1_050);
        assertThat(reports.get(0).size() + context.ignored().sum()).isEqualTo(1_100);
    }

    @Test
    void text_ofBatchesThatFail_isNotCounted() {
        String filler = "mood=" + "x".repeat(64_000);
        zookeeper.put(layout.link(ORDERS, "shop"), "", 0);
        for (int i = 0; i < 400; i++) { // 25 MiB
            Instance instance = Instances.of("a-" + (10_000 + i), "shop", ORDERS);
            zookeeper.put(layout.instance(instance), instance.format() + filler, 1);
        }
        String last = "/tern/applications/shop/z";
        zookeeper.put(last, "hello", 1);
        zookeeper.failNextOf("read " + last, Code.CONNECTIONLOSS, 5);

        subscribe(ORDERS);
        assertThat(reports).isEmpty();
        loop.advance(Duration.ofSeconds(10));

        assertThat(reports).singleElement().satisfies(list -> assertThat(list).hasSize(400));
        assertThat(context.ignored().sum()).isEqualTo(1);
    }

    @Test
    void entries_ofBatchesThatFail_areCountedOnce() {
        provide(Instances.of("a-1", "shop", ORDERS));
        zookeeper.put("/tern/applications/shop/bad", "hello", 1);
        zookeeper.failNextOf("read /tern/applications/shop/a-1", Code.CONNECTIONLOSS, 5);

        subscribe(ORDERS);
        loop.advance(Duration.ofSeconds(10));

        assertThat(reports).hasSize(1);
        assertThat(context.ignored().sum()).isEqualTo(1);
    }

    @Test
    void node_thatMayNotBeRead_isLeftOutUntilThePullReadsIt() {
        discovery.start();
        Instance open = Instances.of("a-1", "shop", ORDERS);
        Instance locked = Instances.of("a-2", "shop", ORDERS);
        provide(open);
        provide(locked);
        zookeeper.forbid(layout.instance(locked));

        subscribe(ORDERS);
        loop.advance(Discovery.PULL_PERIOD.multipliedBy(3));
        assertThat(reports).containsExactly(List.of(open));
        assertThat(context.ignored().sum()).isEqualTo(1);
        zookeeper.permit(layout.instance(locked));
        loop.advance(Discovery.PULL_PERIOD.multipliedBy(2));

        assertThat(reports).containsExactly(List.of(open), List.of(open, locked));
    }

    @Test
    void node_thatMayNoLongerBeRead_staysAsItWas() {
        Instance locked = Instances.of("a-1", "shop", ORDERS);
        Instance other = Instances.of("a-2", "shop", ORDERS);
        provide(locked);
        subscribe(ORDERS);

        zookeeper.forbid(layout.instance(locked));
        provide(locked.withReady(false));
        provide(other);
        settle();

        assertThat(reports).containsExactly(List.of(locked), List.of(locked, other));
        assertThat(context.ignored().sum()).isZero();
    }

    @Test
    void application_thatMayNotBeRead_holdsUpNoOther() {
        Instance shop = Instances.of("a-1", "shop", ORDERS);
        Instance locked = Instances.of("b-1", "vault", ORDERS);
        provide(shop);
        provide(locked);
        zookeeper.forbid("/tern/applications/vault");

        subscribe(ORDERS);
        assertThat(reports).containsExactly(List.of(shop));
        zookeeper.permit("/tern/applications/vault");
        loop.advance(Duration.ofSeconds(10));

        assertThat(reports).containsExactly(List.of(shop), List.of(shop, locked));
    }

    @Test
    void application_thatIsCutOff_isWaitedFor() {
        Instance shop = Instances.of("a-1", "shop", ORDERS);
        Instance other = Instances.of("b-1", "vault", ORDERS);
        provide(shop);
        provide(other);
        zookeeper.failNextOf("children /tern/applications/vault", Code.CONNECTIONLOSS, 1);

        subscribe(ORDERS);
        assertThat(reports).isEmpty();
        loop.advance(Duration.ofSeconds(1));

        assertThat(reports).containsExactly(List.of(shop, other));
    }

    @Test
    void links_thatAreNoApplicationsOrTooMany_areLeftOut() {
        zookeeper.put(layout.link(ORDERS, "a b"), "", 0);
        for (int i = 0; i < 1_200; i++) {
            zookeeper.put(layout.link(ORDERS, "app-" + i), "", 0);
        }

        ServiceSubscription subscription = subscribe(ORDERS);

        assertThat(reports).hasSize(1);
        assertThat(zookeeper.count("watch /tern/applications/")).isEqualTo(1_000);
        assertThat(context.ignored().sum()).isEqualTo(201);
        subscription.close();
    }
}
