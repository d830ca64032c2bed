package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.MethodPolicy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code Endpoints -> outlier detection -> links that answer or fail}. */
class EjectionTest {

    private final Cluster cluster = Cluster.with("slowStart = 30s");

    private static Cluster ready(Cluster cluster, String... ids) {
        cluster.ready(ids);
        for (String id : ids) {
            cluster.behave(id, Cluster.Behaviour.ANSWERS);
        }
        return cluster;
    }

    private static void fail(Cluster cluster, String... ids) {
        for (String id : ids) {
            cluster.behave(id, Cluster.Behaviour.FAILS);
        }
    }

    @Test
    void failsInARow_isLeftOutForTheBaseTime() {
        ready(cluster, "a", "b", "c");
        fail(cluster, "a");
        cluster.picks(100);

        assertThat(cluster.link("a").calls).hasSize(5);
        assertThat(cluster.events).containsExactly("a ejected: 5 failures in a row");
        assertThat(cluster.endpoints.describe()).contains("a:1 (a) ready, left out for failures for 30 s more");
        cluster.advance(Duration.ofSeconds(29));
        assertThat(cluster.picks(100).get("a")).isZero();
    }

    @Test
    void timeIsOver_itsShareGrowsAgain() {
        ready(cluster, "a", "b", "c");
        fail(cluster, "a");
        cluster.picks(100);
        cluster.behave("a", Cluster.Behaviour.ANSWERS);
        cluster.advance(Duration.ofSeconds(30));
        assertThat(cluster.events).endsWith("a returned");
        assertThat(cluster.picks(3000).get("a")).isBetween(30, 250);
        cluster.advance(Duration.ofMillis(2500));
        assertThat(cluster.picks(3000).get("a")).isBetween(300, 800);
        cluster.advance(Duration.ofSeconds(3));
        assertThat(cluster.picks(3000).get("a")).isBetween(900, 1100);
    }

    @Test
    void allFail_theLastStaysAndPanicUsesThemAll() {
        ready(cluster, "a", "b", "c", "d");
        fail(cluster, "a", "b", "c", "d");
        cluster.picks(1000);

        assertThat(cluster.events).hasSize(3);
        assertThat(cluster.picks(400).values())
                .allSatisfy(count -> assertThat(count).isGreaterThan(50));
    }

    @Test
    void halfLeft_isNoPanic() {
        ready(cluster, "a", "b", "c", "d");
        fail(cluster, "a", "b");
        cluster.picks(200);

        assertThat(cluster.events).hasSize(2);
        Map<String, Integer> picks = cluster.picks(200);
        assertThat(picks.get("a") + picks.get("b")).isZero();
    }

    /** Ejection is ignored where it would leave too few, an open breaker never is. */
    @Test
    void panic_openBreaker_staysOpen() {
        Cluster both = ready(Cluster.with("circuitBreaker.minimumCalls = 1000", "slowStart = 30s"), "a", "b", "c", "d");
        fail(both, "a", "b", "c", "d");
        both.picks(200);
        assertThat(both.events).hasSize(3); // ejected: panic
        both.endpoints.breakers().forceOpen("get", "a:1", "test");
        Map<String, Integer> picks = both.picks(300);

        assertThat(picks.get("a")).isZero();
        assertThat(picks.get("b") + picks.get("c") + picks.get("d")).isEqualTo(300);
        assertThat(picks.get("b")).isGreaterThan(50);
    }

    /** Those that are not ejected all have open breakers: then the ejected ones are better than nobody. */
    @Test
    void breakersOfTheOthersOpen_ejectedOnesTakeTheCalls() {
        Cluster both = ready(Cluster.with("circuitBreaker.minimumCalls = 1000"), "a", "b", "c");
        fail(both, "a");
        both.picks(100);
        assertThat(both.picks(10).get("a")).isZero();
        both.endpoints.breakers().forceOpen("get", "b:1", "test");
        both.endpoints.breakers().forceOpen("get", "c:1", "test");

        assertThat(both.picks(10).get("a")).isEqualTo(10);
    }

    @Test
    void successRateFarBelowTheOthers_isEjectedAtTheEndOfTheInterval() {
        ready(cluster, "a", "b", "c", "d", "e", "f", "g", "h");
        int[] calls = new int[1];
        cluster.link("a").behaviour = call -> {
            if (calls[0]++ % 2 == 0) {
                call.complete("value");
            } else {
                call.failAnswered(new RpcException(Status.INTERNAL, "broken"));
            }
        };
        cluster.picks(2000);
        assertThat(cluster.events).isEmpty();
        cluster.advance(Duration.ofSeconds(10));

        assertThat(cluster.events).singleElement().asString().startsWith("a ejected: success rate 0.5");
    }

    @Test
    void idle_noTimerRuns() {
        ready(cluster, "a", "b");
        assertThat(cluster.time.waiting()).isZero();
        cluster.picks(10);
        assertThat(cluster.time.waiting()).isEqualTo(1);
        cluster.advance(Duration.ofSeconds(11));
        assertThat(cluster.time.waiting()).isZero();
    }

    @Test
    void unreachable_isNoOutlier() {
        ready(cluster, "a", "b");
        cluster.link("a").behaviour =
                call -> call.fail(RpcException.neverExecuted(Status.UNAVAILABLE, "no connection", null));
        cluster.picks(100);

        assertThat(cluster.events).isEmpty();
    }

    @Test
    void switchedOff_nobodyIsEjectedAnyMore() {
        ready(cluster, "a", "b", "c");
        fail(cluster, "a");
        cluster.picks(100);
        cluster.endpoints.configure(MethodPolicy.STANDARD.onMethod("outlierDetection.enabled = false"));

        assertThat(cluster.picks(300).get("a")).isGreaterThan(50);
    }

    @Test
    void notEjectedOneLeaves_theLastIsLetIn() {
        ready(cluster, "a", "b");
        fail(cluster, "a");
        cluster.picks(100);
        cluster.link("b").become(EndpointLink.State.WRONG_INSTANCE);

        assertThat(cluster.events).containsExactly("a ejected: 5 failures in a row", "a returned");
        assertThat(cluster.call().peer().instance()).isEqualTo("a");
    }
}
