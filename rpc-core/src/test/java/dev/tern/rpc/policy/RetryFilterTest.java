package dev.tern.rpc.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.ManualTimer;
import dev.tern.rpc.support.TestCalls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code Retry -> a host that answers what the test says}; the test owns time, jitter is in the middle. */
class RetryFilterTest {

    private static final CallInfo.Peer PEER = new CallInfo.Peer("10.0.0.7:20880", "");

    private final RpcCall place = TestCalls.call(TestCalls.PLACE);
    private final RpcCall read = TestCalls.call(TestCalls.READ);
    private final ManualTimer timer = new ManualTimer(place.startNanos());
    private final ArrayDeque<Object> answers = new ArrayDeque<>();
    private final List<RpcException> told = new ArrayList<>();
    private int invoked;
    private double chance = 0.5;

    private void invoke(RpcCall call) {
        RetryFilter filter = new RetryFilter(timer, timer, () -> chance);
        filter.bind(call.method(), this::host).invoke(call);
    }

    private void host(RpcCall call) {
        invoked++;
        Object answer = answers.isEmpty() ? unavailable() : answers.remove();
        if (answer instanceof RpcException error) {
            call.attempt(PEER);
            told.add(error);
            call.fail(error);
        } else {
            call.attempt(PEER);
            call.complete(answer);
        }
    }

    private static RpcException unavailable() {
        return RpcException.neverExecuted(Status.UNAVAILABLE, "shutting down", null);
    }

    private static RpcException busy() {
        return RpcException.neverExecuted(Status.RESOURCE_EXHAUSTED, "full", null);
    }

    private static RpcException lost() {
        return new RpcException(Status.UNAVAILABLE, "connection lost");
    }

