package dev.tern.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.tern.samples.shop.ThreeProviders.Provider;
import dev.tern.samples.shop.load.CallRecord;
import dev.tern.samples.shop.load.CallRecord.Kind;
import dev.tern.samples.shop.load.Callers;
import dev.tern.samples.shop.load.LedgerLoad;
import dev.tern.samples.shop.load.LoadReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One of three providers is stopped by SIGSTOP, so that its connections live and nothing is answered, while a consumer
 * in this process makes calls that must not be repeated.
 */
class ProviderStoppedIT {

    private static final Duration STOPPED = Duration.ofSeconds(4);
    private static final Duration PROMISED = Duration.ofMillis(50);
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final Callers callers = new Callers();
    private ThreeProviders providers;
    private Provider stopped;

    @BeforeEach
    void start() throws Exception {
        providers = new ThreeProviders("provider-stopped");
        stopped = providers.get(0);
    }

    @AfterEach
    void close() {
        providers.close();
    }

    /** A provider that hangs takes few calls, as they are not answered, and is tried again once in a while: so it is found when it goes on. */
    @Test
    void provider_stoppedAndResumed_onlyItsCallsFailAndItIsCalledAgain() throws Exception {
        Duration deadline = Duration.ofSeconds(1); // not reached by the first calls of a busy machine
        try (LedgerLoad load = new LedgerLoad(callers, providers.registry(), deadline)) {
            callers.start(8, "writer", PAUSE, load::sync);
            await("all answer")
                    .atMost(Jvms.LIMIT)
                    .until(() -> callers.answered().size() == 3);
            int before = callers.count();
            await("some load").atMost(Jvms.LIMIT).until(() -> callers.count() > before + 3_000);

            Instant stop = Instant.now();
            stopped.jvm().stop();
            Instant resume = stop.plus(STOPPED);
            await("the time").atMost(Jvms.LIMIT).until(() -> Instant.now().isAfter(resume));
            callers.forgetAnswered();
            stopped.jvm().resume();
            await("it answers")
                    .atMost(Jvms.LIMIT)
                    .until(() -> callers.answered().contains(stopped.instance()));
            Duration back = Duration.between(resume, Instant.now());
            int then = callers.count();
            await("some load").atMost(Jvms.LIMIT).until(() -> callers.count() > then + 3_000);
            LoadReport report = callers.end();

            List<CallRecord> failed = report.calls(CallRecord::failed);
            List<CallRecord> others = report.calls(call -> !call.instance().equals(stopped.instance())
                    && LoadReport.outside(Instant.EPOCH, stop).test(call));
            Map<Long, Integer> runs = providers.runs();
            int all = report.calls(call -> true).size();
            System.out.printf(
                    "A provider stopped for %d ms: %d calls, %d failed; of the other providers' the longest %.1f ms, longest time without an answer %.1f ms; it answered %d ms after it went on, the last call failed %.0f ms after the stop; %d calls ran when they had been given up; threads of the consumer stalled at most %.1f ms%n",
                    STOPPED.toMillis(),
                    all,
                    failed.size(),
                    millis(LoadReport.longest(others)),
                    millis(LoadReport.longestGap(others)),
                    back.toMillis(),
                    millis(LoadReport.recovery(failed, stop)),
                    runs.size() - (all - failed.size()),
                    millis(report.longestStall()));

            assertThat(failed)
                    .isNotEmpty()
                    .hasSizeLessThan(all / 50)
                    .allMatch(call -> call.instance().equals(stopped.instance()))
                    .allMatch(call -> call.outcome().equals("DEADLINE_EXCEEDED"))
                    .noneMatch(LoadReport.outside(stop, resume.plus(deadline)));
            assertThat(runs.values()).containsOnly(1);
            assertThat(runs.size()).isBetween(all - failed.size(), all);
        }
    }

    /** Whoever waits for an answer that does not come, a thread or a future, is told in time, while other calls go on. */
    @Test
    void calls_ofTheStoppedProvider_endWithin50MsOfTheirDeadline() throws Exception {
        Duration deadline = Duration.ofMillis(200);
        Callers unanswered = new Callers();
        LoadReport report;
        try (LedgerLoad load = new LedgerLoad(callers, providers.registry(), Duration.ofSeconds(2));
                LedgerLoad toStopped = new LedgerLoad(unanswered, "static://127.0.0.1:" + stopped.port(), deadline)) {
            stopped.jvm().stop();
            callers.start(2, "writer", Duration.ofMillis(2), load::sync);
            unanswered.start(64, "slow", Duration.ZERO, toStopped::sync);
            unanswered.start(4, "slow-async", Duration.ofMillis(8), toStopped::async);
            await("calls of both kinds")
                    .atMost(Jvms.LIMIT)
                    .until(() -> unanswered.count(Kind.WRITE) > 1_500 && unanswered.count(Kind.WRITE_ASYNC) > 1_500);
            callers.end();
            report = unanswered.end();
        } finally {
            stopped.jvm().resume();
        }
        List<CallRecord> sync = report.calls(call -> call.kind() == Kind.WRITE);
        List<CallRecord> async = report.calls(call -> call.kind() == Kind.WRITE_ASYNC);
        Duration syncLate = report.latenessWithoutStalls999(sync);
        Duration asyncLate = report.latenessWithoutStalls999(async);
        System.out.printf(
                "End after the deadline of calls to a stopped provider, p99.9: %d sync %.1f ms, without stalls %.1f ms; %d async %.1f ms, without stalls %.1f ms; threads of the consumer stalled %.1f %% of the time, at most %.1f ms%n",
                sync.size(),
                millis(LoadReport.lateness999(sync)),
                millis(syncLate),
                async.size(),
                millis(LoadReport.lateness999(async)),
                millis(asyncLate),
                100 * report.stalledPart(),
                millis(report.longestStall()));

        assertThat(report.calls(call -> !call.outcome().equals("DEADLINE_EXCEEDED")))
                .isEmpty();
        assertThat(report.calls(call -> call.end() < call.deadline())).isEmpty();
        assertThat(sync.size()).isGreaterThan(1_000);
        assertThat(async.size()).isGreaterThan(1_000);
        assumeThat(report.stalledPart())
                .as("the part of the time that says nothing, because the machine was too busy")
                .isLessThan(0.5);
        assertThat(syncLate).isLessThanOrEqualTo(PROMISED);
        assertThat(asyncLate).isLessThanOrEqualTo(PROMISED);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
