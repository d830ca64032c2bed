package dev.tern.rpc.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.TraceContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * {@code Deadline -> Retry -> Endpoints (power of two, breakers, ejection) -> connections -> admission -> workers}, all but the last two the real ones, in virtual time without
 * threads. What comes out is compared with the report that is committed, so that a change of a policy shows as a change of behaviour; after an intended one it is written anew by
 * {@code ./mvnw -pl rpc-api,rpc-core test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dtern.golden=write}. The goals are asserted besides.
 */
class SimulationTest {

    private static final Path REPORT = Path.of("src/test/resources/simulation/report.txt");
    private static final String BREAKER = "circuitBreaker.enabled = true";

    /** What all providers of a scenario can answer together, calls a second. */
    private static final double CAPACITY = 3000;

    private final StringBuilder report = new StringBuilder();
    private final SoftAssertions goals = new SoftAssertions();

    @Test
    void policies_inEveryScenario_doWhatTheReportSays() throws IOException {
        List.of(Size.values()).forEach(this::oneSlow);
        List.of(Size.values()).forEach(this::oneBlackHole);
        List.of(Size.values()).forEach(this::allFailing);
        List.of(Size.values()).forEach(this::flapping);
        List.of(Size.FEW, Size.SOME, Size.MANY).forEach(this::pulse);
        threeTiers();
        if ("write".equals(System.getProperty("tern.golden"))) {
            Files.createDirectories(REPORT.getParent());
            Files.writeString(REPORT, report);
        }
        goals.assertAll();
        assertThat(report.toString()).isEqualTo(Files.readString(REPORT));
    }

    /** How many providers there are, and what one of them is like; the capacity of all together is the same. */
    private enum Size {
        FEW(3, 10),
        SOME(10, 3),
        MANY(100, 1),
        VERY_MANY(1000, 1);

        final int providers;
        final int workers;
        final double meanMillis;
        final String deadline;
        final String perAttempt;

        Size(int providers, int workers) {
            this.providers = providers;
            this.workers = workers;
            this.meanMillis = 1000.0 * workers * providers / CAPACITY;
            this.deadline = "deadline = " + Math.round(100 * meanMillis) + "ms";
            this.perAttempt = "retry.perAttempt = " + Math.round(20 * meanMillis) + "ms";
        }

        List<SimulatedServer> servers(World world) {
            return Stream.generate(() -> new SimulatedServer(world, workers, meanMillis))
                    .limit(providers)
                    .toList();
        }

        @Override
        public String toString() {
            return providers + " providers";
        }
    }

    /** One provider is ten times slower: it should get little within ten seconds, and no call should suffer for long. */
    private void oneSlow(Size size) {
        World world = new World(1);
        List<SimulatedServer> servers = size.servers(world);
        SimulatedConsumer consumer = new SimulatedConsumer(world, 11, servers, BREAKER, size.deadline);
        title("one of " + size + " is ten times slower", 0.3);
        phase("all alike", world, consumer, servers, 0.3, 10);
        servers.get(0).takes(10 * size.meanMillis);
        Phase first = phase("one slow", world, consumer, servers, 0.3, 10);
        Phase later = phase("one slow", world, consumer, servers, 0.3, 30);
        servers.get(0).takes(size.meanMillis);
        phase("all alike", world, consumer, servers, 0.3, 30);

        goals.assertThat(later.shareOfFirst).as("share of the slow one").isLessThanOrEqualTo(0.10);
        goals.assertThat(first.outcomes.goodShare()).isGreaterThan(0.99);
        goals.assertThat(later.outcomes.goodShare()).isGreaterThan(0.999);
        goals.assertThat(later.amplification).isLessThanOrEqualTo(1.2);
    }

    /** One provider takes calls and never answers. */
    private void oneBlackHole(Size size) {
        World world = new World(2);
        List<SimulatedServer> servers = size.servers(world);
        SimulatedConsumer consumer = new SimulatedConsumer(world, 12, servers, BREAKER, size.perAttempt, size.deadline);
        title("one of " + size + " answers nothing; " + size.perAttempt, 0.3);
        phase("all alike", world, consumer, servers, 0.3, 10);
        servers.get(0).swallows(true);
        Phase first = phase("black hole", world, consumer, servers, 0.3, 10);
        Phase later = phase("black hole", world, consumer, servers, 0.3, 30);
        servers.get(0).swallows(false);
        phase("all alike", world, consumer, servers, 0.3, 90); // it was left out twice, the second time for a minute
        Phase back = phase("all alike", world, consumer, servers, 0.3, 60);

        goals.assertThat(first.outcomes.goodShare()).isGreaterThan(0.99);
        goals.assertThat(later.outcomes.goodShare()).isGreaterThan(0.999);
        goals.assertThat(later.amplification).isLessThanOrEqualTo(1.2);
        goals.assertThat(back.shareOfFirst).as("share of the one that is back").isGreaterThan(0.5 / size.providers);
    }

