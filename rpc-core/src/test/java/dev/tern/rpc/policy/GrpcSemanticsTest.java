package dev.tern.rpc.policy;

import static dev.tern.rpc.policy.Scene.busy;
import static dev.tern.rpc.policy.Scene.failure;
import static dev.tern.rpc.policy.Scene.goingAway;
import static dev.tern.rpc.policy.Scene.lost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.support.ScriptedHost;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code Hedge -> Retry -> hosts}: gRPC's published semantics, case by case, each with the attempts it expects. A case is named after its paragraph; one that says "ours:" differs on
 * purpose and says why. Pauses are in the middle of their jitter, where gRPC's begin at 0 ("ours: 20 % around the pause", so that a
 * provider in trouble is never asked again at once).
 *
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRPC A6, client retries</a>
 */
class GrpcSemanticsTest {

    private static final String OK = "OK";
    private static final Duration NEVER = Duration.ofMillis(-1);
    private static final String[] FOUR = {"retry.maxAttempts = 4", "retry.backoff = 100ms", "retry.maxBackoff = 300ms"};
    private static final String[] HEDGED = {"hedge.delay = 100ms", "hedge.maxExtra = 3"};

    /**
     * A row.
     *
     * @param answers what the hosts do
     * @param outcome OK, or the status the call fails with
     * @param attempts when each was sent, in milliseconds
     */
    private record Case(
            String paragraph,
            boolean idempotent,
            String[] settings,
            boolean budget,
            Consumer<ScriptedHost> answers,
            String outcome,
            List<Long> attempts) {

        Case notIdempotent() {
            return new Case(paragraph, false, settings, budget, answers, outcome, attempts);
        }

        Case withoutBudget() {
            return new Case(paragraph, idempotent, settings, false, answers, outcome, attempts);
        }

        @Override
        public String toString() {
            return paragraph;
        }
    }

    private static Case row(
            String paragraph, String[] settings, Consumer<ScriptedHost> answers, String outcome, Integer... attempts) {
        List<Long> at = Arrays.stream(attempts).map(Integer::longValue).toList();
        return new Case(paragraph, true, settings, true, answers, outcome, at);
    }

    static Stream<Case> cases() {
        return Stream.of(retries(), transparent(), hedges(), throttling(), pushback())
                .flatMap(rows -> rows);
    }

    private static Stream<Case> retries() {
        return Stream.of(
                row("Summary 1.1: OK ends the call", FOUR, host -> host.answers("book"), OK, 0),
                row(
                        "Maximum number of retries: maxAttempts counts the first",
                        FOUR,
                        host -> host.fails(lost()).fails(lost()).fails(lost()).fails(lost()),
                        "UNAVAILABLE",
                        0,
                        100,
                        300,
                        600),
                row(
                        "Maximum number of retries: a success ends it",
                        FOUR,
                        host -> host.fails(lost()).fails(lost()),
                        OK,
                        0,
                        100,
                        300),
                row(
                        "Maximum number of retries: the call's deadline covers all attempts (1 s)",
                        FOUR,
                        host -> host.failsAfter(700, lost()).hangs(),
                        "DEADLINE_EXCEEDED",
                        0,
                        800),
                row(
                        "ours: a pause beyond the deadline is not begun, the failure is told at once",
                        FOUR,
                        host -> host.failsAfter(950, lost()),
                        "UNAVAILABLE",
                        0),
                row(
                        "Exponential backoff: min(initial * multiplier^(n-1), max)",
                        new String[] {"retry.maxAttempts = 4", "retry.backoff = 100ms", "retry.maxBackoff = 150ms"},
                        host -> host.fails(lost()).fails(lost()).fails(lost()),
                        OK,
                        0,
                        100,
                        250,
                        400),
                row(
                        "Retryable status codes: one that is not among them ends the call",
                        FOUR,
                        host -> host.fails(failure(Status.INTERNAL)),
                        "INTERNAL",
                        0),
                row(
                        "Retryable status codes: others can be named",
                        new String[] {"retry.retryOnStatus = INTERNAL, ABORTED", "retry.backoff = 100ms"},
                        host -> host.fails(failure(Status.INTERNAL)).fails(failure(Status.ABORTED)),
                        OK,
                        0,
                        100,
                        300),
                row(
                                "ours: a method that is not idempotent is not retried, whatever is set (gRPC cannot tell)",
                                FOUR,
                                host -> host.fails(lost()),
                                "UNAVAILABLE",
                                0)
                        .notIdempotent());
    }

    private static Stream<Case> transparent() {
        return Stream.of(
                row(
                                "Transparent retries: not seen by the server's application, once more at once, without an attempt",
                                FOUR,
                                host -> host.fails(goingAway()),
                                OK,
                                0,
                                0)
                        .notIdempotent(),
                row(
                                "ours: three times more, with pauses: a rolling restart refuses in a row",
                                FOUR,
                                host -> host.fails(goingAway())
                                        .fails(goingAway())
                                        .fails(goingAway())
                                        .fails(goingAway())
                                        .fails(goingAway()),
                                "UNAVAILABLE",
                                0,
                                0,
                                10,
                                30,
                                70)
                        .notIdempotent(),
                row(
                        "Transparent retries: after them the retry policy decides",
                        new String[] {"retry.maxAttempts = 2", "retry.backoff = 100ms"},
                        host -> host.fails(goingAway())
                                .fails(goingAway())
                                .fails(goingAway())
                                .fails(goingAway())
                                .fails(goingAway())
                                .fails(lost()),
                        "UNAVAILABLE",
                        0,
                        0,
                        10,
                        30,
                        70,
                        170),
                row(
                                "ours: refused because busy, twice more after a pause, out of the budget: it must not multiply an overload",
                                FOUR,
                                host -> host.fails(busy()).fails(busy()).fails(busy()),
                                "RESOURCE_EXHAUSTED",
                                0,
                                2,
                                6)
                        .notIdempotent(),
                row(
                        "Transparent retries: what never left the client; ours: final, for it has waited for a provider until it knew",
                        FOUR,
                        host -> host.refusesLocally(goingAway()),
                        "UNAVAILABLE",
                        0));
    }

