package dev.tern.rpc.server;

import dev.tern.rpc.RateLimit;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.policy.Bulkhead;
import dev.tern.rpc.policy.RateLimiter;
import dev.tern.rpc.policy.Sampler;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The part of admission that is a method's own: the provider's {@link dev.tern.rpc.Bulkhead} and {@link RateLimit} on the implementation, for all consumers
 * together, and how long its calls take. What is not set is absent. Any thread.
 */
final class MethodLimits {

    private final @Nullable Bulkhead bulkhead;
    private final @Nullable RateLimiter rate;
    /** A caller that gives a call up so short before its deadline does it because of that. */
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final @Nullable Sampler sampler;

    private MethodLimits(@Nullable Bulkhead bulkhead, @Nullable RateLimiter rate, @Nullable Sampler sampler) {
        this.bulkhead = bulkhead;
        this.rate = rate;
        this.sampler = sampler;
    }

    /**
     * What the implementation says of a method.
     *
     * @param sampler takes how long calls take; null if nobody wants to know
     * @throws IllegalArgumentException for a bad value; the message names where it stands and what is expected
     */
    static MethodLimits of(Class<?> implementation, MethodDescriptor method, @Nullable Sampler sampler) {
        dev.tern.rpc.Bulkhead calls = MarkedMethods.find(implementation, method, dev.tern.rpc.Bulkhead.class);
        RateLimit permits = MarkedMethods.find(implementation, method, RateLimit.class);
        try {
            return new MethodLimits(
                    calls == null ? null : bulkhead(calls), permits == null ? null : limiter(permits), sampler);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(implementation.getName() + ", for " + method + ": " + e.getMessage(), e);
        }
    }

    private static Bulkhead bulkhead(dev.tern.rpc.Bulkhead said) {
        return new Bulkhead(
                (int) value(said, PolicySetting.BULKHEAD_MAX_CONCURRENT, String.valueOf(said.maxConcurrent())));
    }

    private static RateLimiter limiter(RateLimit said) {
        int permits = (int) value(said, PolicySetting.RATE_LIMIT_PERMITS, String.valueOf(said.permits()));
        Duration period = (Duration) value(said, PolicySetting.RATE_LIMIT_PERIOD, said.period());
        return new RateLimiter(permits, period.toNanos(), System::nanoTime);
    }

    private static Object value(Annotation said, PolicySetting setting, String text) {
        try {
            return setting.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("@" + said.annotationType().getSimpleName() + ": " + e.getMessage(), e);
        }
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
                ? String.valueOf(rate) + " (expected: fewer calls, set by @RateLimit of the provider's implementation)"
                : String.valueOf(bulkhead)
                        + " calls under way (expected: fewer, set by @Bulkhead of the provider's implementation)";
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
            neverRan(call, now, call.deadlineNanos() - now <= SOON_NANOS);
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
            neverRan(call, now, status == Status.DEADLINE_EXCEEDED || call.deadlineNanos() - now <= SOON_NANOS);
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
