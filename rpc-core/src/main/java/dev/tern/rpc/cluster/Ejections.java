package dev.tern.rpc.cluster;

import dev.tern.rpc.kernel.OutlierPolicy;
import dev.tern.rpc.policy.OutlierDetector;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoints of a service are left out for their failures, for all methods. Thread-safe; {@link #configure}, {@link #add} and {@link #remove} under the lock of
 * {@link Endpoints} are told one after the other.
 *
 * <p>Success rates are compared at the end of an interval in which calls ended: the first one asks for a look then, so an idle service has no timer.
 */
final class Ejections {

    /** Who comes back is warm: its share grows only to see whether it is well. Longer, and the others would have to do its work where there is little to spare. */
    private static final long LONGEST_RETURN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final LongSupplier nanoTime;
    private final Announcements announcements;
    private final Runnable changed;
    private final Look look;
    private volatile @Nullable OutlierDetector detector;
    private volatile double panicThreshold;
    private volatile boolean lookIsDue; // at the end of the interval

    /**
     * Off until it is configured.
     *
     * @param changed is run when an endpoint was ejected, or is back
     */
    Ejections(LongSupplier nanoTime, Announcements announcements, Runnable changed, Look look) {
        this.nanoTime = nanoTime;
        this.announcements = announcements;
        this.changed = changed;
        this.look = look;
    }

    /** Begins anew: with no policy nobody is ejected any more. */
    void configure(@Nullable OutlierPolicy policy, long rampNanos, Collection<Endpoint> endpoints) {
        detector = policy == null ? null : new OutlierDetector(settings(policy, rampNanos), nanoTime, new Told());
        panicThreshold = policy == null ? 0 : policy.panicThreshold();
        endpoints.forEach(this::add);
    }

    /** Over which time the share of who comes back grows. */
    static long rampNanos(long slowStartNanos) {
        return Math.min(slowStartNanos, LONGEST_RETURN_NANOS);
    }

    private static OutlierDetector.Settings settings(OutlierPolicy policy, long rampNanos) {
        return new OutlierDetector.Settings(
                policy.consecutiveFailures(),
                policy.interval().toNanos(),
                policy.baseEjection().toNanos(),
                policy.maxEjection().toNanos(),
                policy.maxEjectedShare(),
                policy.successRateMinimumHosts(),
                policy.successRateRequestVolume(),
                policy.successRateStdevFactor(),
                policy.panicThreshold(),
                rampNanos(rampNanos));
    }

    void add(Endpoint endpoint) {
        OutlierDetector current = detector;
        endpoint.host(current == null ? null : current.add(endpoint));
    }

    /** Not under a lock: may let another one in. */
    void remove(Endpoint endpoint) {
        OutlierDetector current = detector;
        OutlierDetector.Host host = endpoint.host();
        if (current != null && host != null) {
            current.remove(host);
        }
    }

    /** An attempt ended there. */
    void ended(Endpoint endpoint, Verdict verdict) {
        OutlierDetector.Host host = endpoint.host();
        if (host == null || verdict == Verdict.IGNORED) {
            return;
        }
        if (verdict.isGood()) {
            host.onSuccess();
        } else {
            host.onFailure();
        }
        if (!lookIsDue) {
            lookIsDue = true;
            lookInTime();
        }
    }

    /** Sees to it that somebody looks when the next one comes back or the interval ends. Not under a lock. */
    void lookInTime() {
        OutlierDetector current = detector;
        if (current != null) {
            look.within(current.nanosUntilNextEvent());
        }
    }

    /** Lets in whose time is over, compares those that had calls. Not under a lock. */
    void sweep() {
        OutlierDetector current = detector;
        lookIsDue = false;
        if (current != null) {
            current.sweep();
        }
    }

    /** Whether so few of them are left that it does not matter who is ejected. */
    boolean isPanic(int left, int all) {
        return left == 0 || left < panicThreshold * all;
    }

    /** Tells of ejections. */
    private final class Told implements OutlierDetector.Listener {

        @Override
        public void ejected(Object key, String reason) {
            announcements.ejected(((Endpoint) key).peer(), reason);
            changed.run();
        }

        @Override
        public void returned(Object key) {
            announcements.returned(((Endpoint) key).peer());
            changed.run();
        }
    }
}
