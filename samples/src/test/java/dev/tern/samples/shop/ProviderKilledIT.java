package dev.tern.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tern.samples.shop.Jvms.Jvm;
import dev.tern.samples.shop.load.CallRecord;
import dev.tern.samples.shop.load.CallRecord.Kind;
import dev.tern.samples.shop.load.LoadMain;
import dev.tern.samples.shop.load.LoadReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * ZooKeeper, three providers and a consumer, each in a process of its own; one provider is killed with SIGKILL while the
 * consumer calls from many threads.
 */
class ProviderKilledIT {

    private static final Duration PROMISED = Duration.ofMillis(50);
    private static final Duration KNOWN_AFTER = Duration.ofSeconds(1);

    private static LoadReport report;
    private static String killed;
    private static Set<String> survivors;
    private static Map<Long, Integer> runs;
    private static Instant beforeKill;
    private static Instant afterKill;

    @BeforeAll
    static void load() throws Exception {
        try (ThreeProviders providers = new ThreeProviders("provider-killed")) {
            killed = providers.get(0).instance();
            survivors = Set.of(providers.get(1).instance(), providers.get(2).instance());
            Path file = providers.jvms().directory().resolve("calls.csv");
            Jvm consumer =
                    providers.jvms().start("consumer", LoadMain.class, providers.registry(), "3", file.toString());
            consumer.awaitOutput("^STEADY");
            beforeKill = Instant.now();
            providers.get(0).jvm().kill();
            afterKill = Instant.now();
            assertThat(consumer.awaitExit()).as(consumer.toString()).isZero();
            report = LoadReport.read(file);
            runs = providers.runs();
        }
    }

    @Test
    void calls_threeProviders_areSpread() {
        Map<String, Long> spread = report.spreadBefore(beforeKill);
        long sum = spread.values().stream().mapToLong(Long::longValue).sum();
        System.out.println("Calls before the kill: " + spread);

        assertThat(spread.keySet()).contains(killed).containsAll(survivors).hasSize(3);
        assertThat(spread.values())
                .allSatisfy(calls -> assertThat(calls).isGreaterThan(sum / 15)); // a busy one gets less
    }

    @Test
    void idempotentCalls_providerKilled_noneFails() {
        List<CallRecord> reads = report.calls(call -> call.kind() == Kind.READ);
        System.out.printf(
                "Idempotent calls: %d, of these %d in more than one attempt%n",
                reads.size(), reads.stream().filter(call -> call.attempts() > 1).count());

        assertThat(reads).hasSizeGreaterThan(1_000).noneMatch(CallRecord::failed);
    }

    /** Each writer had at most one call under way, and none is sent to the killed provider once the consumer knows. */
    @Test
    void otherCalls_providerKilled_onlyThoseUnderWayFail() {
        List<CallRecord> writes = report.calls(call -> call.kind() == Kind.WRITE);
        List<CallRecord> failures = writes.stream().filter(CallRecord::failed).toList();
        System.out.printf(
                "Calls that are not idempotent: %d, of these failed: %d, the longest %.1f ms, longest time without an answer %.1f ms; recovered %.1f ms after the kill%n",
                writes.size(),
                failures.size(),
                millis(LoadReport.longest(writes)),
                millis(LoadReport.longestGap(writes)),
                millis(LoadReport.recovery(writes, beforeKill)));

        assertThat(writes).hasSizeGreaterThan(500);
        assertThat(failures).hasSizeLessThanOrEqualTo(LoadMain.WRITERS);
        assertThat(failures)
                .allMatch(call -> call.instance().equals(killed))
                .noneMatch(LoadReport.outside(beforeKill, afterKill.plus(KNOWN_AFTER)));
    }

    /** Every call that was answered ran, and none ran twice, not even one that failed. */
    @Test
    void otherCalls_providerKilled_noneRunsTwice() {
        long answered = report.calls(call -> call.kind() == Kind.WRITE && !call.failed())
                .size();

        assertThat(runs).hasSizeGreaterThanOrEqualTo((int) answered);
        assertThat(runs.values()).containsOnly(1);
    }

    @Test
    void attempts_oneSecondAfterTheKill_allGoToTheSurvivors() {
        assertThat(report.strayedFrom(survivors, afterKill.plus(KNOWN_AFTER))).isEmpty();
    }

    /**
     * Of the calls that run into their deadline, which are those to the slow service; all others end long before
     * theirs. What the machine, busy with four JVMs and perhaps more, takes away from the consumer's threads is taken
     * off.
     */
    @Test
    void calls_deadlinePasses_endWithin50Ms() {
        List<CallRecord> slow = report.calls(call -> call.kind() == Kind.SLOW || call.kind() == Kind.SLOW_ASYNC);
        Duration without = report.latenessWithoutStalls999(slow);
        System.out.printf(
                "End after deadline, p99.9: all %d calls %.1f ms; %d that ran into it %.1f ms (sync %.1f, async %.1f), without stalls %.1f ms%n",
                report.calls(call -> true).size(),
                millis(LoadReport.lateness999(report.calls(call -> true))),
                slow.size(),
                millis(LoadReport.lateness999(slow)),
                millis(LoadReport.lateness999(report.calls(call -> call.kind() == Kind.SLOW))),
                millis(LoadReport.lateness999(report.calls(call -> call.kind() == Kind.SLOW_ASYNC))),
                millis(without));
        System.out.printf(
                "Stalls of the consumer's threads: %.1f %% of the time, the longest %.1f ms%n",
                100 * report.stalledPart(), millis(report.longestStall()));

        assertThat(slow).hasSizeGreaterThan(100).allMatch(call -> call.outcome().equals("DEADLINE_EXCEEDED"));
        assumeThat(report.stalledPart())
                .as("the part of the time that says nothing, because the machine was too busy")
                .isLessThan(0.5);
        assertThat(without).isLessThanOrEqualTo(PROMISED);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
