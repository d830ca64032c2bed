package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.policy.TimeAndChance;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.registry.RegistryState;
import dev.tern.rpc.support.ManualTimer;
import dev.tern.rpc.support.TestCalls;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** {@code Endpoints -> links that the test moves from state to state}. */
class EndpointsTest {

    private final Map<String, FakeLink> links = new LinkedHashMap<>();
    private final ManualTimer timer = new ManualTimer(System.nanoTime());
    private final ArrayDeque<Integer> chances = new ArrayDeque<>();
    private final RandomGenerator random = new RandomGenerator() {
        private final Random fallback = new Random(7);

        @Override
        public long nextLong() {
            return fallback.nextLong();
        }

        @Override
        public int nextInt(int bound) {
            return chances.isEmpty() ? fallback.nextInt(bound) : chances.remove();
        }
    };
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

    @Test
    void closed_whoAwaitsAProvider_isToldAtOnce() throws Exception {
        CompletableFuture<Boolean> ready = CompletableFuture.supplyAsync(() -> {
            try {
                return endpoints.awaitReady(TimeUnit.HOURS.toNanos(1));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        endpoints.close();

        assertThat(ready.get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(endpoints.isReady()).isFalse();
    }

    @Test
    void registry_thatFailsToTellHowItStands_losesNoCall() {
        Cluster cluster = Cluster.with();
        cluster.endpoints.registry(
                () -> {
                    throw new IllegalStateException("mine");
                },
                () -> {
                    throw new NoClassDefFoundError("mine");
                });
        RpcCall call = cluster.call();
        cluster.endpoints.found(List.of());
        cluster.advance(Duration.ZERO);

        assertThat(call.error()).hasMessageContaining("registry not described: java.lang.IllegalStateException: mine");
    }

    @Test
    void waitingCall_whoseEndThrows_takesNoOtherOnesDeadline() {
        Cluster cluster = Cluster.with();
        RpcCall first = cluster.newCall("first");
        first.whenDone(() -> {
            throw new IllegalStateException("mine");
        });
        first.deadline(cluster.time.getAsLong() + TimeUnit.MILLISECONDS.toNanos(100));
        RpcCall second = cluster.newCall("second");
        second.deadline(cluster.time.getAsLong() + TimeUnit.MILLISECONDS.toNanos(200));
        cluster.invoker.invoke(first);
        cluster.invoker.invoke(second);

        assertThatThrownBy(() -> cluster.advance(Duration.ofMillis(150))).hasMessage("mine");
        cluster.advance(Duration.ofMillis(150));

        assertThat(first.isDone()).isTrue();
        assertThat(second.error()).isNotNull();
    }

    // ---------------------------------------------------------------- which endpoints there are

    @Test
    void listed_instance_comesInAndIsConnected() {
        found("a", "b");

        assertThat(links).containsOnlyKeys("a", "b");
        assertThat(links.get("a").peer.address()).isEqualTo("host-a:1");
    }

    @Test
    void listed_again_isNotConnectedAgain() {
        found("a");
        FakeLink first = links.get("a");
        found("a");

        assertThat(links.get("a")).isSameAs(first);
        assertThat(first.released).isFalse();
    }

    @Test
    void listed_withoutAnAddressForCalls_isLeftOut() {
        endpoints.found(
                List.of(new Instance("a", "shop", Map.of("http", "host-a:80"), "", Set.of(), 100, true, List.of())));

        assertThat(links).isEmpty();
    }

    @Test
    void listed_withTheServiceInAnotherPartition_isLeftOut() {
        endpoints.found(List.of(
                Instance.of("a", "shop", "host-a:1", List.of(new ProvidedService("shop.Shop", "blue", "", 7))),
                Instance.of("b", "shop", "host-b:1", List.of(new ProvidedService("shop.Shop", "", "2", 7))),
                Instance.of("c", "shop", "host-c:1", List.of(new ProvidedService("shop.Other", "", "", 7))),
                Instance.of("d", "shop", "host-d:1", List.of(new ProvidedService("shop.Shop", "", "", 8))),
                Instance.of("e", "shop", "host-e:1", List.of())));

        assertThat(links).containsOnlyKeys("d", "e"); // whatever the hash, and whoever does not tell what it provides
    }

    @Test
    void notListedAnyMore_connectionLives_stays() {
        found("a", "b");
        ready("a", "b");
        found();

        assertThat(links.get("a").released).isFalse();
        assertThat(links.get("b").released).isFalse();
        assertThat(call().peer().instance()).isIn("a", "b");
    }

    @Test
    void notListedAnyMore_afterAGoodbye_leaves() {
        found("a");
        ready("a");
        found();
        links.get("a").become(EndpointLink.State.DRAINING);

        assertThat(links.get("a").released).isTrue();
        assertThat(status(call())).isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void notListedAnyMore_afterAGoodbyeBefore_leaves() {
        found("a");
        ready("a");
        links.get("a").become(EndpointLink.State.DRAINING);
        assertThat(links.get("a").released).isFalse();
        found();

        assertThat(links.get("a").released).isTrue();
    }

    @Test
    void notListedAnyMore_noConnectionAndOthersRemain_leaves() {
        found("a", "b");
        ready("a", "b");
        found("b");
        links.get("a").become(EndpointLink.State.CONNECTING);
        assertThat(links.get("a").released).isFalse();
        links.get("a").become(EndpointLink.State.REFUSED);

        assertThat(links.get("a").released).isTrue();
    }

    @Test
    void notListedAnyMore_noConnectionAndNoOther_stays() {
        found("a");
        links.get("a").become(EndpointLink.State.REFUSED);
        found();

        assertThat(links.get("a").released).isFalse();
        assertThat(endpoints.describe()).contains("host-a:1 (a) refused, not listed any more: no route");
    }

    @Test
    void notListedAnyMore_allRefused_allStay() {
        found("a", "b", "c");
        links.values().forEach(link -> link.become(EndpointLink.State.REFUSED));
        found();

        assertThat(links.values()).noneMatch(link -> link.released);
    }

    @Test
    void listed_refused_stays() {
        found("a", "b");
        links.get("a").become(EndpointLink.State.REFUSED);

        assertThat(links.get("a").released).isFalse();
    }

    @Test
    void listedAgain_afterItLeft_comesInAnew() {
        found("a");
        ready("a");
        found();
        FakeLink old = links.get("a");
        old.become(EndpointLink.State.DRAINING);
        found("a");

        assertThat(links.get("a")).isNotSameAs(old);
    }

    @Test
    void wrongInstanceAtTheAddress_leavesThoughListed() {
        found("a");
        links.get("a").become(EndpointLink.State.WRONG_INSTANCE);

        assertThat(links.get("a").released).isTrue();
        assertThat(status(call())).isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void sameAddressNewInstance_bothAreKeptApart() {
        endpoints.found(List.of(instance("a", "host:1", true)));
        endpoints.found(List.of(instance("a2", "host:1", true)));

        assertThat(links).containsOnlyKeys("a", "a2");
    }

    @Test
    void notReady_listed_getsNoCallsUntilItIs() {
        found("a", "b");
        ready("a", "b");
        endpoints.found(List.of(instance("a", "host-a:1", false), instance("b", "host-b:1", true)));
        for (int i = 0; i < 20; i++) {
            assertThat(call().peer().instance()).isEqualTo("b");
        }
        endpoints.found(List.of(instance("a", "host-a:1", true), instance("b", "host-b:1", false)));
        assertThat(call().peer().instance()).isEqualTo("a");
    }

    @Test
    void notReady_thenNotListed_staysNotReady() {
        found("a", "b");
        ready("a", "b");
        endpoints.found(List.of(instance("a", "host-a:1", false), instance("b", "host-b:1", true)));
        found("b");

        assertThat(call().peer().instance()).isEqualTo("b");
    }

    // ---------------------------------------------------------------- which one is picked

    @Test
    void pick_twoAtRandom_takesTheOneWithFewerUnanswered() {
        found("a", "b", "c");
        ready("a", "b", "c");
        links.get("a").outstanding = 5;
        links.get("b").outstanding = 3;
        links.get("c").outstanding = 9;
        chances.addAll(List.of(0, 0, 1, 0, 2, 0)); // a or b, b or c, c or a

        assertThat(call().peer().instance()).isEqualTo("b");
        assertThat(call().peer().instance()).isEqualTo("b");
        assertThat(call().peer().instance()).isEqualTo("a");
    }

    @Test
    void pick_equalLoad_reachesAll() {
        found("a", "b", "c");
        ready("a", "b", "c");
        for (int i = 0; i < 200; i++) {
            call();
        }

        assertThat(links.values())
                .allSatisfy(link -> assertThat(link.calls.size()).isBetween(40, 95));
    }

    @Test
    void pick_repeatedAttempt_avoidsTheEndpointItComesFrom() {
        found("a", "b");
        ready("a", "b");
        links.get("b").outstanding = 100;
        for (int i = 0; i < 20; i++) {
            RpcCall again = TestCalls.call(TestCalls.PLACE);
            again.attempt(links.get("a").peer);
            invoke(again);
            assertThat(again.peer().instance()).isEqualTo("b");
        }
    }

    @Test
    void pick_repeatedAttemptAndNoOther_takesTheSame() {
        found("a");
        ready("a");
        RpcCall again = TestCalls.call(TestCalls.PLACE);
        again.attempt(links.get("a").peer);
        invoke(again);

        assertThat(again.peer().instance()).isEqualTo("a");
    }

    @Test
    void pick_saidGoodbye_onlyWhenNoOtherTakesCalls() {
        found("a", "b");
        ready("a", "b");
        links.get("a").become(EndpointLink.State.DRAINING);
        for (int i = 0; i < 20; i++) {
            assertThat(call().peer().instance()).isEqualTo("b");
        }
        links.get("b").become(EndpointLink.State.REFUSED);
        assertThat(call().peer().instance()).isEqualTo("a");
    }

    @Test
    void pick_methods_eachHasItsInvoker() {
        found("a");
        ready("a");
        RpcCall read = TestCalls.call(TestCalls.READ);
        endpoints.invoker(TestCalls.READ).invoke(read);

        assertThat(links.get("a").methods).containsExactly(TestCalls.READ);
    }

    // ---------------------------------------------------------------- calls without endpoint

    @Test
    void call_registryHasNotAnswered_waitsUntilAProviderIsReady() {
        RpcCall call = call();
        assertThat(call.isDone()).isFalse();
        found("a");
        assertThat(call.isDone()).isFalse();
        ready("a");

        assertThat(call.peer().instance()).isEqualTo("a");
    }

    @Test
    void call_connecting_waitsAndFailsOnceAllAreRefused() {
        found("a", "b");
        RpcCall call = call();
        links.get("a").become(EndpointLink.State.REFUSED);
        assertThat(call.isDone()).isFalse();
        links.get("b").become(EndpointLink.State.REFUSED);

        assertThat(status(call)).isEqualTo(Status.UNAVAILABLE);
        assertThat(TestCalls.outcome(call))
                .asString()
                .contains("host-a:1 (a) refused: no route", "host-b:1 (b) refused: no route");
    }

    @Test
    void call_knownThatThereIsNobody_failsAtOnceNamingServiceRegistryAndEndpoints() {
        endpoints.registry(() -> "memory://x: 0 instances of shop.Shop", () -> RegistryState.REACHED);
        found();
        RpcCall call = call();

        assertThat(TestCalls.outcome(call)).isInstanceOfSatisfying(RpcException.class, error -> {
            assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error)
                    .hasMessageContaining("service shop.Shop")
                    .hasMessageContaining("registry memory://x: 0 instances of shop.Shop")
                    .hasMessageContaining("endpoints: none");
        });
    }

    @Test
    void call_onlyUnwantedProviderConnecting_failsAtOnce() {
        endpoints.found(List.of(instance("a", "host-a:1", false)));

        assertThat(status(call())).isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void call_deadlinePassesWhileWaiting_isUnavailableAndTellsWhatThereIs() {
        endpoints.registry(() -> "zk://h:1 (not connected)", () -> RegistryState.REACHED);
        RpcCall call = TestCalls.call(TestCalls.PLACE);
        call.deadline(call.startNanos() + 1);
        invoke(call);
        assertThat(call.isDone()).isFalse();
        timer.runNext();

        assertThat(TestCalls.outcome(call)).isInstanceOfSatisfying(RpcException.class, error -> {
            assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
            assertThat(error)
                    .hasMessageContaining("service shop.Shop")
                    .hasMessageContaining("registry zk://h:1 (not connected)");
            assertThat(((RpcException) error.getCause()).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        });
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void call_deadlineFarAway_isLookedAtAgainAndAgain() {
        RpcCall call = TestCalls.call(TestCalls.PLACE);
        call.deadline(call.startNanos() + TimeUnit.HOURS.toNanos(1));
        invoke(call);
        timer.runNext();
        timer.runNext();

        assertThat(call.isDone()).isFalse();
        assertThat(timer.waiting()).isEqualTo(1);
        call.abort(new RpcException(Status.CANCELLED, "given up"));
        timer.runNext();
        assertThat(timer.waiting()).isZero();
        assertThat(status(call)).isEqualTo(Status.CANCELLED);
    }

    @Test
    void call_givenUpBeforeItWaits_leavesNothingBehind() {
        RpcCall call = TestCalls.call(TestCalls.PLACE);
        call.abort(new RpcException(Status.CANCELLED, "given up"));
        invoke(call);

        assertThat(timer.waiting()).isZero();
        found("a");
        ready("a");
        assertThat(links.get("a").calls).isEmpty();
    }

    // ---------------------------------------------------------------- the end

    @Test
    void awaitReady_noProvider_isFalseThenTrue() throws Exception {
        assertThat(endpoints.awaitReady(1)).isFalse();
        found("a");
        ready("a");
        assertThat(endpoints.awaitReady(1)).isTrue();
    }

    @Test
    void close_endpointsAreReleasedAndCallsFail() {
        RpcCall waiting = call();
        found("a");
        endpoints.close();

        assertThat(links.get("a").released).isTrue();
        assertThat(status(waiting)).isEqualTo(Status.UNAVAILABLE);
        assertThat(TestCalls.outcome(call())).asString().contains("endpoints: closed");
        found("b");
        assertThat(links).doesNotContainKey("b");
    }

    /** A call begins to wait at the moment a provider becomes ready: it must not be left behind. */
    @Test
    void call_waitsWhileAProviderBecomesReady_isNeverLost() throws Exception {
        int rounds = 3000;
        AtomicReferenceArray<Endpoints> all = new AtomicReferenceArray<>(rounds);
        AtomicReferenceArray<FakeLink> made = new AtomicReferenceArray<>(rounds);
        RpcCall[] calls = new RpcCall[rounds];
        for (int i = 0; i < rounds; i++) {
            int round = i;
            calls[i] = TestCalls.call(TestCalls.PLACE);
            Endpoints cluster = new Endpoints(
                    TestCalls.SHOP,
                    "",
                    "",
                    (peer, changed) -> {
                        made.set(round, new FakeLink(peer, changed));
                        return made.get(round);
                    },
                    new TimeAndChance(System::nanoTime, (task, delay) -> {}, () -> random),
                    new PolicyListener() {});
            cluster.found(List.of(instance("a", "host-a:1", true)));
            all.set(i, cluster);
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier start = new CyclicBarrier(2);
        try {
            Future<?> caller = threads.submit(() -> {
                for (int i = 0; i < rounds; i++) {
                    start.await();
                    all.get(i).invoker(TestCalls.PLACE).invoke(calls[i]);
                }
                return null;
            });
            Future<?> network = threads.submit(() -> {
                for (int i = 0; i < rounds; i++) {
                    start.await();
                    made.get(i).become(EndpointLink.State.READY);
                }
                return null;
            });
            caller.get(30, TimeUnit.SECONDS);
            network.get(30, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }

        for (int i = 0; i < rounds; i++) {
            assertThat(made.get(i).calls).as("round " + i).containsExactly(calls[i]);
        }
    }

    // ---------------------------------------------------------------- parts

    private void found(String... ids) {
        List<Instance> instances = new ArrayList<>();
        for (String id : ids) {
            instances.add(instance(id, "host-" + id + ":1", true));
        }
        endpoints.found(instances);
    }

    private static Instance instance(String id, String address, boolean ready) {
        return Instance.of(id, "shop", address, List.of(new ProvidedService("shop.Shop", "", "", 7)))
                .withReady(ready);
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

    private static Status status(RpcCall call) {
        return ((RpcException) TestCalls.outcome(call)).status();
    }
}
