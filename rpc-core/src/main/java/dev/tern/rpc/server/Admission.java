package dev.tern.rpc.server;

import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.policy.AdaptiveLimit;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one gate of a provider: so many calls may be under way, counted from their arrival to their answer; they may wait for a thread, no others may. How many is
 * found by how long calls take ({@link AdaptiveLimit}), unless it is fixed.
 *
 * <p><b>Shares.</b> While several consumers call, one that has more than its share, the limit divided by their number, is refused from 90 % of the limit on, so
 * that there is room for the others; one that has less may go beyond the limit by a quarter, though not beyond its upper bound, for what the first one
 * has got must be answered first. A consumer alone may use all.
 *
 * <p>Thread-safe; a few atomic operations for each call, no lock.
 */
final class Admission {

    private static final Logger log = LoggerFactory.getLogger(Admission.class);
    private static final int INITIAL = 1000;
    private static final int LEAST = 8;
    private static final double NEARLY_FULL = 0.9;
    private static final double RESERVE = 0.25;
    private static final int LEAST_RESERVE = 2;

    private volatile int most;
    private volatile @Nullable AdaptiveLimit adaptive;
    private final Consumers consumers = new Consumers();
    private final UnderWay underWay = new UnderWay();
    private final LongAdder queued = new LongAdder();
    private volatile @Nullable LongConsumer waits;
    private final AtomicBoolean meterFailed = new AtomicBoolean();
    private final Map<Reason, LongAdder> refused =
            Stream.of(Reason.values()).collect(Collectors.toUnmodifiableMap(Function.identity(), r -> new LongAdder()));

    /** Why a call is refused. */
    enum Reason {
        LIMIT,
        SHARE,
        BULKHEAD,
        RATE,
        /** It was admitted, and the executor took no more. */
        EXECUTOR,
        /** It was admitted, and its time was over when its turn came, or before all of it was there. */
        EXPIRED
    }

    /** A gate as it is unless somebody sets something. */
    Admission() {
        this(MethodPolicy.STANDARD.serverMaxConcurrentCalls(), MethodPolicy.STANDARD.serverAdaptiveLimit());
    }

    /** A gate of at most so many calls; whether the limit adapts below that. */
    Admission(int most, boolean adapts) {
        this(most, adapts ? adaptive(most) : null);
    }

    Admission(int most, @Nullable AdaptiveLimit adaptive) {
        this.most = most;
        this.adaptive = adaptive;
    }

    private static AdaptiveLimit adaptive(int most) {
        return new AdaptiveLimit(
                Math.min(INITIAL, most),
                Math.min(LEAST, most),
                most,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /** At most so many calls from now on; whether the limit adapts below that. What is under way stays, and what is known of how long calls take, unless adapting itself is switched. */
    void configure(int newMost, boolean adapts) {
        AdaptiveLimit known = adaptive;
        if (newMost == most && adapts == (known != null)) {
            return;
        }
        most = newMost;
        if (known == null || !adapts) {
            adaptive = adapts ? adaptive(newMost) : null;
        } else {
            known.bounds(Math.min(INITIAL, newMost), Math.min(LEAST, newMost), newMost);
        }
    }

    /** What wants to know how long calls take; null if the limit is fixed. */
    @Nullable
    AdaptiveLimit adaptive() {
        return adaptive;
    }

    Consumers consumers() {
        return consumers;
    }

    /** Admits a call, which is to {@link #leave}; why not, for its caller, or null. The time is that of its arrival. */
    @Nullable
    String enter(Consumers.Consumer consumer, ServedMethod method, long nowNanos) {
        Reason reason = refusal(consumer, nowNanos);
        String text = null;
        if (reason != null) {
            text = describe(reason, consumer);
            AdaptiveLimit told = adaptive;
            if (told != null) {
                told.refused(nowNanos);
            }
        } else {
            reason = method.limits().enter();
            if (reason != null) {
                text = method.limits().describe(reason);
            }
        }
        if (reason == null) {
            return null;
        }
        consumers.refused(consumer);
        underWay.turnBack();
        refused(reason).increment();
        return method.descriptor() + ": " + text;
    }

    private @Nullable Reason refusal(Consumers.Consumer consumer, long nowNanos) {
        int limit = limit();
        int active = consumers.active(consumer, nowNanos);
        long own = consumer.underWay().come();
        long number = underWay.come();
        if (active <= 1) {
            return underWay.isWithin(limit, number) ? null : Reason.LIMIT;
        }
        if (!consumer.underWay().isWithin(Math.max(1, limit / active), own)) {
            return underWay.isWithin(Math.max(1, limit * NEARLY_FULL), number) ? null : Reason.SHARE;
        }
        double beyond = Math.min(most, limit + Math.max(LEAST_RESERVE, limit * RESERVE));
        return underWay.isWithin(beyond, number) ? null : Reason.LIMIT;
    }

    private String describe(Reason reason, Consumers.Consumer consumer) {
        String setting = adaptive == null
                ? "set by " + PolicySetting.SERVER_MAX_CONCURRENT_CALLS + " of the provider)"
                : "the limit is " + limit() + ", adapted to how long calls take, and at most " + most + ", set by "
                        + PolicySetting.SERVER_MAX_CONCURRENT_CALLS + " of the provider)";
        String of = reason == Reason.SHARE
                ? ", " + (consumer.underWay().count() - 1) + " of application '" + consumer.application()
                        + "', which has more than its share"
                : "";
        return underWay.count() - 1 + " calls are under way" + of + " (expected: fewer, " + setting;
    }

    /** A call that was admitted has been answered, or will not be. */
    void leave(Consumers.Consumer consumer, ServedMethod method) {
        method.limits().leave();
        consumers.ended(consumer);
        underWay.leave();
    }

    /** An admitted call waits for a thread. */
    void queued() {
        queued.increment();
    }

    /** A call that waited begins, or will not. */
    void dequeued() {
        queued.decrement();
    }

    /** Is told from now on how many nanoseconds each call has waited for a thread; any thread. What it throws is dropped, and logged the first time. */
    void measureWaits(LongConsumer meter) {
        waits = meter;
    }

    /** A call that arrived at this time waits no more: a thread has it, or nobody wants it any more. */
    void waited(long arrivedNanos) {
        LongConsumer meter = waits;
        if (meter == null) {
            return;
        }
        try {
            meter.accept(System.nanoTime() - arrivedNanos);
        } catch (RuntimeException | Error e) { // users' code, on the way of a call that holds permits
            if (!meterFailed.getAndSet(true)) {
                log.warn("the meter of the time that calls wait failed; this is logged once", e);
            }
        }
    }

    /** How many calls may be under way now. */
    int limit() {
        AdaptiveLimit found = adaptive;
        return found == null ? most : Math.min(most, found.limit());
    }

    int underWay() {
        return underWay.count();
    }

    /** How many calls were refused for that reason. */
    LongAdder refused(Reason reason) {
        return Objects.requireNonNull(refused.get(reason));
    }

    AdmissionState state() {
        long sum = refused.values().stream().mapToLong(LongAdder::sum).sum();
        return new AdmissionState(limit(), underWay.count(), (int) Math.max(0, queued.sum()), sum);
    }
}
