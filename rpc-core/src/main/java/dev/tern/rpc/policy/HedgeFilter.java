package dev.tern.rpc.policy;

import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.HedgePolicy;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RetryPolicy;
import dev.tern.rpc.kernel.RpcCall;

/**
 * Sends a call again while it is not answered, and takes the first answer. It has the place of retries by policy: for the methods it covers {@link RetryFilter}, which
 * stands below it, only sends again what surely never ran.
 *
 * <ul>
 *   <li>After {@code delay} without an answer, and again after each further delay, the next attempt is sent, {@code maxExtra} at the most, each out of the method's budget
 *       and marked as a repetition. An attempt that fails as {@link RetryRules} say is followed by the next one at once.
 *   <li>The first success, declared exception or other failure ends the call. The attempts that are still under way are cancelled, at their providers too, before the
 *       caller sees the answer.
 *   <li>An extra attempt that reached nobody, by a limit of this consumer or for want of another provider, does not end the call while another one is under
 *       way; no more are sent.
 *   <li>A pushback delays the next attempt by just that time; a negative one lets no more be sent.
 *   <li>A call that is itself a repetition has one attempt.
 * </ul>
 *
 * @see <a href="https://research.google/pubs/the-tail-at-scale/">Dean, Barroso: The Tail at Scale, 2013, "Hedged requests"</a>
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md#hedging-policy">gRPC A6, hedging policy</a>
 */
public final class HedgeFilter implements Filter {

    private final MethodStates states;
    private final TimeAndChance time;
    private final PolicyListener listener;

    /** A filter with the budgets of the methods, and who is told what it does. */
    public HedgeFilter(MethodStates states, TimeAndChance time, PolicyListener listener) {
        this.states = states;
        this.time = time;
        this.listener = PolicyListener.quiet(listener);
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        HedgePolicy policy = method.policy().hedge();
        return policy == null ? next : new Hedge(method, policy, next, states.budget(method), time, listener);
    }

    /** A method's hedging. */
    static final class Hedge implements Invoker {

        final MethodDescriptor method;
        final Invoker next;
        final RetryBudget budget;
        final TimeAndChance time;
        final PolicyListener listener;
        final RetryRules rules;
        final long delayNanos;
        final int maxAttempts;

        /** Whether an attempt has a time of its own, which ends it before the call's deadline. */
        final boolean perAttempt;

        Hedge(
                MethodDescriptor method,
                HedgePolicy policy,
                Invoker next,
                RetryBudget budget,
                TimeAndChance time,
                PolicyListener listener) {
            RetryPolicy retry = method.policy().retry();
            this.method = method;
            this.next = next;
            this.budget = budget;
            this.time = time;
            this.listener = listener;
            this.rules = new RetryRules(retry);
            this.delayNanos = policy.delay().toNanos();
            this.maxAttempts = 1 + policy.maxExtra();
            this.perAttempt = retry.perAttempt() != null;
        }

        @Override
        public void invoke(RpcCall call) {
            budget.deposit(call.startNanos());
            if (call.isRepeated()) {
                next.invoke(call);
            } else {
                new HedgedCall(this, call).begin();
            }
        }

        @Override
        public String toString() {
            return "hedge (" + (maxAttempts - 1) + " more, each after " + delayNanos / 1_000_000 + " ms) -> " + next;
        }
    }
}
