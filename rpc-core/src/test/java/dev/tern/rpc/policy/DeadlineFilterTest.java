package dev.tern.rpc.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.TestCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code Deadline -> a host that notes what it gets}; the method allows one second. */
class DeadlineFilterTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<RpcCall> arrived = new ArrayList<>();
    private final Invoker chain = new DeadlineFilter().bind(TestCalls.PLACE, arrived::add);

    @Test
    void call_contextWithoutDeadline_getsTheMethods() {
        RpcCall call = TestCalls.call(TestCalls.PLACE);
        chain.invoke(call);

        assertThat(arrived).containsExactly(call);
        assertThat(call.deadlineNanos()).isEqualTo(call.startNanos() + SECOND);
    }

    @Test
    void call_contextWithLaterDeadline_getsTheMethods() {
        RpcCall call = call(Duration.ofHours(1));
        chain.invoke(call);

        assertThat(call.deadlineNanos()).isEqualTo(call.startNanos() + SECOND);
    }

    @Test
    void call_contextWithEarlierDeadline_keepsIt() {
        CallContext context = CallContext.none().withDeadline(Duration.ofMillis(500));
        RpcCall call =
                new RpcCall(TestCalls.PLACE, TestCalls.call(TestCalls.PLACE).arguments(), context);
        chain.invoke(call);

        assertThat(arrived).containsExactly(call);
        assertThat(call.deadlineNanos()).isEqualTo(context.deadlineNanos());
    }

    @Test
    void call_contextWhoseDeadlineHasPassed_isNotSent() {
        RpcCall call = call(Duration.ZERO);
        chain.invoke(call);

        assertThat(arrived).isEmpty();
        assertThat(TestCalls.outcome(call)).isInstanceOfSatisfying(RpcException.class, error -> {
            assertThat(error.status()).isEqualTo(Status.DEADLINE_EXCEEDED);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error.isOfCall()).isTrue();
        });
    }

    private static RpcCall call(Duration left) {
        return new RpcCall(
                TestCalls.PLACE,
                TestCalls.call(TestCalls.PLACE).arguments(),
                CallContext.none().withDeadline(left));
    }
}
