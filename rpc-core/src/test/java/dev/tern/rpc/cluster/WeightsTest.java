package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.RpcCall;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Endpoints -> strategy -> links}: the registry's weights, slow start, latency and hash keys reach the pick. */
class WeightsTest {

    private static Cluster cluster(String strategy) {
        return new Cluster(MethodPolicy.STANDARD
                .onMethod("loadBalance = " + strategy, "slowStart = 30s", "outlierDetection.enabled = false")
                .withHashKey(0));
    }

    // ---------------------------------------------------------------- weights

    @ParameterizedTest
    @ValueSource(strings = {"powerOfTwo", "roundRobin", "weightedRandom", "leastActive", "consistentHash"})
    void weight_changesWhileRunning_isObeyed(String strategy) {
        Cluster cluster = cluster(strategy);
        cluster.ready("a", "b");
        cluster.found(0, "a");
        assertThat(cluster.picks(200).get("a")).isZero();
        cluster.found(100, "a");
        assertThat(cluster.picks(200).get("a")).isBetween(60, 140);
        cluster.found(0, "a", "b");
        assertThat(cluster.picks(200).get("a")).isBetween(60, 140); // all are 0
    }

    @Test
    void weight_isTheShare() {
        Cluster cluster = cluster("weightedRandom");
        cluster.ready("a", "b");
        cluster.found(300, "b");

        assertThat(cluster.picks(4000).get("a")).isBetween(900, 1100);
    }

    // ---------------------------------------------------------------- slow start

    @ParameterizedTest
    @ValueSource(strings = {"powerOfTwo", "roundRobin", "weightedRandom", "leastActive"})
    void slowStart_newcomer_getsAShareThatGrows(String strategy) {
        Cluster cluster = cluster(strategy);
        cluster.ready("a", "b", "c");
        cluster.advance(Duration.ofMinutes(1));
        cluster.ready("d");
        assertThat(cluster.picks(4000).get("d")).isBetween(40, 220); // a tenth of its quarter, at most two
        cluster.advance(Duration.ofSeconds(15));
        assertThat(cluster.picks(4000).get("d")).isBetween(350, 850);
        cluster.advance(Duration.ofSeconds(16));
        assertThat(cluster.picks(4000).get("d")).isBetween(850, 1150);
        assertThat(cluster.time.waiting()).isZero();
    }

    @Test
    void slowStart_allAreNewTogether_nobodyIsSlowed() {
        Cluster cluster = cluster("weightedRandom");
        cluster.ready("a");
        cluster.advance(Duration.ofMillis(500)); // as connections are made
        cluster.ready("b");

        assertThat(cluster.picks(1000).get("b")).isBetween(450, 550);
        assertThat(cluster.time.waiting()).isZero();
    }

    @Test
    void slowStart_connectionComesBack_isNotSlowed() {
        Cluster cluster = cluster("weightedRandom");
        cluster.ready("a", "b");
        cluster.advance(Duration.ofMinutes(1));
        cluster.link("b").become(EndpointLink.State.CONNECTING);
        cluster.link("b").become(EndpointLink.State.READY);

        assertThat(cluster.picks(1000).get("b")).isBetween(450, 550);
    }

    @Test
    void slowStart_ofZero_isNone() {
        Cluster cluster = Cluster.with("loadBalance = weightedRandom", "slowStart = 0ms");
        cluster.ready("a");
        cluster.advance(Duration.ofMinutes(1));
        cluster.ready("b");

        assertThat(cluster.picks(1000).get("b")).isBetween(450, 550);
        assertThat(cluster.time.waiting()).isZero();
    }

    // ---------------------------------------------------------------- latency

    /** 200 calls a second. */
    private static Map<String, Integer> load(Cluster cluster, int calls) {
        cluster.links.values().forEach(link -> link.calls.clear());
        for (int i = 0; i < calls; i++) {
            cluster.call();
            cluster.advance(Duration.ofMillis(5));
        }
        Map<String, Integer> count = new LinkedHashMap<>();
        cluster.links.forEach((id, link) -> count.put(id, link.calls.size()));
        return count;
    }

    /** In so many milliseconds, sometimes half as many more or less. */
    private static Cluster.Behaviour answersIn(int millis) {
        Random random = new Random(7);
        return (call, cluster) -> Cluster.Behaviour.after(
                        Duration.ofMillis(millis)
                                .multipliedBy(50 + random.nextInt(100))
                                .dividedBy(100),
                        Cluster.Behaviour.ANSWERS)
                .answer(call, cluster);
    }

    @Test
    void slowEndpoint_getsFewCalls_andIsTriedAgainLater() {
        Cluster cluster = cluster("powerOfTwo");
        cluster.ready("a", "b", "c");
        cluster.behave("a", answersIn(20));
        cluster.behave("b", answersIn(2));
        cluster.behave("c", answersIn(2));
        load(cluster, 100); // of the first calls nothing is concluded
        assertThat(load(cluster, 1000).get("a")).isLessThan(20);
        cluster.behave("a", answersIn(2));
        load(cluster, 10_000);
        assertThat(load(cluster, 3000).get("a")).isGreaterThan(500);
    }

    @Test
    void quickFailures_attractNoCalls() {
        Cluster cluster = cluster("powerOfTwo");
        cluster.ready("a", "b");
        cluster.behave("a", Cluster.Behaviour.FAILS); // in no time
        cluster.behave("b", answersIn(2));

        assertThat(load(cluster, 1000).get("a")).isBetween(400, 600); // as one of which nothing is known
    }

    @Test
    void timeouts_countWithTheTimeTheyTook() {
        Cluster cluster = cluster("powerOfTwo");
        cluster.ready("a", "b");
        cluster.behave(
                "a",
                Cluster.Behaviour.after(
                        Duration.ofMillis(100),
                        (call, c) -> call.fail(new RpcException(Status.DEADLINE_EXCEEDED, "late"))));
        cluster.behave("b", answersIn(2));

        assertThat(load(cluster, 1000).get("a")).isLessThan(30);
    }

    // ---------------------------------------------------------------- other strategies

    @Test
    void usersStrategy_isUsedAndMayFail() {
        Cluster cluster = cluster("firstOfAll");
        cluster.ready("a", "b");
        assertThat(cluster.picks(20)).containsEntry("a", 20);
        RpcCall call = cluster.call(17); // beyond the list

        assertThat(call.peer().instance()).isIn("a", "b");
    }

    @Test
    void hashKey_sameKeySameEndpoint_andARepetitionGoesToTheNextOnTheRing() {
        Cluster cluster = cluster("consistentHash");
        cluster.ready("a", "b", "c");
        for (int key = 0; key < 50; key++) {
            String owner = cluster.call(key).peer().instance();
            assertThat(cluster.call(key).peer().instance()).isEqualTo(owner);
            String next = again(cluster, key, owner);
            assertThat(next).isNotEqualTo(owner);
            assertThat(again(cluster, key, owner)).isEqualTo(next);
        }
    }

    private static String again(Cluster cluster, int key, String from) {
        RpcCall again = cluster.newCall(key);
        again.attempt(cluster.link(from).peer);
        cluster.invoker.invoke(again);
        return again.peer().instance();
    }
}
