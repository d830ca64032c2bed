package dev.tern.rpc.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.kernel.TestMethods.Sold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What filters do with a call beside sending it: replace its context, notice an abort, end it as a branch, recover from its failure. */
class RpcCallRecoveryTest {

    private final RpcCall call = new RpcCall(TestMethods.GET, TestMethods.NoArguments.INSTANCE, CallContext.none());
    private final RpcException cause = new RpcException(Status.CANCELLED, "given up");
    private final List<String> seen = new ArrayList<>();
    private int released;

    private RpcInput recycled(String text) {
        RpcInput encoded = TestMethods.encoded(text);
        RpcInput body = new RpcInput(64, in -> released++);
        body.refill(encoded.limit());
        System.arraycopy(encoded.array(), 0, body.array(), 0, encoded.limit());
        return body;
    }

    @Test
    void context_withAnEarlierDeadline_shortensTheCalls() {
        call.deadline(call.startNanos() + TimeUnit.HOURS.toNanos(1));
        CallContext shorter = call.context().withDeadline(Duration.ofSeconds(1));
        call.context(shorter);

        assertThat(call.deadlineNanos()).isEqualTo(shorter.deadlineNanos());
        call.context(shorter.withBaggage("a", "b"));
        assertThat(call.deadlineNanos()).isEqualTo(shorter.deadlineNanos());
    }

    @Test
    void isAborted_afterTheFirstAbort_staysSo() {
        assertThat(call.isAborted()).isFalse();
        call.abort(cause);
        assertThat(call.isAborted()).isTrue();
    }

    @Test
    void answer_afterAnAbortOnItsWay_isGivenBack() {
        RpcInput body = recycled("book");
        call.abort(cause);
        call.completeEncoded(body);

        assertThat(released).isOne();
        assertThatThrownBy(call::result).isSameAs(cause);
    }

    @Test
    void completeAs_branchAbortedAfterwards_leavesTheOutcomeToTheCall() throws Throwable {
        RpcInput body = recycled("book");
        RpcCall branch = call.branch(call.startNanos());
        branch.onCompletion(b -> {
            call.completeAs(b);
            b.abort(cause);
            return true;
        });
        branch.completeEncoded(body);

        assertThat(released).isZero();
        assertThat(call.result()).isEqualTo("book");
        assertThat(released).isOne();
    }

    @Test
    void recoverLater_failure_isAnsweredWhenTheResultIsRead() throws Throwable {
        call.onCompletion(c -> {
            c.recoverLater(failure -> seen.add("recovers from " + failure.getMessage()) ? "cached" : null);
            return false;
        });
        call.fail(new RpcException(Status.UNAVAILABLE, "gone"));
        assertThat(seen).isEmpty();
        assertThat(call.failed()).isFalse();

        assertThat(call.result()).isEqualTo("cached");
        assertThat(seen).containsExactly("recovers from UNAVAILABLE: gone");
    }

    @Test
    void recoverLater_encodedException_isDecodedBeforeAndReleased() throws Throwable {
        RpcInput body = recycled("yesterday");
        call.onCompletion(c -> {
            c.recoverLater(failure -> failure);
            return false;
        });
        call.failEncoded(body, TestMethods.GET.exceptions().get(0));

        assertThat(call.result()).isInstanceOf(Sold.class);
        assertThat(released).isOne();
    }

    @Test
    void recoverLater_abortComesFirst_givesTheExceptionBack() {
        RpcInput body = recycled("yesterday");
        call.onCompletion(c -> {
            c.abort(cause);
            c.recoverLater(failure -> failure);
            return false;
        });
        call.failEncoded(body, TestMethods.GET.exceptions().get(0));

        assertThat(released).isOne();
        assertThatThrownBy(call::result).isSameAs(cause);
    }

    @Test
    void abortOnItsWay_aCompletionWouldRecover_itsRecoveryAnswers() throws Throwable {
        call.onCompletion(new Completion() {
            @Override
            public boolean completed(RpcCall c) {
                return true;
            }

            @Override
            public Recovery recovery(RpcCall c, RpcException abort) {
                return failure -> "cached";
            }
        });
        for (String name : List.of("a", "b", "c")) {
            call.onCompletion(c -> seen.add(name));
        }
        call.abort(cause);

        assertThat(call.result()).isEqualTo("cached");
    }

    @Test
    void deadlineExceeded_isTheFailureOfACall() {
        call.deadline(call.startNanos());

        assertThat(call.deadlineExceeded().isOfCall()).isTrue();
    }
}
