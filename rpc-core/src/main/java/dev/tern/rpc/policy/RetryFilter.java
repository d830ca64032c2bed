package dev.tern.rpc.policy;

import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RetryPolicy;
import dev.tern.rpc.kernel.RpcCall;

/**
 * Tries a call again where that is safe. There are two mechanisms, after gRPC A6:
 *
 * <ul>
 *   <li><b>What surely never ran</b>, though it was handed to a connection, is sent again whatever the method, without spending an attempt: at once the first
 *       time, then after a pause, at most {@value Attempts#MAX_UNSPENT} times. After a refusal by a provider that is busy it gets a pause each time, at most
 *       {@value Attempts#MAX_REFUSED} times, and each comes out of the budget, so that an overloaded provider does not get its load multiplied.
 *   <li><b>By policy</b> a call of an idempotent method has several attempts: after the failures that {@link RetryRules} tells, with pauses that grow, each out of
 *       the budget. Attempts after the first say so on the wire. A call that is itself such a repetition, or is made in a handler that runs because of one, has one
 *       attempt: else retries would multiply from tier to tier.
 * </ul>
 *
 * <p>A provider's pushback is honoured exactly by both: negative, the call is not sent again; else it is after just that time, and the pauses begin anew. A
 * refusal that reached no connection, by a limit of this consumer or for want of a provider, is final. Attempts share the call's deadline: a pause beyond it is not
 * begun. With {@code perAttempt} each attempt has an earlier deadline of its own, which the provider is told; when it passes, the call is tried again by policy.
 *
 * <p>Each failure that leaves this filter says where it happened and how long the attempt took; those of earlier attempts are attached to the last one as
 * suppressed exceptions. For a hedged method the policy's part is done by {@link HedgeFilter}, and this filter does the other within each of its attempts.
 *
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRPC A6, client retries</a>
 */
public final class RetryFilter implements Filter {

    private final MethodStates states;
    private final TimeAndChance time;
    private final PolicyListener listener;

    /** A filter with the budgets of the methods, and who is told what it does. */
    public RetryFilter(MethodStates states, TimeAndChance time, PolicyListener listener) {
        this.states = states;
        this.time = time;
        this.listener = PolicyListener.quiet(listener);
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        return new Retry(method, next, states.budget(method), time, listener);
    }

    /** A method's retries. The first attempt of a call costs nothing here but a completion: only a failure makes {@link Attempts}. */
    static final class Retry implements Invoker, Completion {

        final MethodDescriptor method;
        final Invoker next;
        final RetryBudget budget;
        final TimeAndChance time;
        final PolicyListener listener;
        final RetryRules rules;
        final Backoff backoff;
        final int maxAttempts;

        /** How long one attempt may take; 0: as long as the call. */
        final long perAttemptNanos;

        private final boolean hedged;

        Retry(MethodDescriptor method, Invoker next, RetryBudget budget, TimeAndChance time, PolicyListener listener) {
            MethodPolicy policy = method.policy();
            RetryPolicy retry = policy.retry();
            this.method = method;
            this.next = next;
            this.budget = budget;
            this.time = time;
            this.listener = listener;
            this.rules = new RetryRules(retry);
            this.backoff = Backoff.of(retry);
            this.hedged = policy.hedge() != null;
            this.maxAttempts = hedged || !policy.idempotent() ? 1 : retry.maxAttempts();
            this.perAttemptNanos = retry.perAttempt() == null || !policy.idempotent()
                    ? 0
                    : retry.perAttempt().toNanos();
        }

        @Override
        public void invoke(RpcCall call) {
            if (!hedged) {
                budget.deposit(call.startNanos());
            }
            if (perAttemptNanos > 0) {
                new Attempts(this, call).send();
            } else {
                call.onCompletion(this);
                next.invoke(call);
            }
        }

        @Override
        public boolean completed(RpcCall call) {
            return !call.failed() || new Attempts(this, call).completed(call);
        }

        @Override
        public String toString() {
            return "retry"
                    + (maxAttempts == 1 ? "" : " (" + maxAttempts + " attempts)")
                    + (perAttemptNanos == 0 ? "" : " (" + perAttemptNanos / 1_000_000 + " ms each)")
                    + " -> " + next;
        }
    }
}