    private static Stream<Case> hedges() {
        return Stream.of(
                row(
                        "Hedging policy: one more after each delay, up to the limit",
                        HEDGED,
                        host -> host.hangs().hangs().hangs().answersAfter(10, "book"),
                        OK,
                        0,
                        100,
                        200,
                        300),
                row(
                        "Hedging policy: the first response cancels the others",
                        HEDGED,
                        host -> host.hangs().answersAfter(50, "book"),
                        OK,
                        0,
                        100),
                row(
                        "Hedging policy: a non-fatal failure sends the next at once",
                        HEDGED,
                        host -> host.failsAfter(30, lost()).answersAfter(10, "book"),
                        OK,
                        0,
                        30),
                row(
                        "Summary 2.2: subsequent hedges resume at the delay",
                        HEDGED,
                        host -> host.failsAfter(30, lost()).hangs().answersAfter(10, "book"),
                        OK,
                        0,
                        30,
                        130),
                row(
                        "Hedging policy: any other failure cancels the others and ends the call",
                        HEDGED,
                        host -> host.hangs().failsAfter(20, failure(Status.INVALID_ARGUMENT)),
                        "INVALID_ARGUMENT",
                        0,
                        100),
                row(
                        "Hedging policy: all fail, no more attempts",
                        HEDGED,
                        host -> host.fails(lost()).fails(lost()).fails(lost()).fails(lost()),
                        "UNAVAILABLE",
                        0,
                        0,
                        0,
                        0),
                row(
                        "Hedging policy: the deadline ends the call whatever is in flight",
                        HEDGED,
                        host -> host.hangs().hangs().hangs().hangs(),
                        "DEADLINE_EXCEEDED",
                        0,
                        100,
                        200,
                        300));
    }

    private static Stream<Case> throttling() {
        return Stream.of(
                row(
                                "Throttling: no retry while it holds; ours: a budget of 20 % and 10/s (Finagle), which a burst of failures cannot hold shut",
                                FOUR, host -> host.fails(lost()), "UNAVAILABLE", 0)
                        .withoutBudget(),
                row(
                                "Throttling: the first of a hedged call is always sent, others are not",
                                HEDGED,
                                host -> host.answersAfter(500, "book"),
                                OK,
                                0)
                        .withoutBudget(),
                row(
                                "Throttling: a hedge that is not sent, and none in flight, the failure is told",
                                HEDGED,
                                host -> host.failsAfter(10, lost()),
                                "UNAVAILABLE",
                                0)
                        .withoutBudget(),
                row("Throttling: transparent retries are not counted", FOUR, host -> host.fails(goingAway()), OK, 0, 0)
                        .withoutBudget());
    }

    private static Stream<Case> pushback() {
        return Stream.of(
                row("Pushback: not to retry", FOUR, host -> host.fails(lost().pushback(NEVER)), "UNAVAILABLE", 0),
                row(
                        "Pushback: after the given delay, exactly",
                        FOUR,
                        host -> host.fails(lost().pushback(Duration.ofMillis(333))),
                        OK,
                        0,
                        333),
                row(
                        "Summary 5.1: the delay resets to the initial backoff",
                        FOUR,
                        host -> host.fails(lost())
                                .fails(lost().pushback(Duration.ofMillis(50)))
                                .fails(lost()),
                        OK,
                        0,
                        100,
                        150,
                        250),
                row(
                        "Summary 5: whatever the status",
                        FOUR,
                        host -> host.fails(failure(Status.FAILED_PRECONDITION).pushback(Duration.ofMillis(50))),
                        OK,
                        0,
                        50),
                row(
                        "Pushback: not beyond maxAttempts",
                        new String[] {"retry.maxAttempts = 1"},
                        host -> host.fails(lost().pushback(Duration.ofMillis(50))),
                        "UNAVAILABLE",
                        0),
                row(
                        "Summary 4.2: not to retry lets no more hedges be sent",
                        HEDGED,
                        host -> host.answersAfter(500, "book").fails(lost().pushback(NEVER)),
                        OK,
                        0,
                        100),
                row(
                        "Summary 5.2: the next hedge in n ms, subsequent ones at n + delay",
                        HEDGED,
                        host -> host.hangs()
                                .failsAfter(10, lost().pushback(Duration.ofMillis(40)))
                                .hangs()
                                .answersAfter(10, "book"),
                        OK,
                        0,
                        100,
                        150,
                        250),
                row(
                                "ours: what never ran on a method that is not idempotent minds a pushback too",
                                FOUR,
                                host -> host.fails(goingAway().pushback(Duration.ofMillis(25))),
                                OK,
                                0,
                                25)
                        .notIdempotent());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void call_asInTheRow_hasItsAttempts(Case row) {
        Scene scene = new Scene();
        MethodDescriptor method = row.idempotent ? Scene.idempotent(row.settings) : Scene.plain(row.settings);
        if (!row.budget) {
            scene.spendBudget(method);
        }
        row.answers.accept(scene.host);
        Object outcome = scene.outcome(method, scene.hedge(), scene.retry());

        assertThat(scene.host.arrivedAtMillis()).isEqualTo(row.attempts);
        assertThat(outcome instanceof RpcException error ? error.status().name() : OK)
                .isEqualTo(row.outcome);
        assertThat(scene.host.underWay()).isZero();
    }
}
