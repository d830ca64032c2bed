package dev.tern.rpc.registry.zk;

import static dev.tern.rpc.registry.zk.Instances.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.registry.Instance;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.zookeeper.KeeperException.Code;
import org.junit.jupiter.api.Test;

/** Reconciler -> NodeKeeper -> a session on a ZooKeeper in memory. */
class NodeKeeperTest {

    private static final String NODE = "/tern/applications/orders/orders-1";
    private static final String LINK = "/tern/services/shop.OrderService/orders";
    private static final Instance INSTANCE = Instances.of("orders-1", "orders", ORDERS);

    private final ManualLoop loop = new ManualLoop();
    private final FakeZooKeeper zookeeper = new FakeZooKeeper(loop);
    private Session session = zookeeper.session(1); // null while there is no connection
    private boolean sessionFails;
    private final Context context = new Context(new Layout("/tern"), this::session, loop, new SplittableRandom(1));
    private final Reconciler reconciler = new Reconciler(context);

    private Session session() {
        if (sessionFails) {
            throw new IllegalStateException("no session is given");
        }
        return session;
    }

    private NodeKeeper registered() {
        NodeKeeper keeper = reconciler.register(INSTANCE);
        loop.run();
        assertThat(keeper.registered()).isCompleted();
        return keeper;
    }

    private void reconnect(long sessionId) {
        session = zookeeper.session(sessionId);
        reconciler.connected(true);
        loop.run();
    }

    @Test
    void registration_inAnEmptyTree_makesTheLinkBeforeTheNode() {
        registered();

        assertThat(zookeeper.asked)
                .containsExactly(
                        "watch " + NODE,
                        "ensure " + LINK,
                        "read " + NODE,
                        "create " + NODE, // the work
                        "ensure " + LINK,
                        "read " + NODE); // the look at it
        assertThat(zookeeper.owner(NODE)).isEqualTo(1);
        assertThat(zookeeper.data(NODE)).isEqualTo(INSTANCE.format());
    }

    @Test
    void registration_withoutConnection_isMadeWithTheFirst() {
        session = null;
        NodeKeeper keeper = reconciler.register(INSTANCE);
        loop.run();
        assertThat(keeper.registered()).isNotDone();

        reconnect(1);

        assertThat(keeper.registered()).isCompleted();
        assertThat(zookeeper.has(NODE)).isTrue();
    }

