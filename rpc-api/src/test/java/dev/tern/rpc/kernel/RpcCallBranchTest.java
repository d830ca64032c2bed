package dev.tern.rpc.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Attempts that are calls of their own, and how a call ends as one of them. */
class RpcCallBranchTest {

    private static final CallInfo.Peer PEER = new CallInfo.Peer("127.0.0.1:20880", "orders-1");

    private final RpcCall call = new RpcCall(
            TestMethods.GET,
            TestMethods.NoArguments.INSTANCE,
            CallContext.none().withNewTrace().withAttachment("tenant", "acme"),
            1000);

    @Test
    void branch_ofACall_isCalledLikeIt() {
        call.deadline(5000);
        call.newSpan();

        RpcCall branch = call.branch(2000);

        assertThat(branch.method()).isSameAs(call.method());
        assertThat(branch.arguments()).isSameAs(call.arguments());
        assertThat(branch.context()).isSameAs(call.context());
        assertThat(branch.trace()).isEqualTo(call.trace());
        assertThat(branch.deadlineNanos()).isEqualTo(5000);
        assertThat(branch.startNanos()).isEqualTo(2000);
        assertThat(branch.isRepeated()).isFalse();
    }

    @Test
    void branch_deadlineOfItsOwn_leavesTheCallsAlone() {
        call.deadline(5000);
        RpcCall branch = call.branch(2000);

        branch.deadline(3000);
        branch.repeated();

        assertThat(call.deadlineNanos()).isEqualTo(5000);
        assertThat(call.isRepeated()).isFalse();
    }

    @Test
    void completeAs_branchWithAnEncodedAnswer_isReadByTheCallsCaller() throws Throwable {
        RpcCall branch = call.branch(2000);
        branch.attempt(PEER);
        branch.completeEncoded(TestMethods.encoded("Ada"));

        call.attempted(branch);
        call.completeAs(branch);

        assertThat(call.result()).isEqualTo("Ada");
        assertThat(call.attempts()).isEqualTo(1);
        assertThat(call.peer()).isEqualTo(PEER);
    }

    @Test
    void completeAs_branchWithADeclaredException_isThrownByTheCall() {
        RpcCall branch = call.branch(2000);
        branch.failEncoded(
                TestMethods.encoded("gone"), TestMethods.GET.exceptions().get(0));

        call.completeAs(branch);

        assertThat(call.failedAsDeclared()).isTrue();
        assertThat(call.declaredType()).isEqualTo(TestMethods.Sold.class);
        assertThatThrownBy(call::result).isInstanceOf(TestMethods.Sold.class).hasMessage("gone");
    }

    @Test
    void completeAs_branchThatWasAborted_failsWithTheCauseOfThat() {
        RpcCall branch = call.branch(2000);
        branch.abort(new RpcException(Status.CANCELLED, "lost the race"));

        call.completeAs(branch);

        assertThatThrownBy(call::result)
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.status()).isEqualTo(Status.CANCELLED));
    }

    @Test
    void discard_encodedAnswer_releasesItsInput() {
        List<RpcInput> released = new ArrayList<>();
        RpcInput body = new RpcInput(4, released::add);
        RpcCall branch = call.branch(2000);
        branch.completeEncoded(body);

        branch.discard();
        branch.discard();

        assertThat(released).containsExactly(body);
    }

    @Test
    void completeLater_answer_isMadeWhereTheResultIsRead() throws Throwable {
        List<Thread> madeOn = new ArrayList<>();

        call.completeLater(() -> {
            madeOn.add(Thread.currentThread());
            return "from the cache";
        });

        assertThat(call.isDone()).isTrue();
        assertThat(madeOn).isEmpty();
        assertThat(call.result()).isEqualTo("from the cache");
        assertThat(madeOn).containsExactly(Thread.currentThread());
    }

    @Test
    void completeLater_answerThrows_isWhatTheCallThrows() {
        call.completeLater(() -> {
            throw new TestMethods.Sold("out");
        });

        assertThatThrownBy(call::result).isInstanceOf(TestMethods.Sold.class).hasMessage("out");
    }

    @Test
    void completions_many_runInnermostFirst() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            call.onCompletion(ended -> {
                order.add(number);
                return true;
            });
        }

        call.complete("done");

        assertThat(order).hasSize(20).isSortedAccordingTo((a, b) -> b - a);
    }

    @Test
    void context_ofAnotherHandler_isRefused() {
        CallContext other = CallContext.received(call.trace(), 0, Map.of(), Map.of(), new Cancellation(), false);

        assertThatThrownBy(() -> call.context(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("made from the call's own");
        call.context(call.context().withAttachment("user", "ada"));
        assertThat(Objects.requireNonNull(call.context().attachment("user"))).isEqualTo("ada");
        assertThat(call.context().attachment("tenant")).isEqualTo("acme");
    }
}
