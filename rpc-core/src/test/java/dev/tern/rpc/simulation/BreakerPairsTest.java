package dev.tern.rpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.cluster.Breakers;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.policy.CircuitBreaker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Breakers together with what stands in front of them, over simulated providers in virtual time. Each test says its chain. */
class BreakerPairsTest {

    private static final String BREAKER = "circuitBreaker.enabled = true";
    private static final String WITHOUT_EJECTION = "outlierDetection.enabled = false";

    private final World world = new World(7);

    private List<SimulatedServer> servers(int count) {
        return Stream.generate(() -> new SimulatedServer(world, 10, 5))
                .limit(count)
                .toList();
    }

    private RpcCall call(SimulatedConsumer consumer) {
        List<RpcCall> ended = new ArrayList<>();
        consumer.call(CallContext.none(), ended::add);
        world.runUntil(world.seconds() + 1.1);
        assertThat(ended).hasSize(1);
        return ended.get(0);
    }

    private Outcomes load(SimulatedConsumer consumer, double seconds) {
        Outcomes outcomes = new Outcomes();
        consumer.load(200, world.seconds() + seconds, outcomes);
        world.runUntil(world.seconds() + seconds + 1.1);
        assertThat(outcomes.good() + outcomes.failed).isEqualTo(outcomes.calls);
        return outcomes;
    }

    private static List<CircuitBreaker.State> states(SimulatedConsumer consumer) {
        return consumer.breakers().list().stream().map(Breakers.Breaker::state).toList();
    }

    /** {@code Retry -> two endpoints with breakers, one of which always fails}. */
    @Test
    void retryAndBreaker_oneEndpointFails_callsAreTriedElsewhereUntilItIsLeftAlone() {
        List<SimulatedServer> servers = servers(2);
        servers.get(0).fails(1);
        SimulatedConsumer consumer =
                new SimulatedConsumer(world, 1, servers, BREAKER, WITHOUT_EJECTION, "circuitBreaker.waitInOpen = 1m");

        Outcomes before = load(consumer, 2);
        long arrived = servers.get(0).arrived;
        Outcomes after = load(consumer, 20);

        assertThat(before.failed).isZero();
        assertThat(states(consumer)).containsExactlyInAnyOrder(CircuitBreaker.State.OPEN, CircuitBreaker.State.CLOSED);
        assertThat(after.failed).isZero();
        assertThat(servers.get(0).arrived - arrived)
                .as("calls to the endpoint whose breaker is open")
                .isZero();
    }

    /** {@code Retry -> one endpoint whose breaker is open}. */
    @Test
    void retryAndBreaker_allAreOpen_callFailsAtOnceWithoutAnAttempt() {
        SimulatedConsumer consumer = new SimulatedConsumer(world, 1, servers(1), BREAKER);
        assertThat(consumer.breakers().forceOpen(Breakers.ALL, Breakers.ALL, "maintenance"))
                .isEqualTo(1);

        RpcCall call = call(consumer);

        RpcException error = call.error();
        assertThat(error).isNotNull();
        assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(error.neverExecuted()).isTrue();
        assertThat(error.getSuppressed()).isEmpty();
        assertThat(call.attempts()).isZero();
    }

    /** {@code Retry -> half-open breaker}: the probe that fails is tried again elsewhere, and opens the breaker anew. */
    @Test
    void retryAndBreaker_probesFail_noCallIsLostToThem() {
        List<SimulatedServer> servers = servers(2);
        servers.get(0).fails(1);
        SimulatedConsumer consumer =
                new SimulatedConsumer(world, 1, servers, BREAKER, WITHOUT_EJECTION, "circuitBreaker.waitInOpen = 1s");

        Outcomes outcomes = load(consumer, 30);

        assertThat(outcomes.failed).isZero();
        assertThat(servers.get(0).arrived)
                .as("twenty, and five probes every second at the most")
                .isBetween(40L, 200L);
    }

    /** {@code Hedge -> two endpoints with breakers, one of which is slow}: attempts that lost are no failures, and give their permits back. */
    @Test
    void hedgeAndBreaker_attemptsThatLost_areNeitherFailuresNorPermitsThatAreGone() {
        List<SimulatedServer> servers = servers(2);
        servers.get(0).takes(400);
        SimulatedConsumer consumer = new SimulatedConsumer(
                world,
                1,
                servers,
                BREAKER,
                WITHOUT_EJECTION,
                "hedge.delay = 20ms",
                "retry.budgetRatio = 1",
                "loadBalance = roundRobin");

        Outcomes slow = load(consumer, 5);
        assertThat(slow.failed).isZero();
        assertThat(states(consumer)).containsOnly(CircuitBreaker.State.CLOSED);

        servers.get(0).takes(5);
        consumer.breakers().forceOpen(Breakers.ALL, Breakers.ALL, "test");
        consumer.breakers().reset(Breakers.ALL, Breakers.ALL, "test");
        assertThat(load(consumer, 5).failed).isZero();
    }

    /** {@code Hedge -> half-open breakers}: probes that were cancelled give their places to others. */
    @Test
    void hedgeAndBreaker_probesThatLost_doNotKeepItHalfOpen() {
        List<SimulatedServer> servers = servers(2);
        servers.get(0).fails(1);
        SimulatedConsumer consumer = new SimulatedConsumer(
                world,
                1,
                servers,
                BREAKER,
                WITHOUT_EJECTION,
                "hedge.delay = 1ms",
                "retry.budgetRatio = 1",
                "circuitBreaker.waitInOpen = 1s");
        load(consumer, 3);
        assertThat(states(consumer)).isNotEqualTo(List.of(CircuitBreaker.State.CLOSED, CircuitBreaker.State.CLOSED));

        servers.get(0).fails(0);
        load(consumer, 10);

        assertThat(states(consumer)).containsOnly(CircuitBreaker.State.CLOSED);
    }

    /** {@code Fallback -> Retry -> open breakers}. */
    @Test
    void fallbackAndBreaker_allAreOpen_fallbackAnswersAndSeesWhy() throws Throwable {
        List<Throwable> seen = new ArrayList<>();
        SimulatedConsumer consumer = new SimulatedConsumer(
                world,
                1,
                servers(2),
                arguments -> {
                    seen.add(CallContext.current().failure());
                    return "cached";
                },
                BREAKER);
        consumer.breakers().forceOpen(Breakers.ALL, Breakers.ALL, "maintenance");

        RpcCall call = call(consumer);

        assertThat(call.result()).isEqualTo("cached");
        assertThat(seen)
                .singleElement()
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.status()).isEqualTo(Status.UNAVAILABLE));
    }

    /** {@code Endpoints with ejection and breakers, all of which fail}: panic mode ignores ejection, never an open breaker. */
    @Test
    void ejectionAndBreaker_allFail_panicSendsNothingToOpenBreakers() {
        List<SimulatedServer> servers = servers(3);
        servers.forEach(server -> server.fails(1));
        SimulatedConsumer consumer = new SimulatedConsumer(
                world, 1, servers, BREAKER, "retry.maxAttempts = 1", "circuitBreaker.waitInOpen = 1m");
        load(consumer, 5);
        assertThat(states(consumer)).containsOnly(CircuitBreaker.State.OPEN);
        long arrived = servers.stream().mapToLong(server -> server.arrived).sum();

        Outcomes outcomes = load(consumer, 5);

        assertThat(outcomes.good()).isZero();
        assertThat(servers.stream().mapToLong(server -> server.arrived).sum()).isEqualTo(arrived);
    }
}
