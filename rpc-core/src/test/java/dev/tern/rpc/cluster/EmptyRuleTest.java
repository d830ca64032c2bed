package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.NoProvider;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.registry.RegistryState;
import dev.tern.rpc.support.Logs;
import dev.tern.rpc.support.TestCalls;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code lists of a registry -> Endpoints -> links that the test moves}: who stays, who leaves, and why nobody can be called. */
class EmptyRuleTest {

    private final VirtualTime time = new VirtualTime();
    private final Map<String, FakeLink> links = new LinkedHashMap<>();
    private final Endpoints endpoints =
            new Endpoints(TestCalls.SHOP, "", "", this::connect, time.asTimeAndChance(), new PolicyListener() {});

    private EndpointLink connect(CallInfo.Peer peer, Runnable changed) {
        FakeLink link = new FakeLink(peer, changed);
        links.put(peer.instance(), link);
        return link;
    }

    // ---------------------------------------------------------------- who stays

    @Test
    void emptyList_allConnected_allStayAndAreCalled() {
        ready("a", "b");
        found();

        assertThat(known()).containsExactly("a", "b");
        assertThat(call().peer()).isNotNull();
    }

    @Test
    void emptyList_goodbyeThenDeath_leavesThoughTheLast() {
        ready("a");
        become("a", EndpointLink.State.DRAINING);
        become("a", EndpointLink.State.REFUSED);
        assertThat(known()).containsExactly("a"); // it is still listed
        found();

        assertThat(known()).isEmpty();
    }

    @Test
    void emptyList_oneOfAllSaysGoodbyeAndDies_theOthersStay() {
        ready("a", "b");
        found();
        become("b", EndpointLink.State.DRAINING);

        assertThat(known()).containsExactly("a");
        become("a", EndpointLink.State.REFUSED);
        assertThat(known()).containsExactly("a");
    }

    @Test
    void goodbye_connectedAgain_isForgotten() {
        ready("a");
        become("a", EndpointLink.State.DRAINING);
        become("a", EndpointLink.State.READY);
        found();

        assertThat(known()).containsExactly("a");
    }

    @Test
    void emptyList_connectsAgainAndAgain_stays() {
        ready("a", "b");
        found();
        for (int i = 0; i < 100; i++) {
            become("a", EndpointLink.State.CONNECTING);
            become("a", EndpointLink.State.READY);
        }
        become("a", EndpointLink.State.CONNECTING);

        assertThat(known()).containsExactly("a", "b");
    }

    @Test
    void emptyList_allRefuseThenOneIsBack_theOthersLeave() {
        ready("a", "b", "c");
        found();
        Stream.of("a", "b", "c").forEach(id -> become(id, EndpointLink.State.CONNECTING));
        Stream.of("a", "b", "c").forEach(id -> become(id, EndpointLink.State.REFUSED));
        assertThat(known()).containsExactly("a", "b", "c");
        become("b", EndpointLink.State.READY);

        assertThat(known()).containsExactly("b");
    }

    @Test
    void emptyList_allRefuseThenAnotherIsListed_theyLeave() {
        ready("a", "b");
        found();
        become("a", EndpointLink.State.CONNECTING);
        become("b", EndpointLink.State.REFUSED);
        become("a", EndpointLink.State.REFUSED);
        assertThat(known()).containsExactly("a", "b");
        found("c");

        assertThat(known()).containsExactly("c");
    }

    @Test
    void notListed_othersOnlySaidGoodbye_stays() {
        ready("a", "b");
        become("b", EndpointLink.State.DRAINING);
        become("a", EndpointLink.State.REFUSED);
        found();

        assertThat(known()).containsExactly("a");
    }

    @Test
    void notListed_isToldToItsLinkOnceEachWay() {
        ready("a", "b");
        found("b");
        found("b");
        found("a", "b");

        assertThat(links.get("a").listed).containsExactly(false, true);
        assertThat(links.get("b").listed).isEmpty();
    }

    @Test
    void emptyList_whoeverStays_isToldOnceHoweverOftenTheyRefuse() {
        ready("a");
        try (Logs logs = Logs.of(Endpoints.class.getName())) {
            found();
            for (int i = 0; i < 50; i++) {
                become("a", EndpointLink.State.CONNECTING);
                become("a", EndpointLink.State.REFUSED);
                found();
            }

            assertThat(logs.events())
                    .singleElement()
                    .satisfies(event -> assertThat(event.getFormattedMessage())
                            .startsWith("shop.Shop: nobody is registered any more; whoever still answers is called"));
        }
    }

