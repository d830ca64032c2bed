package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.policy.TimeAndChance;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.support.ManualTimer;
import dev.tern.rpc.support.TestCalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code Endpoints -> links}: where calls go that were refused because the contract of their provider does not fit. */
class RefusedCallsTest {

    private final Map<String, FakeLink> links = new LinkedHashMap<>();
    private final ManualTimer timer = new ManualTimer(System.nanoTime());
    private final Random random = new Random(7);
    private final Endpoints endpoints = new Endpoints(
            TestCalls.SHOP,
            "",
            "",
            this::connect,
            new TimeAndChance(System::nanoTime, timer, () -> random),
            new PolicyListener() {});

    private EndpointLink connect(CallInfo.Peer peer, Runnable changed) {
        FakeLink link = new FakeLink(peer, changed);
        links.put(peer.instance(), link);
        return link;
    }

    private void found(String... ids) {
        endpoints.found(Stream.of(ids).map(id -> instance(id, true)).toList());
    }

    private static Instance instance(String id, boolean ready) {
        return Instance.of(id, "shop", "host-" + id + ":1", List.of()).withReady(ready);
    }

    private void ready(String... ids) {
        for (String id : ids) {
            links.get(id).become(EndpointLink.State.READY);
        }
    }

    private RpcCall call() {
        RpcCall call = TestCalls.call(TestCalls.PLACE);
        invoke(call);
        return call;
    }

    private void invoke(RpcCall call) {
        endpoints.invoker(TestCalls.PLACE).invoke(call);
    }

    /** The endpoint where the call is learns that it lacks the method, tells so, and gives the call back. */
    private void refuse(RpcCall call, String text) {
        links.get(call.peer().instance()).lacks(call.method());
        elsewhere(call, text);
    }

    private void elsewhere(RpcCall call, String text) {
        endpoints.elsewhere(call, RpcException.neverExecuted(Status.UNIMPLEMENTED, text, null));
    }

    private static void assertRefused(RpcCall call, String text) {
        assertThat(TestCalls.outcome(call)).isInstanceOfSatisfying(RpcException.class, error -> {
            assertThat(error.status()).isEqualTo(Status.UNIMPLEMENTED);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error.description()).isEqualTo(text);
        });
    }

    @Test
    void refused_byAll_wasAtEachOnceAndEndsWithTheLastRefusal() {
        found("a", "b", "c");
        ready("a", "b", "c");
        RpcCall call = call();
        for (String text : List.of("first", "second")) {
            refuse(call, text);
            assertThat(call.isDone()).isFalse();
        }
        refuse(call, "third");

        assertRefused(call, "third");
        assertThat(links.values()).allSatisfy(link -> assertThat(link.calls).containsExactly(call));
    }

    @Test
    void refused_bySome_endsWhereItIsServed() {
        found("a", "b", "c", "d");
        ready("a", "b", "c", "d");
        links.get("b").outstanding = 100; // the last to be picked
        RpcCall call = call();
        while (!call.peer().instance().equals("b")) {
            refuse(call, "not here");
        }

        assertThat(call.isDone()).isFalse();
        assertThat(links.get("b").calls).containsExactly(call);
        assertThat(links.values()).allSatisfy(link -> assertThat(link.calls).hasSizeLessThanOrEqualTo(1));
    }

    @Test
    void refused_methodOfTheRefusers_isPickedElsewhereFromThenOnAndOthersAreNot() {
        found("a", "b");
        ready("a", "b");
        links.get("a").lacks(TestCalls.PLACE);
        links.get("b").outstanding = 100;
        for (int i = 0; i < 20; i++) {
            assertThat(call().peer().instance()).isEqualTo("b");
            RpcCall read = TestCalls.call(TestCalls.READ);
            endpoints.invoker(TestCalls.READ).invoke(read);
            assertThat(read.peer().instance()).isEqualTo("a");
        }
    }

    @Test
    void refused_allKnownToRefuse_isAtOneOfThemOnly() {
        found("a", "b");
        ready("a", "b");
        links.values().forEach(link -> link.lacks(TestCalls.PLACE));
        RpcCall call = call();
        refuse(call, "no such method");

        assertRefused(call, "no such method");
        assertThat(links.values().stream().mapToInt(link -> link.calls.size()).sum())
                .isEqualTo(1);
    }

    @Test
    void refused_anotherSaidGoodbyeButServes_goesThere() {
        found("a", "b");
        ready("a", "b");
        links.get("b").become(EndpointLink.State.DRAINING);
        RpcCall call = call();
        refuse(call, "not here");

        assertThat(call.peer().instance()).isEqualTo("b");
    }

    @Test
    void refused_othersAreConnecting_waitsForThem() {
        found("a", "b", "c");
        ready("a");
        RpcCall call = call();
        refuse(call, "not here");
        assertThat(call.isDone()).isFalse();
        links.get("b").become(EndpointLink.State.REFUSED);
        assertThat(call.isDone()).isFalse();
        ready("c");

        assertThat(call.peer().instance()).isEqualTo("c");
        assertThat(links.get("a").calls).containsExactly(call);
    }

    @Test
    void refused_theConnectingOneRefusesToo_endsWithItsRefusal() {
        found("a", "b");
        ready("a");
        RpcCall call = call();
        refuse(call, "not at a");
        ready("b");
        refuse(call, "not at b");

        assertRefused(call, "not at b");
        assertThat(links.get("a").calls).containsExactly(call);
        assertThat(links.get("b").calls).containsExactly(call);
    }

    @Test
    void refused_theConnectingOneIsNotReached_endsWithTheRefusal() {
        found("a", "b");
        ready("a");
        RpcCall call = call();
        refuse(call, "not at a");
        links.get("b").become(EndpointLink.State.REFUSED);

        assertRefused(call, "not at a");
    }

    @Test
    void refused_onlyOneThatWantsNoCallsIsConnecting_endsAtOnce() {
        endpoints.found(List.of(instance("a", true), instance("b", false)));
        ready("a");
        RpcCall call = call();
        refuse(call, "not at a");

        assertRefused(call, "not at a");
    }

    /** The other's connection is ready, but has not come to tell so. */
    @Test
    void refused_whileAnotherBecomesReady_waitsForIt() {
        found("a", "b");
        ready("a");
        RpcCall call = call();
        links.get("a").lacks(TestCalls.PLACE);
        links.get("b").state = EndpointLink.State.READY;
        elsewhere(call, "not at a");
        assertThat(call.isDone()).isFalse();
        links.get("b").changed.run();

        assertThat(call.peer().instance()).isEqualTo("b");
    }

    @Test
    void refused_deadlinePassesWhileWaiting_endsWithTheRefusal() {
        found("a", "b");
        ready("a");
        RpcCall call = TestCalls.call(TestCalls.PLACE);
        call.deadline(call.startNanos() + 1);
        invoke(call);
        refuse(call, "not at a");
        assertThat(call.isDone()).isFalse();
        timer.runNext();

        assertRefused(call, "not at a");
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void refused_clientIsClosedWhileWaiting_endsWithTheRefusal() {
        found("a", "b");
        ready("a");
        RpcCall call = call();
        refuse(call, "not at a");
        endpoints.close();

        assertRefused(call, "not at a");
    }
}
