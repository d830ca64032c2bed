package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.policy.CircuitBreaker;
import dev.tern.rpc.support.TestCalls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code Endpoints -> slots with breakers -> links that answer, fail or keep their calls}. */
class BreakerSlotsTest {

    private final Cluster cluster = Cluster.with(
            "circuitBreaker.minimumCalls = 4",
            "circuitBreaker.halfOpenCalls = 2",
            "circuitBreaker.waitInOpen = 5s",
            "outlierDetection.enabled = false");

    private void open(String id) {
        cluster.behave(id, Cluster.Behaviour.FAILS);
        for (int i = 0; i < 1000 && state(id) != CircuitBreaker.State.OPEN; i++) {
            cluster.call();
        }
        assertThat(state(id)).isEqualTo(CircuitBreaker.State.OPEN);
    }

    private CircuitBreaker.State state(String id) {
        return cluster.endpoints.breakers().list().stream()
                .filter(breaker -> breaker.endpoint().instance().equals(id))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private void answer(String... ids) {
        for (String id : ids) {
            cluster.behave(id, Cluster.Behaviour.ANSWERS);
        }
    }

    private MethodDescriptor with(String... settings) {
        return cluster.method.withPolicy(cluster.method.policy().onMethod(settings));
    }

    // ---------------------------------------------------------------- open

    @Test
    void oneOpen_costsNoCall() {
        cluster.ready("a", "b", "c");
        answer("b", "c");
        open("a");
        int before = cluster.link("a").calls.size();
        Map<String, Integer> picks = cluster.picks(1000);

        assertThat(picks.get("a")).isZero();
        assertThat(picks.get("b") + picks.get("c")).isEqualTo(1000);
        assertThat(cluster.link("a").calls).hasSize(before);
        assertThat(cluster.events).containsExactly("a CLOSED -> OPEN");
        assertThat(cluster.endpoints.describe()).contains("a:1 (a) ready, breakers open for get(String)");
    }

    @Test
    void allOpen_failsAtOnceAndIsNoAttempt() {
        cluster.ready("a", "b");
        open("a");
        open("b");
        int sent = cluster.link("a").calls.size() + cluster.link("b").calls.size();
        RpcCall call = cluster.call();

        assertThat(TestCalls.outcome(call)).isInstanceOfSatisfying(RpcException.class, error -> {
            assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error.description())
                    .isEqualTo("all breakers open: all 2 endpoints of shop.Shop/get(String) have open circuit breakers"
                            + " (a:1 OPEN, b:1 OPEN), next probe in 5000 ms");
        });
        assertThat(call.attempts()).isZero();
        assertThat(call.answeredWithError()).isFalse();
        assertThat(cluster.link("a").calls.size() + cluster.link("b").calls.size())
                .isEqualTo(sent);
    }

    @Test
    void slowCalls_openToo() {
        Cluster slow = Cluster.with(
                "circuitBreaker.slowCallDuration = 100ms",
                "circuitBreaker.slowCallRate = 0.5",
                "circuitBreaker.minimumCalls = 4");
        slow.ready("a");
        slow.behave("a", Cluster.Behaviour.after(Duration.ofMillis(150), Cluster.Behaviour.ANSWERS));
        for (int i = 0; i < 4; i++) {
            slow.call();
            slow.advance(Duration.ofMillis(200));
        }
        assertThat(slow.events).containsExactly("a CLOSED -> OPEN");
    }

    // ---------------------------------------------------------------- probes

    @Test
    void waitIsOver_onlySoManyProbesAreSent_andTheyDecide() {
        cluster.ready("a", "b");
        answer("b");
        open("a");
        cluster.link("a").behaviour = call -> {};
        cluster.link("a").calls.clear();
        cluster.link("b").outstanding = 1000; // so that a is wanted
        cluster.advance(Duration.ofSeconds(5));
        cluster.picks(100);

        assertThat(cluster.link("a").calls).hasSize(2);
        cluster.link("a").calls.forEach(probe -> probe.complete("well"));
        assertThat(state("a")).isEqualTo(CircuitBreaker.State.CLOSED);
        cluster.picks(100);
        assertThat(cluster.link("a").calls).hasSizeGreaterThan(50);
        assertThat(cluster.events).containsExactly("a CLOSED -> OPEN", "a OPEN -> HALF_OPEN", "a HALF_OPEN -> CLOSED");
    }