    @Test
    void sameAddressNewId_oldOneIsKnownUntilItsConnectionMeetsTheNewOne() {
        endpoints.found(List.of(at("old", "host:1")));
        become("old", EndpointLink.State.READY);
        endpoints.found(List.of(at("new", "host:1")));
        become("old", EndpointLink.State.CONNECTING);
        become("new", EndpointLink.State.READY);
        assertThat(known()).containsExactly("old", "new");
        become("old", EndpointLink.State.WRONG_INSTANCE);

        assertThat(known()).containsExactly("new");
        assertThat(call().peer().instance()).isEqualTo("new");
    }

    @Test
    void tenThousandInstances_comeAndGo_nothingIsLeft() {
        for (int i = 0; i < 10_000; i++) {
            ready("i" + i);
            if (i % 2 == 0) {
                become("i" + i, EndpointLink.State.DRAINING);
            }
            found();
            become("i" + i, EndpointLink.State.REFUSED);
        }
        ready("last");

        assertThat(known()).containsExactly("last");
        assertThat(time.waiting()).isLessThan(100);
    }

    @Test
    void notReadyAndWeightZero_areKnownAndConnectedButNotCalled() {
        Instance unready = at("unready", "u:1").withReady(false);
        Instance idle = at("idle", "i:1").withWeight(0);
        endpoints.found(List.of(unready, idle, at("busy", "b:1")));
        links.keySet().forEach(id -> become(id, EndpointLink.State.READY));
        for (int i = 0; i < 50; i++) {
            assertThat(call().peer().instance()).isEqualTo("busy");
        }
        endpoints.found(List.of(unready, idle));
        become("busy", EndpointLink.State.REFUSED);

        assertThat(known()).containsExactly("unready", "idle");
        assertThat(call().peer().instance()).isEqualTo("idle"); // better than nobody
        assertThat(endpoints.count(EndpointLink.State.READY)).isEqualTo(1);
        assertThat(endpoints.countNotReady()).isEqualTo(1);
    }

    // ---------------------------------------------------------------- before the first answer

    @Test
    void assumed_thenEmptyAnswer_connectedOnesStayAndRefusingOnesLeave() {
        endpoints.assume(List.of(at("a", "a:1"), at("b", "b:1")));
        become("a", EndpointLink.State.READY);
        become("b", EndpointLink.State.REFUSED);
        assertThat(known()).containsExactly("a", "b");
        found();

        assertThat(known()).containsExactly("a");
        assertThat(call().peer().instance()).isEqualTo("a");
    }

    @Test
    void assumed_afterTheFirstAnswer_changesNothing() {
        found("a");
        endpoints.assume(List.of(at("b", "b:1")));

        assertThat(known()).containsExactly("a");
    }

    @Test
    void assumed_anotherProcessAtTheAddress_isNotCalledAndLeaves() {
        endpoints.assume(List.of(at("a", "a:1")));
        RpcCall call = call();
        become("a", EndpointLink.State.WRONG_INSTANCE);

        assertThat(known()).isEmpty();
        assertThat(call.isDone()).isFalse(); // the registry may still tell of others
        ready("b");
        assertThat(call.peer().instance()).isEqualTo("b");
    }

    @Test
    void assumed_allRefuse_callWaitsForTheRegistryUntilItsDeadline() {
        endpoints.assume(List.of(at("a", "a:1")));
        become("a", EndpointLink.State.REFUSED);
        RpcCall call = callWithin(Duration.ofSeconds(1));
        time.advance(Duration.ofMillis(900));
        assertThat(call.isDone()).isFalse();
        time.advance(Duration.ofMillis(200));

        assertThat(reason(call)).isEqualTo(NoProvider.ALL_REFUSED);
    }

    // ---------------------------------------------------------------- why nobody can be called

    @Test
    void why_registryNeverReached_saysSinceWhen() {
        endpoints.registry(
                () -> "zk://h:1 (not connected)", () -> new RegistryState(false, "not connected for 7 s", 0, 0));
        RpcCall call = callWithin(Duration.ofMillis(100));
        time.advance(Duration.ofSeconds(1));

        assertThat(reason(call)).isEqualTo(NoProvider.REGISTRY_UNREACHABLE);
        assertThat(text(call))
                .startsWith(
                        "registry unreachable (not connected for 7 s): shop.Shop/place(): no provider can be called");
    }

