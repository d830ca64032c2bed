package dev.tern.rpc.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.TraceContext;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.kernel.TestMethods.Sold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One call and the parties that hold and complete it, all played by the test on one thread. */
class RpcCallTest {

    private final RpcCall call = new RpcCall(TestMethods.GET, TestMethods.NoArguments.INSTANCE, CallContext.none());
    private final RpcException cause = new RpcException(Status.CANCELLED, "given up");
    private final List<String> seen = new ArrayList<>();

    @Test
    void complete_nobodyLooks_endsWithTheValue() throws Throwable {
        call.complete("book");

        assertThat(call.isDone()).isTrue();
        assertThat(call.failed()).isFalse();
        assertThat(call.result()).isEqualTo("book");
    }

    @Test
    void complete_null_isAValue() throws Throwable {
        call.complete(null);

        assertThat(call.result()).isNull();
    }

    @Test
    void completions_severalAdded_runLastAddedFirst() {
        for (String name : List.of("outer", "middle", "inner", "4", "5", "6")) {
            call.onCompletion(c -> seen.add(name));
        }

        call.complete("book");

        assertThat(seen).containsExactly("6", "5", "4", "inner", "middle", "outer");
    }

    @Test
    void completion_takesTheCallOver_outerOnesWaitForItsNextOutcome() throws Throwable {
        call.onCompletion(c -> seen.add("outer sees failed=" + c.failed()));
        call.onCompletion(c -> {
            seen.add("inner takes over");
            return false;
        });
        call.fail(new RpcException(Status.UNAVAILABLE, "first"));

        assertThat(call.isDone()).isFalse();
        assertThat(seen).containsExactly("inner takes over");

        call.complete("second");

        assertThat(seen).containsExactly("inner takes over", "outer sees failed=false");
        assertThat(call.result()).isEqualTo("second");
    }

    @Test
    void fail_withRpcException_isTheErrorAndIsThrown() {
        RpcException error = new RpcException(Status.UNAVAILABLE, "gone");
        call.fail(error);

        assertThat(call.error()).isSameAs(error);
        assertThat(call.failure()).isSameAs(error);
        assertThatThrownBy(call::result).isSameAs(error);
    }

    @Test
    void fail_withDeclaredException_isAnAnswerAndNoError() {
        Sold sold = new Sold("yesterday");
        call.fail(sold);

        assertThat(call.error()).isNull();
        assertThat(call.failed()).isTrue();
        assertThatThrownBy(call::result).isSameAs(sold);
    }

    @Test
    void releasedBy_theHolder_givesTheCallToTheCaller() {
        FakeHolder holder = new FakeHolder();

        assertThat(call.heldBy(holder)).isTrue();
        assertThat(call.isHeldBy(holder)).isTrue();
        assertThat(call.releasedBy(holder)).isTrue();
        assertThat(call.releasedBy(holder)).isFalse();
        assertThat(call.isHeldBy(holder)).isFalse();
        assertThat(holder.abandoned).isZero();
    }

    @Test
    void releasedBy_anotherHolder_isRefused() {
        call.heldBy(new FakeHolder());

        assertThat(call.releasedBy(new FakeHolder())).isFalse();
    }

    @Test
    void abort_heldCall_endsWithWhatTheHolderMakesOfIt() {
        FakeHolder holder = new FakeHolder();
        holder.error = new RpcException(Status.UNAVAILABLE, "nobody came");
        call.onCompletion(c -> seen.add("completion"));
        call.heldBy(holder);

        call.abort(cause);

        assertThat(holder.abandoned).isEqualTo(1);
        assertThat(call.isDone()).isTrue();
        assertThat(seen).containsExactly("completion");
        assertThat(call.releasedBy(holder)).isFalse();
        assertThatThrownBy(call::result).isSameAs(holder.error);
    }

    @Test
    void abort_onItsWay_endsAtOnceAndALaterValueChangesNothing() {
        call.abort(cause);
        assertThat(call.isDone()).isTrue();
        assertThatThrownBy(call::result).isSameAs(cause);

        call.complete("too late");

        assertThat(call.failed()).isTrue();
        assertThat(call.failure()).isSameAs(cause);
        assertThatThrownBy(call::result).isSameAs(cause);
    }

    @Test
    void abort_onItsWay_alaterEncodedAnswerChangesNothing() {
        call.abort(cause);

        call.completeEncoded(TestMethods.encoded("too late"));

        assertThatThrownBy(call::result).isSameAs(cause);
    }