    /** All providers fail three calls of ten: nothing that protects them may make that worse. */
    private void allFailing(Size size) {
        World world = new World(3);
        List<SimulatedServer> servers = size.servers(world);
        SimulatedConsumer once =
                new SimulatedConsumer(world, 13, servers, BREAKER, size.deadline, "retry.maxAttempts = 1");
        title("all of " + size + " fail 30 % of the calls", 0.3);
        phase("healthy", world, once, servers, 0.3, 10);
        servers.forEach(server -> server.fails(0.3));
        Phase alone = phase("failing, no retries", world, once, servers, 0.3, 30);
        SimulatedConsumer again = new SimulatedConsumer(world, 14, servers, BREAKER, size.deadline);
        Phase retried = phase("failing, retries", world, again, servers, 0.3, 30);

        goals.assertThat(alone.outcomes.goodShare())
                .as("success before retries")
                .isGreaterThanOrEqualTo(0.69);
        goals.assertThat(retried.outcomes.goodShare()).isGreaterThan(alone.outcomes.goodShare());
        goals.assertThat(retried.amplification).isLessThanOrEqualTo(1.2 + ratePerSecondAllows(retried));
    }

    /** The budget allows ten retries a second besides its share. */
    private static double ratePerSecondAllows(Phase phase) {
        return 10 * phase.seconds / phase.outcomes.calls;
    }

    /** One provider is broken every other two seconds. */
    private void flapping(Size size) {
        World world = new World(4);
        List<SimulatedServer> servers = size.servers(world);
        SimulatedConsumer consumer = new SimulatedConsumer(world, 15, servers, BREAKER, size.deadline);
        title("one of " + size + " is broken every other two seconds", 0.3);
        flap(world, servers.get(0), 1);
        Phase first = phase("flapping", world, consumer, servers, 0.3, 20);
        Phase later = phase("flapping", world, consumer, servers, 0.3, 60);

        goals.assertThat(first.outcomes.goodShare()).isGreaterThan(0.99);
        goals.assertThat(later.outcomes.goodShare()).isGreaterThan(0.99);
        goals.assertThat(later.amplification).isLessThanOrEqualTo(1.2);
    }

    private static void flap(World world, SimulatedServer server, double share) {
        world.schedule(
                () -> {
                    server.fails(share);
                    flap(world, server, 1 - share);
                },
                Duration.ofSeconds(2).toNanos());
    }

    /** Ten seconds of three times what the providers can do, then four fifths of it: what was queued and retried must not keep them down. */
    private void pulse(Size size) {
        World world = new World(5);
        List<SimulatedServer> servers = size.servers(world);
        SimulatedConsumer consumer = new SimulatedConsumer(world, 16, servers, BREAKER, size.deadline);
        title(size + ", a pulse of three times their capacity", 0.8);
        Phase before = phase("0.8 of capacity", world, consumer, servers, 0.8, 10);
        Phase during = phase("3 times capacity", world, consumer, servers, 3, 10);
        Phase next = phase("0.8 of capacity", world, consumer, servers, 0.8, 10);
        Phase after = phase("0.8 of capacity", world, consumer, servers, 0.8, 20);

        goals.assertThat((before.attempts + during.attempts) / (double) (before.outcomes.calls + during.outcomes.calls))
                .as("amplification, with the ten seconds whose budget was not used")
                .isLessThanOrEqualTo(1.2);
        goals.assertThat(next.amplification).isLessThanOrEqualTo(1.2);
        goals.assertThat(after.outcomes.goodShare())
                .as("goodput ten seconds after the pulse")
                .isGreaterThanOrEqualTo(0.99);
    }

