package dev.tern.samples.shop.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.samples.shop.load.CallRecord.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The load test's verdicts are themselves put to the test: each must be able to fail. Times are in milliseconds. */
class LoadReportTest {

    @Test
    void lateness_callEndsLongAfterItsDeadline_isReported() {
        LoadReport report = new LoadReport(List.of(call(0, 280, 200, "a", 1)), List.of());

        assertThat(LoadReport.lateness999(all(report))).isEqualTo(Duration.ofMillis(80));
        assertThat(report.latenessWithoutStalls999(all(report))).isEqualTo(Duration.ofMillis(80));
    }

    @Test
    void lateness_oneInAHundredIsLate_isReported() {
        List<CallRecord> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(call(0, i == 50 ? 280 : 201, 200, "a", 1));
        }

        assertThat(LoadReport.lateness999(calls)).isEqualTo(Duration.ofMillis(80));
    }

    @Test
    void lateness_callEndsBeforeItsDeadline_isZero() {
        assertThat(LoadReport.lateness999(List.of(call(0, 10, 200, "a", 1)))).isZero();
    }

    @Test
    void lateness_threadsCouldNotRunForAPartOfIt_onlyThatPartIsTakenOff() {
        Stall before = new Stall(nanos(150), nanos(210)); // 10 ms of it after the deadline
        Stall overlapping = new Stall(nanos(205), nanos(220)); // 10 ms more
        Stall after = new Stall(nanos(275), nanos(400)); // 5 ms of it before the end
        LoadReport report = new LoadReport(List.of(call(0, 280, 200, "a", 1)), List.of(after, overlapping, before));

        assertThat(report.latenessWithoutStalls999(all(report))).isEqualTo(Duration.ofMillis(55));
        assertThat(report.longestStall()).isEqualTo(Duration.ofMillis(125));
    }

    @Test
    void stray_callGoesToTheOtherInstanceOrNeedsTwoAttempts_isReported() {
        CallRecord right = call(110, 120, 300, "alive", 1);
        CallRecord early = call(90, 120, 300, "dead", 1);
        CallRecord toTheDead = call(110, 120, 300, "dead", 1);
        CallRecord second = call(110, 120, 300, "alive", 2);
        LoadReport report = new LoadReport(List.of(right, early, toTheDead, second), List.of());

        assertThat(report.strayedFrom(Set.of("alive"), Instant.ofEpochMilli(100)))
                .containsExactly(toTheDead, second);
    }

    @Test
    void recovery_lastCallThatNoticed_countsFromTheTime() {
        List<CallRecord> calls =
                List.of(failed(90, 120), call(110, 130, 300, "a", 2), call(120, 400, 500, "a", 1), failed(50, 90));

        assertThat(LoadReport.recovery(calls, Instant.ofEpochMilli(100))).isEqualTo(Duration.ofMillis(30));
        assertThat(LoadReport.recovery(calls, Instant.ofEpochMilli(200))).isZero();
    }

    @Test
    void longestGap_failedCallsInBetween_doNotEndIt() {
        List<CallRecord> calls =
                List.of(call(0, 10, 200, "a", 1), call(0, 70, 200, "a", 1), failed(0, 40), call(0, 20, 200, "b", 1));

        assertThat(LoadReport.longestGap(calls)).isEqualTo(Duration.ofMillis(50));
        assertThat(LoadReport.longest(calls)).isEqualTo(Duration.ofMillis(70));
    }

    @Test
    void outside_callWasUnderWayInBetween_isNot() {
        LoadReport report = new LoadReport(
                List.of(
                        call(0, 99, 200, "a", 1),
                        call(0, 100, 200, "b", 1),
                        call(110, 120, 200, "c", 1),
                        call(150, 300, 200, "d", 1),
                        call(151, 160, 200, "e", 1)),
                List.of());

        assertThat(report.calls(LoadReport.outside(Instant.ofEpochMilli(100), Instant.ofEpochMilli(150))))
                .extracting(CallRecord::instance)
                .containsExactly("a", "e");
    }

    @Test
    void spread_callsOfTwoInstances_areCountedUpToTheTime() {
        LoadReport report = new LoadReport(
                List.of(
                        call(0, 9, 20, "a", 1),
                        call(0, 9, 20, "b", 1),
                        call(0, 9, 20, "b", 1),
                        call(0, 11, 20, "a", 1)),
                List.of());

        assertThat(report.spreadBefore(Instant.ofEpochMilli(10))).isEqualTo(Map.of("a", 1L, "b", 2L));
    }

    @Test
    void line_writtenAndRead_isTheSame() {
        CallRecord call = call(1, 2, 3, "shop-1", 2);
        Stall stall = new Stall(4, 5);

        assertThat(CallRecord.parse(call.line())).isEqualTo(call);
        assertThat(Stall.parse(stall.line())).isEqualTo(stall);
    }

    private static List<CallRecord> all(LoadReport report) {
        return report.calls(call -> true);
    }

    private static CallRecord failed(long start, long end) {
        return new CallRecord(Kind.WRITE, nanos(start), nanos(end), nanos(end), "UNAVAILABLE", "a", 1);
    }

    private static CallRecord call(long start, long end, long deadline, String instance, int attempts) {
        return new CallRecord(Kind.READ, nanos(start), nanos(end), nanos(deadline), "OK", instance, attempts);
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
