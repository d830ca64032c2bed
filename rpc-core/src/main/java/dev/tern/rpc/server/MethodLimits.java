package dev.tern.rpc.server;

import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.RateLimitPolicy;
import dev.tern.rpc.policy.AdaptiveLimit;
import dev.tern.rpc.policy.Bulkhead;
import dev.tern.rpc.policy.RateLimiter;
import dev.tern.rpc.policy.Sampler;
import org.jspecify.annotations.Nullable;

/**
 * The part of admission that is a method's own: its bulkhead and its rate limit, for all consumers together, and how long its calls take. What is not set is absent. When settings change there is
 * another one, which a call that came before does not see: its permits go back where they came from. Any thread.
 */
final class MethodLimits {

    /** No limit, and nobody wants to know how long calls take. */
    static final MethodLimits NONE = new MethodLimits(null, null, null, null, null);

    private final @Nullable Bulkhead bulkhead;
    private final @Nullable RateLimitPolicy ratePolicy;
    private final @Nullable RateLimiter rate;
    private final @Nullable AdaptiveLimit adaptive; // whose the sampler is
    private final @Nullable Sampler sampler;

    private MethodLimits(
            @Nullable Bulkhead bulkhead,
            @Nullable RateLimitPolicy ratePolicy,
            @Nullable RateLimiter rate,
            @Nullable AdaptiveLimit adaptive,
            @Nullable Sampler sampler) {
        this.bulkhead = bulkhead;
        this.ratePolicy = ratePolicy;
        this.rate = rate;
        this.adaptive = adaptive;
        this.sampler = sampler;
    }

    /**
     * The limits by these settings from now on. The permits that are out are still out, and what was taken of the last period is still taken; of a limit that was not there before, nothing is.
     *
     * @param limit wants to know how long calls take; null if nobody does
     */
    MethodLimits with(MethodPolicy policy, @Nullable AdaptiveLimit limit) {
        RateLimitPolicy newRate = policy.serverRateLimit();
        return new MethodLimits(
                bulkhead(policy.serverBulkhead()),
                newRate,
                newRate == null ? null : limiter(newRate),
                limit,
                limit == null ? null : limit == adaptive ? sampler : limit.sampler());
    }

    private @Nullable Bulkhead bulkhead(int maxConcurrent) {
        if (maxConcurrent == 0) {
            return null;
        }
        if (bulkhead == null) {
            return new Bulkhead(maxConcurrent);
        }
        bulkhead.resize(maxConcurrent);
        return bulkhead;
    }

    private RateLimiter limiter(RateLimitPolicy policy) {
        if (rate == null) {
            return new RateLimiter(policy.permits(), policy.period().toNanos(), System::nanoTime);
        }
        return policy.equals(ratePolicy)
                ? rate
                : rate.with(policy.permits(), policy.period().toNanos());
    }

    /** Takes the permits of one call, which are to be {@linkplain #leave given back}; why not, or null. */
    Admission.@Nullable Reason enter() {
        if (bulkhead != null && !bulkhead.tryAcquire()) {
            return Admission.Reason.BULKHEAD;
        }
        if (rate != null && !rate.tryAcquire()) {
            leave();
            return Admission.Reason.RATE;
        }
        return null;
    }

    /** Gives the permits of a call back that are held until it is answered. */
    void leave() {
        if (bulkhead != null) {
            bulkhead.release();
        }
    }

    /** What stands against one more call, for an error text. */
    String describe(Admission.Reason reason) {
        return reason == Admission.Reason.RATE
                ? rate + " (expected: fewer calls, set by " + PolicySetting.SERVER_RATE_LIMIT_PERMITS
                        + " or @RateLimit of the provider's implementation)"
                : bulkhead + " calls under way (expected: fewer, set by " + PolicySetting.SERVER_BULKHEAD_MAX_CONCURRENT
                        + " or @Bulkhead of the provider's implementation)";
    }

    // ---------------------------------------------------------------- how long calls take

    void started(long startNanos) {
        if (sampler != null) {
            sampler.started(startNanos);
        }
    }

    /** A call has run, and ended: as it should, or because its time was over. Other failures tell nothing, they may come quickly. */
    void ended(InboundCall call, long now) {
        if (sampler == null || !call.isMeasured()) {
            return;
        }
        if (!call.hasBegun()) {
            neverRan(call, now, call.isNearDeadline(now));
        } else if (call.deadlineNanos() - now <= 0) {
            sampler.late(call.startNanos(), now);
        } else if (!call.failed() || Answers.isDeclared(call)) {
            sampler.ended(call.startNanos(), now);
        } else {
            sampler.ignored(call.startNanos(), now);
        }
    }

    /** A call was refused after it had been admitted. */
    void neverRan(InboundCall call, Status status) {
        if (sampler != null && call.isMeasured()) {
            long now = System.nanoTime();
            neverRan(call, now, status == Status.DEADLINE_EXCEEDED || call.isNearDeadline(now));
        }
    }

    private void neverRan(InboundCall call, long now, boolean expired) {
        Sampler told = sampler;
        if (told == null) {
            return;
        }
        if (expired) {
            told.expired(call.startNanos(), now);
        } else {
            told.ignored(call.startNanos(), now);
        }
    }
}
