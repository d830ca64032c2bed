package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.kernel.BreakerPolicy;
import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.LoadBalancer;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.policy.CircuitBreaker;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One method at one endpoint: where its calls go, its breaker if it has one, and how long they take. It sees the end of each attempt it sent, so that a permit always
 * returns to the breaker that gave it, whatever the settings are by then. Immutable but for its parts; thread-safe; nothing is allocated for a call.
 */
final class Slot implements LoadBalancer.Candidate, Completion {

    /** So many calls at first tell nothing of how long calls take: on either side code is loaded and compiled. */
    private static final int FIRST_CALLS = 8;

    private static final int NO_PERMIT = 0;

    private final Endpoint endpoint;
    private final EndpointLink link;
    private final MethodEndpoints owner;
    private final MethodDescriptor method;
    private final Invoker invoker;
    private final Latency latency;
    private int firstCalls = FIRST_CALLS; // a lost update does no harm
    private final @Nullable BreakerPolicy policy;
    private final @Nullable CircuitBreaker breaker;
    private final Ejections ejections;
    private final LongSupplier nanoTime;

    /** A slot for the method as it is called now, with what its predecessor knows. */
    Slot(Endpoint endpoint, MethodEndpoints owner, @Nullable Slot before, Ejections ejections, LongSupplier nanoTime) {
        this.endpoint = endpoint;
        this.link = endpoint.link;
        this.owner = owner;
        this.method = owner.descriptor();
        this.invoker = link.invoker(method);
        this.policy = method.policy().breaker();
        this.latency = before == null ? new Latency() : before.latency;
        if (policy == null) {
            this.breaker = null;
        } else {
            this.breaker =
                    before != null && policy.equals(before.policy) ? before.breaker : newBreaker(policy, nanoTime);
        }
        this.ejections = ejections;
        this.nanoTime = nanoTime;
    }

    private CircuitBreaker newBreaker(BreakerPolicy of, LongSupplier clock) {
        CircuitBreaker.Settings settings = new CircuitBreaker.Settings(
                of.failureRate(),
                of.slowCallRate(),
                of.slowCallDuration() == null
                        ? Long.MAX_VALUE
                        : of.slowCallDuration().toNanos(),
                of.window().toNanos(),
                of.minimumCalls(),
                of.waitInOpen().toNanos(),
                of.halfOpenCalls());
        MethodEndpoints told = owner;
        CallInfo.Peer peer = endpoint.peer();
        return new CircuitBreaker(settings, clock, (from, to, cause) -> told.breakerChanged(peer, from, to, cause));
    }

    /**
     * Sends an attempt there, which takes the call over, unless the breaker is against it.
     *
     * @return false if the call is still in the caller's hands
     */
    boolean sends(RpcCall call, long now) {
        int permit = breaker == null ? NO_PERMIT : breaker.tryAcquire();
        if (permit == CircuitBreaker.REFUSED) {
            return false;
        }
        call.picked(now, permit);
        call.onCompletion(this);
        invoker.invoke(call);
        return true;
    }

    @Override
    public boolean completed(RpcCall call) {
        RpcException error = call.error();
        if (error instanceof ContractRefusal refusal) {
            giveBack(call.permit(), Verdict.IGNORED, 0, 0);
            owner.elsewhere(call, refusal.told());
            return false;
        }
        long now = nanoTime.getAsLong();
        long elapsed = now - call.attemptNanos();
        Verdict verdict = Verdict.of(call, policy);
        boolean timed = verdict.isTimed() && (verdict == Verdict.LATE || !isFirst());
        if (timed || (call.isAborted() && elapsed > latency.nanos(now))) { // given up: at least that long
            latency.record(elapsed, now);
        }
        giveBack(call.permit(), verdict, elapsed, now);
        ejections.ended(endpoint, verdict);
        return true;
    }

    private boolean isFirst() {
        boolean first = firstCalls > 0;
        if (first) {
            firstCalls--;
        }
        return first;
    }

    private void giveBack(int permit, Verdict verdict, long elapsed, long now) {
        if (breaker == null) {
            return;
        }
        if (verdict.isGood()) {
            breaker.onSuccess(permit, elapsed, now);
        } else if (verdict.isBad()) {
            breaker.onFailure(permit, elapsed, now);
        } else {
            breaker.onIgnored(permit);
        }
    }

    boolean isOf(MethodDescriptor other) {
        return method == other;
    }

    boolean isAt(CallInfo.Peer peer) {
        return endpoint.peer().equals(peer);
    }

    /** Whether the provider has the method, as far as is known. */
    boolean serves() {
        return link.serves(method);
    }

    /** Whether its breaker lets no call through, and will not before some time has passed. */
    boolean isOpen() {
        return breaker != null && !breaker.permits() && breaker.state() != CircuitBreaker.State.HALF_OPEN;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    MethodDescriptor method() {
        return method;
    }

    @Nullable
    CircuitBreaker breaker() {
        return breaker;
    }

    // ---------------------------------------------------------------- as a candidate

    /** The address: an instance has another id each time it starts. */
    @Override
    public String id() {
        return endpoint.peer().address();
    }

    @Override
    public double weight() {
        return endpoint.weight();
    }

    @Override
    public int outstanding() {
        return link.outstanding();
    }

    @Override
    public double latencyNanos(long now) {
        return latency.nanos(now);
    }

    @Override
    public String toString() {
        return endpoint.peer().address() + (breaker == null ? "" : " " + breaker.state());
    }
}
