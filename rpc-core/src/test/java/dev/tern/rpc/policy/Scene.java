package dev.tern.rpc.policy;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.ManualTimer;
import dev.tern.rpc.support.ScriptedHost;
import dev.tern.rpc.support.TestCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Filters over a host that does what the test says, in a time that the test moves. Jitter is in the middle unless it says otherwise. */
final class Scene {

    static final long START = 1L << 40;

    final ManualTimer timer = new ManualTimer(START);
    RandomGenerator random = () -> Long.MIN_VALUE; // nextDouble: 0.5
    final TimeAndChance time = new TimeAndChance(timer, timer, () -> random);
    final MethodStates states = new MethodStates(timer);
    final List<String> events = new ArrayList<>();
    final PolicyListener listener = new Events();
    final ScriptedHost host = new ScriptedHost(timer);

    /** An idempotent method with these settings. */
    static MethodDescriptor idempotent(String... settings) {
        return TestCalls.READ.withPolicy(MethodPolicy.STANDARD.asIdempotent().onMethod(settings));
    }

    /** One that is not. */
    static MethodDescriptor plain(String... settings) {
        return TestCalls.PLACE.withPolicy(MethodPolicy.STANDARD.onMethod(settings));
    }

    Filter retry() {
        return new RetryFilter(states, time, listener);
    }

    Filter hedge() {
        return new HedgeFilter(states, time, listener);
    }

    Filter bulkhead() {
        return new BulkheadFilter(states, listener);
    }

    Filter rateLimit() {
        return new RateLimitFilter(states, listener);
    }

    Invoker chain(MethodDescriptor method, Filter... filters) {
        return Filter.chain(List.of(filters), method, host);
    }

    /** A call that begins now, with a deadline a second later. */
    RpcCall newCall(MethodDescriptor method) {
        RpcCall call = TestCalls.call(method, CallContext.none(), timer.getAsLong());
        call.deadline(timer.getAsLong() + TimeUnit.SECONDS.toNanos(1));
        return call;
    }

    /** Such a call on its way through these filters. */
    RpcCall invoke(MethodDescriptor method, Filter... filters) {
        RpcCall call = newCall(method);
        chain(method, filters).invoke(call);
        return call;
    }

    /** The same, after the three seconds that no call outlives. */
    Object outcome(MethodDescriptor method, Filter... filters) {
        RpcCall call = invoke(method, filters);
        timer.advanceMillis(3_000);
        return TestCalls.outcome(call);
    }

    /** A full budget is spent: nothing is left, and nothing comes in within the time of a test. */
    void spendBudget(MethodDescriptor method) {
        RetryBudget budget = states.budget(method);
        while (budget.tryWithdraw()) {
            // until it is empty
        }
    }

    static RpcException lost() {
        return new RpcException(Status.UNAVAILABLE, "connection lost");
    }

    static RpcException goingAway() {
        return RpcException.neverExecuted(Status.UNAVAILABLE, "shutting down", null);
    }

    static RpcException busy() {
        return RpcException.neverExecuted(Status.RESOURCE_EXHAUSTED, "full", null);
    }

    static RpcException failure(Status status) {
        return new RpcException(status, "no");
    }

    private final class Events implements PolicyListener {

        @Override
        public void retried(MethodDescriptor method, Reason reason, RpcException failure) {
            events.add("retried " + reason + " " + failure.status());
        }

        @Override
        public void budgetExhausted(MethodDescriptor method) {
            events.add("budget exhausted");
        }

        @Override
        public void hedged(MethodDescriptor method) {
            events.add("hedged");
        }

        @Override
        public void fellBack(MethodDescriptor method, Throwable failure) {
            events.add("fell back");
        }

        @Override
        public void refused(MethodDescriptor method, PolicySetting limit) {
            events.add("refused " + limit.key());
        }
    }
}