    /** A leaf that fails everything, two services above it: each may try again, but they must not multiply. */
    private void threeTiers() {
        World world = new World(6);
        List<SimulatedServer> leaves = Size.FEW.servers(world);
        SimulatedConsumer middleCalls = new SimulatedConsumer(world, 17, leaves);
        List<SimulatedServer> middles = tier(world, middleCalls);
        SimulatedConsumer frontCalls = new SimulatedConsumer(world, 18, middles);
        List<SimulatedServer> fronts = tier(world, frontCalls);
        SimulatedConsumer consumer = new SimulatedConsumer(world, 19, fronts);
        title("three tiers of 3 providers, the last one failing", 0.3);
        phase("healthy", world, consumer, leaves, 0.3, 10);
        leaves.forEach(server -> server.fails(1));
        Phase failing = phase("leaf fails everything", world, consumer, leaves, 0.3, 30);
        leaves.forEach(server -> server.fails(0.3));
        Phase some = phase("leaf fails 30 %", world, consumer, leaves, 0.3, 30);
        leaves.forEach(server -> server.fails(0));
        Phase after = phase("healthy", world, consumer, leaves, 0.3, 10);

        goals.assertThat(failing.amplification).isLessThanOrEqualTo(1.3);
        goals.assertThat(some.amplification).isLessThanOrEqualTo(1.3);
        goals.assertThat(after.outcomes.goodShare()).isGreaterThan(0.99);
    }

    /** Providers whose handlers make one call each, in the context of the call that they execute. */
    private static List<SimulatedServer> tier(World world, SimulatedConsumer below) {
        return IntStream.range(0, 3)
                .mapToObj(i -> new SimulatedServer(
                        world,
                        100,
                        1,
                        (request, done) -> below.call(context(request), child -> {
                            RpcException error = child.error();
                            done.accept(error == null ? null : told(error));
                        })))
                .toList();
    }

    private static CallContext context(SimulatedServer.Request request) {
        return CallContext.received(
                TraceContext.NONE, request.deadlineNanos, Map.of(), Map.of(), new Cancellation(), request.repeated);
    }

    /** What the server makes of the failure of a call that a handler made. */
    private static RpcException told(RpcException error) {
        RpcException told = new RpcException(error.status() == Status.OK ? Status.UNKNOWN : error.status(), "below");
        return error.isOfCall() ? told.pushback(Duration.ofMillis(-1)) : told;
    }

    // ---------------------------------------------------------------- the report

    private void title(String text, double load) {
        report.append(text).append("; usual load ").append(percent(load)).append(" of capacity\n");
        report.append(String.format(
                "  %-20s %8s %9s %8s %8s %9s %9s %9s\n",
                "", "seconds", "calls", "good", "attempts", "first's", "p50 ms", "p99 ms"));
    }

    /** A span of a scenario: the calls that were made in it, all of which have ended. */
    private static final class Phase {
        final Outcomes outcomes = new Outcomes();
        double seconds;
        long attempts;
        double amplification;
        double shareOfFirst;
    }

    private Phase phase(
            String name,
            World world,
            SimulatedConsumer consumer,
            List<SimulatedServer> servers,
            double load,
            double seconds) {
        Phase phase = new Phase();
        phase.seconds = seconds;
        long before = arrived(servers);
        long firstBefore = servers.get(0).arrived;
        double end = world.seconds() + seconds;
        consumer.load(load * CAPACITY, end, phase.outcomes);
        world.runUntil(end);
        long attempts = arrived(servers) - before;
        phase.attempts = attempts;
        phase.amplification = (double) attempts / phase.outcomes.calls;
        phase.shareOfFirst = (double) (servers.get(0).arrived - firstBefore) / Math.max(1, attempts);
        settle(world, phase);
        report.append(String.format(
                Locale.ROOT,
                "  %-20s %8.0f %9d %8s %8.3f %9s %9.1f %9.1f\n",
                name,
                seconds,
                phase.outcomes.calls,
                percent(phase.outcomes.goodShare()),
                phase.amplification,
                percent(phase.shareOfFirst),
                phase.outcomes.millis(0.5),
                phase.outcomes.millis(0.99)));
        return phase;
    }

    /** Lets calls end that are under way; what else happens meanwhile belongs to the next span. */
    private void settle(World world, Phase phase) {
        Outcomes outcomes = phase.outcomes;
        double end = world.seconds() + 60;
        while (outcomes.good() + outcomes.failed < outcomes.calls && world.seconds() < end) {
            world.runUntil(world.seconds() + 0.01);
        }
        goals.assertThat(outcomes.good() + outcomes.failed)
                .as("calls that have ended")
                .isEqualTo(outcomes.calls);
    }

    private static long arrived(List<SimulatedServer> servers) {
        return servers.stream().mapToLong(server -> server.arrived).sum();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