    @Test
    void why_registryHasNotAnswered_isNotYetKnown() {
        RpcCall call = callWithin(Duration.ofMillis(100));
        time.advance(Duration.ofSeconds(1));

        assertThat(reason(call)).isEqualTo(NoProvider.NOT_YET);
    }

    @Test
    void why_nobodyInThePartition_tellsTheOtherOnes() {
        endpoints.found(List.of(Instance.of(
                "a",
                "shop",
                "a:1",
                List.of(
                        new ProvidedService("shop.Shop", "blue", "2", 7),
                        new ProvidedService("shop.Shop", "", "3", 7)))));
        RpcCall call = call();

        assertThat(reason(call)).isEqualTo(NoProvider.NOBODY_REGISTERED);
        assertThat(text(call))
                .startsWith("nobody registered: ")
                .contains("service shop.Shop; ")
                .endsWith("endpoints: none; others are registered: group 'blue', version '2'; no group, version '3'");
    }

    @Test
    void why_allRefused() {
        found("a", "b");
        become("a", EndpointLink.State.REFUSED);
        become("b", EndpointLink.State.REFUSED);

        assertThat(reason(call())).isEqualTo(NoProvider.ALL_REFUSED);
        assertThat(text(call())).startsWith("all refused: ");
    }

    @Test
    void why_allNotReady() {
        endpoints.found(List.of(at("a", "a:1").withReady(false)));

        assertThat(reason(call())).isEqualTo(NoProvider.ALL_NOT_READY);
        assertThat(text(call())).startsWith("all not ready: ");
    }

    @Test
    void why_stillConnecting_isNotYetKnown() {
        found("a");
        RpcCall call = callWithin(Duration.ofMillis(100));
        time.advance(Duration.ofSeconds(1));

        assertThat(reason(call)).isEqualTo(NoProvider.NOT_YET);
    }

    @Test
    void why_closed() {
        found("a");
        endpoints.close();

        assertThat(reason(call())).isEqualTo(NoProvider.CLOSED);
        assertThat(endpoints.explain("none in 5 ms")).startsWith("closed: none in 5 ms; service shop.Shop");
    }

    // ---------------------------------------------------------------- what is measured

    @Test
    void age_isThatOfTheLastAnswer() {
        assertThat(endpoints.secondsSinceAnswer()).isNaN();
        endpoints.assume(List.of(at("a", "a:1")));
        assertThat(endpoints.secondsSinceAnswer()).isNaN();
        found("a");
        time.advance(Duration.ofSeconds(3));

        assertThat(endpoints.secondsSinceAnswer()).isEqualTo(3);
    }

    // ---------------------------------------------------------------- parts

    private static Instance at(String id, String address) {
        return Instance.of(id, "shop", address, List.of(new ProvidedService("shop.Shop", "", "", 7)));
    }

    private void found(String... ids) {
        endpoints.found(Stream.of(ids).map(id -> at(id, id + ":1")).toList());
    }

    private void ready(String... ids) {
        found(ids);
        Stream.of(ids).forEach(id -> become(id, EndpointLink.State.READY));
    }

    private void become(String id, EndpointLink.State state) {
        links.get(id).become(state);
    }

    private List<String> known() {
        return links.entrySet().stream()
                .filter(entry -> !entry.getValue().released)
                .map(Map.Entry::getKey)
                .toList();
    }

    private RpcCall call() {
        return callWithin(Duration.ofDays(1));
    }

    private RpcCall callWithin(Duration deadline) {
        RpcCall call = TestCalls.call(TestCalls.PLACE, CallContext.none(), time.getAsLong());
        call.deadline(time.getAsLong() + deadline.toNanos());
        endpoints.invoker(TestCalls.PLACE).invoke(call);
        return call;
    }

    private static NoProvider reason(RpcCall call) {
        RpcException error = (RpcException) TestCalls.outcome(call);
        assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(error.neverExecuted()).isTrue();
        return error.noProvider().orElseThrow();
    }

    private static String text(RpcCall call) {
        return ((RpcException) TestCalls.outcome(call)).description();
    }
}
