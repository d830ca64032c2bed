package dev.tern.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tern.samples.shop.load.CallRecord;
import dev.tern.samples.shop.load.Callers;
import dev.tern.samples.shop.load.LedgerLoad;
import dev.tern.samples.shop.load.LoadReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three providers are replaced one after the other, each by SIGTERM, while a consumer makes calls that must not be repeated. */
class RollingRestartIT {

    private static final int CALLS = 100_000;
    private static final int CALLERS = 8;
    private static final Duration DEADLINE = Duration.ofSeconds(5); // not reached by a busy machine

    @Test
    void providers_replacedUnderLoad_noCallFailsOrRunsTwice() throws Exception {
        Callers callers = new Callers();
        try (ThreeProviders providers = new ThreeProviders("rolling-restart");
                LedgerLoad load = new LedgerLoad(callers, providers.registry(), DEADLINE)) {
            callers.start(CALLERS, "writer", Duration.ZERO, load::sync);
            await("all answer")
                    .atMost(Jvms.LIMIT)
                    .until(() -> callers.answered().size() == 3);
            long start = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                providers.restart(i);
                String instance = providers.get(i).instance();
                await(instance + " answers")
                        .atMost(Jvms.LIMIT)
                        .until(() -> callers.answered().contains(instance));
            }
            Duration restarts = Duration.ofNanos(System.nanoTime() - start);
            await(CALLS + " calls").atMost(Jvms.LIMIT).until(() -> callers.count() >= CALLS);
            LoadReport report = callers.end();
            List<CallRecord> calls = report.calls(call -> true);
            System.out.printf(
                    "Rolling restart of three providers in %.1f s: %d calls, %d failed, %d sent again as they surely had not run; the longest %.1f ms, longest time without an answer %.1f ms, threads of the consumer stalled %.1f %% of the time, at most %.1f ms%n",
                    restarts.toMillis() / 1e3,
                    calls.size(),
                    report.calls(CallRecord::failed).size(),
                    report.calls(call -> call.attempts() > 1).size(),
                    LoadReport.longest(calls).toNanos() / 1e6,
                    LoadReport.longestGap(calls).toNanos() / 1e6,
                    100 * report.stalledPart(),
                    report.longestStall().toNanos() / 1e6);

            assertThat(report.calls(CallRecord::failed)).isEmpty();
            assertThat(calls).hasSizeGreaterThanOrEqualTo(CALLS);
            assertThat(report.spread()).hasSize(6);
            assertThat(providers.runs()).hasSize(calls.size());
            assertThat(providers.runs().values()).containsOnly(1);
        }
    }
}