    @Test
    void heldBy_afterAbort_isRefusedAndTheHolderForgets() {
        call.onCompletion(c -> seen.add("completion sees " + c.error()));
        call.abort(cause);
        FakeHolder holder = new FakeHolder();

        assertThat(call.heldBy(holder)).isFalse();

        assertThat(holder.abandoned).isEqualTo(1);
        assertThat(call.isHeldBy(holder)).isFalse();
        assertThat(seen).containsExactly("completion sees " + cause);
    }

    @Test
    void abort_twice_theFirstCounts() {
        call.abort(cause);
        call.abort(new RpcException(Status.DEADLINE_EXCEEDED, "second"));

        assertThatThrownBy(call::result).isSameAs(cause);
    }

    @Test
    void abort_afterTheEnd_doesNothing() throws Throwable {
        call.complete("book");
        call.abort(cause);

        assertThat(call.result()).isEqualTo("book");
        assertThat(call.failed()).isFalse();
    }

    @Test
    void whenDone_abortAndLateValue_runsOnce() {
        call.whenDone(() -> seen.add("done"));

        call.abort(cause);
        call.complete("too late");
        call.abort(cause);

        assertThat(seen).containsExactly("done");
    }

    @Test
    void cancellation_ofTheContext_endsTheCallThatListens() {
        Cancellation cancellation = new Cancellation();
        RpcCall child = new RpcCall(
                TestMethods.GET,
                TestMethods.NoArguments.INSTANCE,
                CallContext.received(
                        TraceContext.begin(),
                        System.nanoTime() + 1_000_000_000L,
                        Map.of(),
                        Map.of(),
                        cancellation,
                        false));
        cancellation.listen(child);

        cancellation.cancel(cause);

        assertThatThrownBy(child::result).isInstanceOf(RpcException.class).hasCause(cause);
    }

    @Test
    void completion_throws_outerOnesRunAndTheCallFails() {
        IllegalStateException thrown = new IllegalStateException("a defect");
        call.onCompletion(c -> seen.add("outer sees failed=" + c.failed()));
        call.onCompletion(c -> {
            throw thrown;
        });

        call.complete("book");

        assertThat(seen).containsExactly("outer sees failed=true");
        assertThatThrownBy(call::result).hasMessageContaining("INTERNAL").hasCause(thrown);
    }

    @Test
    void completeEncoded_goodBody_isDecodedByResultAndReleasedOnce() throws Throwable {
        RpcInput body = recycled("book");
        call.completeEncoded(body);

        assertThat(seen).isEmpty();
        assertThat(call.result()).isEqualTo("book");
        assertThat(call.result()).isEqualTo("book");
        assertThat(seen).containsExactly("released");
    }

    @Test
    void completeEncoded_trailingBytes_isInternalAndReleased() {
        RpcInput body = recycled("book");
        body.setLimit(body.limit() + 1);
        call.attempt(new CallInfo.Peer("10.0.0.7:20880", ""));
        call.completeEncoded(body);

        RpcException error = catchThrowableOfType(RpcException.class, call::result);
        assertThat(error.status()).isEqualTo(Status.INTERNAL);
        assertThat(error).hasMessageContaining("10.0.0.7:20880 cannot be decoded: trailing bytes: 1");
        assertThat(seen).containsExactly("released");
    }

    @Test
    void failEncoded_declaredException_isThrownAsItself() {
        call.failEncoded(recycled("yesterday"), TestMethods.GET.exceptions().get(0));

        assertThat(call.failed()).isTrue();
        assertThat(call.error()).isNull();
        assertThatThrownBy(call::result).isInstanceOf(Sold.class).hasMessage("yesterday");
        assertThat(seen).containsExactly("released");
    }

    @Test
    void deadlineExceeded_afterAnAttempt_tellsTimesAttemptsAndPeer() {
        call.deadline(call.startNanos() + TimeUnit.MILLISECONDS.toNanos(250));
        call.attempt(new CallInfo.Peer("10.0.0.7:20880", "shop-1"));

        assertThat(call.deadlineExceeded().status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        assertThat(call.deadlineExceeded().description())
                .matches("shop.Orders/get\\(\\): no answer after \\d+ ms"
                        + " \\(deadline 250 ms, attempts 1, last at 10.0.0.7:20880\\)");
    }

    private RpcInput recycled(String text) {
        RpcInput encoded = TestMethods.encoded(text);
        RpcInput body = new RpcInput(64, in -> seen.add("released"));
        body.refill(encoded.limit());
        System.arraycopy(encoded.array(), 0, body.array(), 0, encoded.limit());
        return body;
    }

    private static final class FakeHolder implements Holder {

        private int abandoned;
        private RpcException error;

        @Override
        public RpcException abandon(RpcCall abandonedCall, RpcException why) {
            abandoned++;
            return error == null ? why : error;
        }
    }
}