    @Test
    void onlyOne_waitIsOver_isTriedByTheNextCall() {
        cluster.ready("a");
        open("a");
        answer("a");
        cluster.advance(Duration.ofSeconds(5));
        cluster.call();
        cluster.call();

        assertThat(state("a")).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void probes_cancelledOrNeverSent_giveTheirPermitsBack() {
        cluster.ready("a");
        open("a");
        cluster.link("a").behaviour = call -> {};
        cluster.advance(Duration.ofSeconds(5));
        for (int i = 0; i < 20; i++) {
            cluster.call().fail(new RpcException(Status.CANCELLED, "given up"));
            cluster.call().fail(RpcException.neverExecuted(Status.UNAVAILABLE, "no connection", null));
            RpcCall onItsWay = cluster.newCall("key");
            onItsWay.abort(new RpcException(Status.CANCELLED, "given up before"));
            cluster.invoker.invoke(onItsWay);
            onItsWay.complete("nobody wants to know");
        }
        assertThat(state("a")).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        cluster.call().complete("well");
        cluster.call().complete("well");
        assertThat(state("a")).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void probes_timedOut_openItAgain() {
        cluster.ready("a");
        open("a");
        cluster.link("a").behaviour = call -> {};
        cluster.advance(Duration.ofSeconds(5));
        cluster.call().fail(new RpcException(Status.DEADLINE_EXCEEDED, "no answer"));
        cluster.call().fail(new RpcException(Status.DEADLINE_EXCEEDED, "no answer"));

        assertThat(state("a")).isEqualTo(CircuitBreaker.State.OPEN);
    }

    @Test
    void probes_allUnderWay_saysSo() {
        cluster.ready("a");
        open("a");
        cluster.link("a").behaviour = call -> {};
        cluster.advance(Duration.ofSeconds(5));
        cluster.call();
        cluster.call();

        assertThat(TestCalls.outcome(cluster.call()))
                .asString()
                .contains("(a:1 HALF_OPEN), as many probes as are allowed");
    }

    @Test
    void refusedContract_givesThePermitBackAndGoesElsewhere() {
        cluster.ready("a", "b");
        cluster.link("a").behaviour = call -> {};
        open("b");
        open("a");
        cluster.links.values().forEach(link -> link.behaviour = call -> {});
        cluster.advance(Duration.ofSeconds(5));
        RpcCall call = cluster.call();
        String first = call.peer().instance();
        cluster.link(first).lacks(cluster.method);
        cluster.endpoints.elsewhere(call, RpcException.neverExecuted(Status.UNIMPLEMENTED, "not here", null));

        String second = call.peer().instance();
        assertThat(second).isNotEqualTo(first);
        call.complete("value");
        assertThat(TestCalls.outcome(call)).isEqualTo("value");
        assertThat(cluster.events)
                .filteredOn(event -> event.endsWith("-> HALF_OPEN"))
                .hasSize(2);
        cluster.call().complete("value"); // the second success at this endpoint
        assertThat(state(second)).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(state(first)).isEqualTo(CircuitBreaker.State.HALF_OPEN); // heard neither good nor bad
        cluster.link(second).become(EndpointLink.State.REFUSED);
        cluster.link(first).has(cluster.method);
        cluster.call().complete("value");
        cluster.call().complete("value");
        assertThat(state(first)).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    // ---------------------------------------------------------------- settings

    @Test
    void settings_breakerUnchanged_keepsItsState() {
        cluster.ready("a", "b");
        answer("b");
        open("a");
        Invoker again = cluster.endpoints.invoker(with("loadBalance = roundRobin", "deadline = 3s"));

        assertThat(again).isSameAs(cluster.invoker);
        assertThat(again.toString()).startsWith("roundRobin of 1 endpoints [b:1 CLOSED]");
        assertThat(state("a")).isEqualTo(CircuitBreaker.State.OPEN);
    }

    @Test
    void settings_breakerChanged_beginsAnewAndOldPermitsReturnToTheOldOne() {
        cluster.ready("a");
        cluster.link("a").behaviour = call -> {};
        List<RpcCall> old = List.of(cluster.call(), cluster.call(), cluster.call(), cluster.call());
        cluster.endpoints.invoker(with("circuitBreaker.minimumCalls = 2"));
        old.forEach(call -> call.failAnswered(new RpcException(Status.INTERNAL, "broken")));
        assertThat(state("a")).isEqualTo(CircuitBreaker.State.CLOSED);
        cluster.behave("a", Cluster.Behaviour.FAILS);
        cluster.call();
        cluster.call();

        assertThat(state("a")).isEqualTo(CircuitBreaker.State.OPEN);
    }

    @Test
    void settings_unknownStrategy_changesNothing() {
        cluster.ready("a");
        MethodDescriptor wrong = with("loadBalance = fastest");

        assertThatThrownBy(() -> cluster.endpoints.invoker(wrong)).isInstanceOf(IllegalArgumentException.class);
        assertThat(cluster.invoker.toString()).startsWith("powerOfTwo");
        assertThat(cluster.call().peer().instance()).isEqualTo("a");
    }

    // ---------------------------------------------------------------- by hand

    @Test
    void forced_openThenClosedThenReset_isObeyed() {
        cluster.ready("a", "b");
        answer("a", "b");
        Breakers breakers = cluster.endpoints.breakers();
        assertThat(breakers.forceOpen("get", "a:1", "maintenance")).isEqualTo(1);
        assertThat(cluster.picks(100).get("a")).isZero();
        assertThat(breakers.forceOpen(Breakers.ALL, Breakers.ALL, "maintenance"))
                .isEqualTo(2);
        assertThat(TestCalls.outcome(cluster.call())).asString().contains("no probe, as long as they are forced");
        assertThat(breakers.forceClosed("get(String)", "b:1", "try")).isEqualTo(1);
        assertThat(cluster.picks(100).get("b")).isEqualTo(100);
        assertThat(breakers.reset(Breakers.ALL, Breakers.ALL, "over")).isEqualTo(2);
        assertThat(cluster.picks(100))
                .allSatisfy((id, count) -> assertThat(count).isGreaterThan(30));
        assertThat(breakers.forceOpen("other", Breakers.ALL, "x")).isZero();
        assertThat(breakers.list()).extracting(Breakers.Breaker::method).containsExactly("get(String)", "get(String)");
    }
}