    @Test
    void call_answered_isNotTouched() {
        answers.add("book");
        invoke(place);

        assertThat(TestCalls.outcome(place)).isEqualTo("book");
        assertThat(invoked).isEqualTo(1);
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void unavailable_toldByTheProvider_isNotTriedAgainEvenIfIdempotent() {
        RpcException told = new RpcException(Status.UNAVAILABLE, "what the provider needs is not there");
        invokeWith(read, call -> {
            call.attempt(PEER);
            call.failAnswered(told);
        });

        assertThat(TestCalls.outcome(read)).isSameAs(told);
        assertThat(invoked).isEqualTo(1);
    }

    @Test
    void call_declaredException_isAnAnswer() {
        Exception declared = new Exception("sold");
        invokeWith(read, call -> {
            call.attempt(PEER);
            call.fail(declared);
        });

        assertThat(TestCalls.outcome(read)).isSameAs(declared);
        assertThat(invoked).isEqualTo(1);
    }

    private void invokeWith(RpcCall call, Invoker host) {
        new RetryFilter(timer, timer, () -> chance)
                .bind(call.method(), c -> {
                    invoked++;
                    host.invoke(c);
                })
                .invoke(call);
    }

    // ---------------------------------------------------------------- surely never ran

    @Test
    void neverExecuted_once_isSentAgainAtOnceWhateverTheMethod() {
        Collections.addAll(answers, unavailable(), "book");
        invoke(place);

        assertThat(TestCalls.outcome(place)).isEqualTo("book");
        assertThat(timer.delaysMillis()).isEmpty();
    }

    @Test
    void neverExecuted_always_isSentAgainFourTimesWithGrowingPauses() {
        invoke(place);
        while (timer.waiting() > 0) {
            timer.runNext();
        }

        assertThat(invoked).isEqualTo(1 + RetryFilter.MAX_UNSPENT);
        assertThat(timer.delaysMillis()).containsExactly(10L, 20L, 40L);
        RpcException last = told.get(told.size() - 1);
        assertThat(TestCalls.outcome(place)).isSameAs(last);
        assertThat(last.getSuppressed()).containsExactlyElementsOf(told.subList(0, told.size() - 1));
        assertThat(last.neverExecuted()).isTrue();
    }

    @Test
    void pauses_jitter_isTwentyPercent() {
        chance = 0;
        invoke(place);
        assertThat(timer.delaysMillis()).containsExactly(8L);
        chance = 1;
        timer.runNext();
        assertThat(timer.delaysMillis()).containsExactly(8L, 24L);
    }

    @Test
    void busy_always_getsAPauseEachTimeAndTwoMoreAttempts() {
        Collections.addAll(answers, busy(), busy(), busy(), busy(), busy());
        invoke(place);
        while (timer.waiting() > 0) {
            timer.runNext();
        }

        assertThat(invoked).isEqualTo(1 + RetryFilter.MAX_REFUSED);
        assertThat(timer.delaysMillis()).containsExactly(10L, 20L);
        assertThat(TestCalls.outcome(place))
                .isInstanceOfSatisfying(
                        RpcException.class, error -> assertThat(error.status()).isEqualTo(Status.RESOURCE_EXHAUSTED));
    }

    @Test
    void failed_withoutReachingAConnection_isNotTriedAgain() {
        RpcException nobody = unavailable();
        invokeWith(read, call -> call.fail(nobody));

        assertThat(TestCalls.outcome(read)).isSameAs(nobody);
        assertThat(invoked).isEqualTo(1);
    }

    @Test
    void failed_laterWithoutReachingAConnection_keepsWhatCameBefore() {
        RpcException first = unavailable();
        RpcException nobody = unavailable();
        invokeWith(place, call -> {
            if (invoked == 1) {
                call.attempt(PEER);
                call.fail(first);
            } else {
                call.fail(nobody);
            }
        });

        assertThat(TestCalls.outcome(place)).isSameAs(nobody);
        assertThat(nobody.getSuppressed()).containsExactly(first);
        assertThat(invoked).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OK", "UNAVAILABLE", "RESOURCE_EXHAUSTED"})
    void otherStatus_evenIfNeverExecutedAndIdempotent_isNotTriedAgain(Status status) {
        answers.add(RpcException.neverExecuted(status, "no", null));
        invoke(read);

        assertThat(invoked).isEqualTo(1);
        assertThat(read.isDone()).isTrue();
    }

    // ---------------------------------------------------------------- may have run

    @Test
    void connectionLost_methodNotIdempotent_isNotTriedAgain() {
        RpcException lost = lost();
        answers.add(lost);
        invoke(place);

        assertThat(TestCalls.outcome(place)).isSameAs(lost);
        assertThat(invoked).isEqualTo(1);
    }

    @Test
    void connectionLost_idempotent_isTriedThreeTimesInAll() {
        Collections.addAll(answers, lost(), lost(), lost(), lost());
        invoke(read);
        while (timer.waiting() > 0) {
            timer.runNext();
        }

        assertThat(invoked).isEqualTo(RetryFilter.MAX_ATTEMPTS);
        assertThat(timer.delaysMillis()).containsExactly(10L);
        assertThat(TestCalls.outcome(read)).isSameAs(told.get(2));
        assertThat(told.get(2).getSuppressed()).containsExactly(told.get(0), told.get(1));
    }

    @Test
    void resourceExhausted_thatMayHaveRun_isNotTriedAgain() {
        answers.add(new RpcException(Status.RESOURCE_EXHAUSTED, "thrown by the handler"));
        invoke(read);

        assertThat(invoked).isEqualTo(1);
    }

    @Test
    void finalFailure_afterAnAttemptThatMayHaveRun_doesNotClaimThatItNeverRan() {
        RpcException lost = lost();
        RpcException nobody = unavailable();
        invokeWith(read, call -> {
            if (invoked == 1) {
                call.attempt(PEER);
                call.fail(lost);
            } else {
                call.fail(nobody);
            }
        });

        assertThat(TestCalls.outcome(read)).isInstanceOfSatisfying(RpcException.class, error -> {
            assertThat(error.neverExecuted()).isFalse();
            assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
            assertThat(error.description()).isEqualTo(nobody.description());
            assertThat(error.getSuppressed()).containsExactly(lost);
        });
    }

    @Test
    void completions_outsideOfTheRetry_seeOnlyTheEnd() {
        List<String> seen = new ArrayList<>();
        read.onCompletion(call -> seen.add("failed " + call.failed()));
        Collections.addAll(answers, lost(), lost(), "book");
        invoke(read);
        assertThat(seen).isEmpty();
        timer.runNext();

        assertThat(seen).containsExactly("failed false");
        assertThat(read.attempts()).isEqualTo(3);
    }

    // ---------------------------------------------------------------- time

    @Test
    void pause_beyondTheDeadline_isNotBegun() {
        place.deadline(place.startNanos() + TimeUnit.MILLISECONDS.toNanos(25));
        invoke(place);
        timer.runNext(); // 10 ms have passed; the next pause would take 20 more

        assertThat(place.isDone()).isTrue();
        assertThat(timer.waiting()).isZero();
        assertThat(timer.delaysMillis()).containsExactly(10L);
        assertThat(told.get(2).getSuppressed()).hasSize(2);
    }

    @Test
    void deadline_passed_nothingIsTriedAgain() {
        place.deadline(place.startNanos());
        invoke(place);

        assertThat(invoked).isEqualTo(1);
        assertThat(place.isDone()).isTrue();
    }

    @Test
    void abort_duringAPause_endsAtOnceWithWhatCameBefore() {
        invoke(place);
        assertThat(timer.waiting()).isEqualTo(1);
        RpcException cause = new RpcException(Status.CANCELLED, "given up");

        place.abort(cause);

        assertThat(TestCalls.outcome(place)).isSameAs(cause);
        assertThat(cause.getSuppressed()).containsExactlyElementsOf(told);
        timer.runNext();
        assertThat(invoked).isEqualTo(2);
    }

    @Test
    void abort_whileAnAttemptIsOnItsWay_isNotTriedAgain() {
        RpcException cause = new RpcException(Status.CANCELLED, "given up");
        invokeWith(read, call -> {
            call.attempt(PEER);
            call.abort(cause);
            call.fail(lost());
        });

        assertThat(TestCalls.outcome(read)).isSameAs(cause);
        assertThat(invoked).isEqualTo(1);
    }

    @Test
    void chain_printed_tellsTheMethodsKind() {
        MethodDescriptor method = TestCalls.READ;
        assertThat(new RetryFilter(timer, timer, () -> 0).bind(method, new Invoker() {
                    @Override
                    public void invoke(RpcCall call) {}

                    @Override
                    public String toString() {
                        return "host";
                    }
                }))
                .hasToString("retry (idempotent) -> host");
    }
}