    @Test
    void registration_ofTheSameInstanceTwice_isRefused() {
        registered();

        assertThatThrownBy(() -> reconciler.register(INSTANCE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(NODE
                        + " is registered already (expected: one registration of an instance, update() changes it)");
    }

    @Test
    void node_ofAnotherSession_isReplacedInOneStep() {
        zookeeper.put(NODE, INSTANCE.format(), 77);

        registered();

        assertThat(zookeeper.owner(NODE)).isEqualTo(1);
        assertThat(zookeeper.count("replace")).isEqualTo(1);
        assertThat(zookeeper.count("delete")).isZero();
    }

    @Test
    void node_ofTheEarlierSession_isReplacedInTheNewOne() {
        registered();

        reconnect(2);

        assertThat(zookeeper.owner(NODE)).isEqualTo(2);
    }

    @Test
    void node_inOrderAfterAReconnection_isNotWritten() {
        registered();
        zookeeper.asked.clear();

        reconnect(1);

        assertThat(zookeeper.asked).containsExactly("ensure " + LINK, "read " + NODE);
    }

    @Test
    void node_deletedByHand_isCreatedAgainAtOnce() {
        registered();

        zookeeper.remove(NODE);
        loop.run();

        assertThat(zookeeper.owner(NODE)).isEqualTo(1);
    }

    @Test
    void node_writtenByOthers_getsItsDataBack() {
        registered();

        zookeeper.put(NODE, "something else", 1);
        loop.run();

        assertThat(zookeeper.data(NODE)).isEqualTo(INSTANCE.format());
    }

    @Test
    void node_replacedAgainAndAgainByAnother_isTakenBackEverMoreSlowly() {
        registered();
        for (int i = 0; i < 10_000; i++) {
            if (zookeeper.owner(NODE) == 1) {
                zookeeper.remove(NODE);
                zookeeper.put(NODE, "the other", 77);
            }
            loop.advance(Duration.ofMillis(10));
        }

        assertThat(zookeeper.count("replace")).as("replacements in 100 s").isBetween(10L, 25L);
    }

    @Test
    void link_deletedByHand_isRepairedByTheAudit() {
        reconciler.start();
        registered();

        zookeeper.remove(LINK);
        loop.advance(Duration.ofSeconds(10));

        assertThat(zookeeper.has(LINK)).isTrue();
    }

    @Test
    void audit_ofWhatIsInOrder_writesNothing() {
        reconciler.start();
        registered();
        zookeeper.asked.clear();

        loop.advance(Duration.ofMinutes(5));

        assertThat(zookeeper.count("read")).isBetween(30L, 46L);
        assertThat(zookeeper.count("create") + zookeeper.count("write") + zookeeper.count("replace"))
                .isZero();
    }

    @Test
    void update_ofARegisteredInstance_isOneWriteWithoutADeletion() {
        NodeKeeper keeper = registered();
        zookeeper.asked.clear();

        keeper.desire(INSTANCE.withReady(false));
        loop.run();

        assertThat(zookeeper.data(NODE)).contains("ready=false");
        assertThat(zookeeper.count("write")).isEqualTo(1);
        assertThat(zookeeper.count("delete") + zookeeper.count("replace")).isZero();
    }

    @Test
    void update_duringAPass_isNotLost() {
        NodeKeeper keeper = reconciler.register(INSTANCE);
        keeper.desire(INSTANCE.withReady(false));
        loop.run();
        keeper.desire(INSTANCE);
        keeper.desire(INSTANCE.withReady(false));
        loop.run();

        assertThat(zookeeper.data(NODE)).contains("ready=false");
    }

    @Test
    void pass_thatFails_isRepeatedUntilItSucceeds() {
        NodeKeeper keeper = reconciler.register(INSTANCE);
        for (Code code : List.of(Code.NOAUTH, Code.CONNECTIONLOSS, Code.MARSHALLINGERROR, Code.NODEEXISTS)) {
            zookeeper.failNext(code);
        }
        loop.run();
        assertThat(keeper.registered()).isNotDone();

        loop.advance(Duration.ofSeconds(2));

        assertThat(keeper.registered()).isCompleted();
    }

    @Test
    void withdrawal_duringAPass_endsWithoutANode() {
        NodeKeeper keeper = reconciler.register(INSTANCE);
        keeper.withdraw();
        loop.advance(Duration.ofMinutes(2));

        assertThat(zookeeper.has(NODE)).isFalse();
        assertThat(keeper.removed()).isCompleted();
        assertThat(keeper.registered()).isCompletedExceptionally();
    }

    @Test
    void withdrawal_withoutConnection_isMadeGoodLaterAndNothingBringsTheNodeBack() {
        NodeKeeper keeper = registered();
        session = null;
        keeper.withdraw();
        loop.run();
        assertThat(keeper.removed()).isNotDone();
        assertThat(zookeeper.has(NODE)).isTrue();

        reconnect(1);
        loop.advance(Duration.ofMinutes(2));

        assertThat(keeper.removed()).isCompleted();
        assertThat(zookeeper.has(NODE)).isFalse();
    }

    @Test
    void withdrawal_ofWhatNeverReachedZooKeeper_isDoneAtOnce() {
        session = null;
        NodeKeeper keeper = reconciler.register(INSTANCE);
        keeper.withdraw();
        loop.run();

        assertThat(keeper.removed()).isCompleted();
    }

    @Test
    void registration_afterAnUnconfirmedWithdrawal_comesAfterIt() {
        NodeKeeper first = registered();
        session = null;
        first.withdraw();
        NodeKeeper second = reconciler.register(INSTANCE);
        loop.run();

        reconnect(1);

        assertThat(first.removed()).isCompleted();
        assertThat(second.registered()).isCompleted();
        assertThat(zookeeper.has(NODE)).isTrue();
    }

    @Test
    void withdrawal_ofASuccessorThatNeverBegan_stillRemovesTheNode() {
        NodeKeeper first = registered();
        session = null;
        first.withdraw();
        NodeKeeper second = reconciler.register(INSTANCE);
        second.withdraw();
        loop.run();

        reconnect(1);

        assertThat(second.removed()).isCompleted();
        assertThat(zookeeper.has(NODE)).isFalse();
    }

    @Test
    void update_manyTimesAtOnce_isTwoWritesAtMost() {
        NodeKeeper keeper = registered();
        zookeeper.asked.clear();

        for (int weight = 0; weight < 1_000; weight++) {
            keeper.desire(INSTANCE.withWeight(weight));
        }
        loop.run();

        assertThat(zookeeper.data(NODE)).contains("weight=999");
        assertThat(zookeeper.count("write")).isBetween(1L, 2L);
    }

    @Test
    void registrations_afterAReconnectionOfMany_waitForTheMomentOfTheirProcess() {
        for (int i = 0; i < 100; i++) {
            reconciler.register(Instances.of("orders-" + i, "orders", ORDERS));
        }
        loop.run();
        zookeeper.asked.clear();

        session = zookeeper.session(2);
        reconciler.connected(false);
        loop.run();
        assertThat(zookeeper.asked).isEmpty();
        loop.advance(Reconciler.SPREAD);

        assertThat(zookeeper.count("replace")).isEqualTo(100);
    }

    @Test
    void watch_thatIsLost_isSetAgainWithTheRepair() {
        registered();
        zookeeper.forgetWatches();
        zookeeper.remove(NODE);
        loop.run();
        assertThat(zookeeper.has(NODE)).as("no event told").isFalse();
        reconciler.audit();
        loop.advance(Duration.ofSeconds(1));

        zookeeper.remove(NODE);
        loop.advance(Duration.ofSeconds(1));

        assertThat(zookeeper.has(NODE)).isTrue();
    }

    @Test
    void node_removedForGood_isWatchedNoMore() {
        NodeKeeper keeper = registered();
        zookeeper.remove(NODE);
        loop.run(); // repaired, which puts the watch in doubt

        keeper.withdraw();
        loop.run();

        assertThat(keeper.removed()).isCompleted();
        assertThat(zookeeper.watches()).isZero();
    }

    @Test
    void pass_whoseOperationThrows_isRepeated() {
        zookeeper.throwNext();
        NodeKeeper keeper = reconciler.register(INSTANCE);
        loop.run();
        assertThat(keeper.registered()).isNotDone();

        loop.advance(Duration.ofSeconds(1));

        assertThat(keeper.registered()).isCompleted();
    }

    @Test
    void audit_thatThrows_isNotTheLast() {
        reconciler.start();
        registered();
        sessionFails = true;
        assertThatThrownBy(() -> loop.advance(Reconciler.AUDIT_PERIOD.multipliedBy(2)))
                .isInstanceOf(IllegalStateException.class);

        sessionFails = false;
        zookeeper.asked.clear();
        loop.advance(Reconciler.AUDIT_PERIOD.multipliedBy(2));

        assertThat(zookeeper.asked).contains("read " + NODE);
    }

    @Test
    void audit_ofManyLinks_looksAtAFewInTurn() {
        Instance wide = Instances.of(
                "orders-1",
                "orders",
                IntStream.range(0, 95).mapToObj(i -> "shop.S" + i).toArray(String[]::new));
        reconciler.register(wide);
        loop.run();
        zookeeper.remove("/tern/services/shop.S40/orders");
        zookeeper.remove("/tern/services/shop.S94/orders");
        zookeeper.asked.clear();

        reconciler.audit();
        loop.run();
        assertThat(zookeeper.asked).hasSize(NodeKeeper.LINKS_PER_AUDIT + 1);
        for (int i = 0; i < 4; i++) {
            reconciler.audit();
            loop.run();
        }

        assertThat(zookeeper.has("/tern/services/shop.S40/orders")).isTrue();
        assertThat(zookeeper.has("/tern/services/shop.S94/orders"))
                .as("where one was missing all are looked at")
                .isTrue();
        assertThat(context.repairs().sum()).isEqualTo(1);
    }

    @Test
    void tree_wiped_isMadeAgainWithAllItsLinks() {
        Instance wide = Instances.of(
                "orders-1",
                "orders",
                IntStream.range(0, 50).mapToObj(i -> "shop.S" + i).toArray(String[]::new));
        reconciler.register(wide);
        loop.run();

        IntStream.range(0, 50).forEach(i -> zookeeper.remove("/tern/services/shop.S" + i + "/orders"));
        zookeeper.remove(NODE);
        loop.run();

        assertThat(IntStream.range(0, 50)).allMatch(i -> zookeeper.has("/tern/services/shop.S" + i + "/orders"));
        assertThat(zookeeper.has(NODE)).isTrue();
        assertThat(context.repairs().sum()).isEqualTo(1);
    }

    @Test
    void repairs_areCounted_andFirstRegistrationsAndUpdatesAreNot() {
        NodeKeeper keeper = registered();
        keeper.desire(INSTANCE.withReady(false));
        loop.run();
        assertThat(context.repairs().sum()).isZero();

        zookeeper.remove(NODE);
        loop.run();
        assertThat(context.repairs().sum()).as("deleted").isEqualTo(1);
        reconnect(2);

        assertThat(context.repairs().sum()).as("of another session").isEqualTo(2);
    }
}
