package dev.tern.rpc.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Takes hosts out of the choice that do worse than they should, and lets them in again. After Envoy's outlier detection ({@code
 * outlier_detection_impl.cc}):
 *
 * <ul>
 *   <li>A host is ejected after so many failures in a row, at once; and at the end of an interval if its success rate lies below the mean less a
 *       factor times the standard deviation, among the hosts with enough calls, if those are enough.
 *   <li>It stays out for the base time, times how often it was ejected, at most the maximum. Each interval in which it is well takes one off again.
 *   <li>At most a share of the hosts is out, but always one may be.
 * </ul>
 *
 * Where this differs: the last host is never ejected, and if removals make an ejected one the last, the next to return does so at once; a host
 * returns when its time is over, not at the end of an interval; its counters begin anew then, so that it is not ejected for what it did before; of
 * many outliers the worst go first; there is no jitter, as the return is gradual ({@link Host#rampShare()}, Envoy's linear slow start).
 *
 * <p>{@link #sweep()} must be called at the latest after {@link #nanosUntilNextEvent()}. Outcomes are counted without lock or allocation. One lock
 * guards the set of hosts and who is ejected; it is taken to add, remove, eject and sweep, never while a listener runs.
 */
public final class OutlierDetector {

    /** Hears of each ejection and return, on the thread that caused it, outside of the lock; must not block or throw. */
    public interface Listener {
        void ejected(Object key, String reason);

        void returned(Object key);
    }

    /**
     * When hosts are ejected and for how long; the defaults are Envoy's but for the share.
     *
     * @param consecutiveFailures failures in a row that eject, at least 1
     * @param intervalNanos over how long success rates are taken
     * @param baseEjectionNanos how long the first ejection lasts
     * @param maxEjectionNanos how long one lasts at most, not below the base
     * @param maxEjectedShare how many of all hosts may be out, above 0 and at most 1; one may always be, the last never
     * @param successRateMinimumHosts how many hosts must have enough calls for their success rates to be compared
     * @param successRateRequestVolume how many calls in an interval are enough
     * @param successRateStdevFactor how many standard deviations below the mean is too low
     * @param panicThreshold the share of hosts below which {@link OutlierDetector#panic()} holds, 0 to 1
     * @param rampNanos over how long a host's share grows when it is back; 0 for at once
     */
    public record Settings(
            int consecutiveFailures,
            long intervalNanos,
            long baseEjectionNanos,
            long maxEjectionNanos,
            double maxEjectedShare,
            int successRateMinimumHosts,
            int successRateRequestVolume,
            double successRateStdevFactor,
            double panicThreshold,
            long rampNanos) {

        private static final long SECOND = 1_000_000_000;

        public Settings {
            Expect.atLeast(1, "consecutiveFailures", consecutiveFailures);
            Expect.atLeast(1, "intervalNanos", intervalNanos);
            Expect.atLeast(1, "baseEjectionNanos", baseEjectionNanos);
            Expect.that(
                    maxEjectionNanos >= baseEjectionNanos && maxEjectionNanos <= 1L << 61,
                    "maxEjectionNanos",
                    maxEjectionNanos,
                    "baseEjectionNanos, " + baseEjectionNanos + ", to 2^61");
            Expect.rate("maxEjectedShare", maxEjectedShare);
            Expect.atLeast(1, "successRateMinimumHosts", successRateMinimumHosts);
            Expect.atLeast(1, "successRateRequestVolume", successRateRequestVolume);
            Expect.that(successRateStdevFactor >= 0, "successRateStdevFactor", successRateStdevFactor, ">= 0");
            Expect.that(panicThreshold >= 0 && panicThreshold <= 1, "panicThreshold", panicThreshold, "0 to 1");
            Expect.atLeast(0, "rampNanos", rampNanos);
        }

        /** 5 failures in a row; 1.9 deviations among 5 hosts of 100 calls in 10 s; out for 30 s to 300 s; panic below half; 30 s to full share. */
        public static Settings standard() {
            return new Settings(5, 10 * SECOND, 30 * SECOND, 300 * SECOND, 1.0, 5, 100, 1.9, 0.5, 30 * SECOND);
        }
    }

    private record Ejection(Host host, String reason) {}

    private final Settings settings;
    private final LongSupplier nanoTime;
    private final Listener listener;
    private final Object lock = new Object();
    private final Set<Host> hosts = new LinkedHashSet<>(); // guarded by lock, as all that is not volatile or atomic
    private int ejected;
    private long intervalStart;
    private volatile boolean panic;

    /** A detector without hosts, whose first interval begins now. */
    public OutlierDetector(Settings settings, LongSupplier nanoTime, Listener listener) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.intervalStart = nanoTime.getAsLong();
    }

    /** A new host, well so far; the key is what the listener is told. */
    public Host add(Object key) {
        Host host = new Host(key);
        synchronized (lock) {
            hosts.add(host);
            update();
        }
        return host;
    }

    /** Forgets a host; what it still counts changes nothing. */
    public void remove(Host host) {
        Host returning = null;
        synchronized (lock) {
            if (!hosts.remove(host)) {
                return;
            }
            ejected -= host.ejected ? 1 : 0;
            if (ejected > 0 && ejected == hosts.size()) {
                long now = nanoTime.getAsLong();
                returning = hosts.stream()
                        .min(Comparator.comparingLong(next -> next.returnAt - now))
                        .orElseThrow();
                letIn(returning, now);
            }
            update();
        }
        if (returning != null) {
            listener.returned(returning.key);
        }
    }

    /** Lets in whose time is over and, at the end of an interval, ejects by success rate; the keys of the hosts that are back. */
    public List<Object> sweep() {
        long now = nanoTime.getAsLong();
        List<Object> back = new ArrayList<>();
        List<Ejection> out = new ArrayList<>();
        synchronized (lock) {
            for (Host host : hosts) {
                if (host.ejected && host.returnAt - now <= 0) {
                    letIn(host, now);
                    back.add(host.key);
                }
            }
            if (now - intervalStart >= settings.intervalNanos) {
                ejectBySuccessRate(now, out);
                hosts.forEach(host -> host.endInterval(now));
                intervalStart = now;
            }
            update();
        }
        back.forEach(listener::returned);
        out.forEach(ejection -> listener.ejected(ejection.host.key, ejection.reason));
        return back;
    }

    /** How long until {@link #sweep()} has something to do: the end of the interval, or a return before it. */
    public long nanosUntilNextEvent() {
        long now = nanoTime.getAsLong();
        synchronized (lock) {
            long next = settings.intervalNanos - (now - intervalStart);
            for (Host host : hosts) {
                next = host.ejected ? Math.min(next, host.returnAt - now) : next;
            }
            return Math.max(0, next);
        }
    }

    /** Whether so many are out that ejection does more harm than good: the owner then chooses among all hosts. A volatile read. */
    public boolean panic() {
        return panic;
    }

    private void ejectBySuccessRate(long now, List<Ejection> out) {
        List<Host> compared = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (Host host : hosts) {
            host.readInterval();
            if (!host.ejected && host.calls >= settings.successRateRequestVolume) {
                compared.add(host);
                rates.add(host.successRate);
            }
        }
        if (compared.size() < settings.successRateMinimumHosts) {
            return;
        }
        SuccessRates limits = SuccessRates.of(rates, settings.successRateStdevFactor);
        compared.sort(Comparator.comparingDouble(host -> host.successRate));
        for (Host host : compared) {
            if (limits.isOutlier(host.successRate) && eject(host, now)) {
                out.add(new Ejection(host, reason(host, limits)));
            }
        }
    }

    private String reason(Host host, SuccessRates limits) {
        return String.format(
                Locale.ROOT,
                "success rate %.3f of %d calls in %s (limit %.3f: mean %.3f - %s * deviation %.3f)",
                host.successRate,
                host.calls,
                Nanos.text(settings.intervalNanos),
                limits.threshold(),
                limits.mean(),
                settings.successRateStdevFactor,
                limits.deviation());
    }

    private void failedInARow(Host host) {
        synchronized (lock) {
            if (host.ejected || !hosts.contains(host)) {
                return;
            }
            boolean done = eject(host, nanoTime.getAsLong());
            host.consecutive.set(0); // if it may not be ejected, the next ones in a row ask again
            if (!done) {
                return;
            }
            update();
        }
        listener.ejected(host.key, settings.consecutiveFailures + " failures in a row");
    }

    private boolean eject(Host host, long now) {
        int size = hosts.size();
        int share = (int) (settings.maxEjectedShare * size + 1e-9); // 0.3 of 10 is 3
        if (ejected >= Math.min(size - 1, Math.max(1, share))) {
            return false;
        }
        ejected++;
        host.eject(now);
        return true;
    }

    private void letIn(Host host, long now) {
        ejected--;
        host.letIn(now);
    }

    private void update() {
        panic = hosts.size() - ejected < settings.panicThreshold * hosts.size();
    }

    /** One host; outcomes are told by any thread. */
    public final class Host {

        private static final int CALL_SHIFT = 32;
        private static final double FIRST_SHARE = 0.1; // Envoy's min_weight_percent

        private final Object key;
        private final AtomicInteger consecutive = new AtomicInteger();
        private final AtomicLong interval = new AtomicLong(); // calls in the upper half, successes in the lower
        private volatile boolean ejected;
        private volatile boolean ramping;
        private volatile long returnedAt;
        private long returnAt;
        private int times; // Envoy's eject_time_backoff
        private long calls;
        private double successRate;

        private Host(Object key) {
            this.key = key;
        }

        /** A call ended in a way that speaks for the host. */
        public void onSuccess() {
            interval.getAndAdd((1L << CALL_SHIFT) + 1);
            if (consecutive.get() != 0) {
                consecutive.set(0);
            }
        }

        /** A call ended in a way that speaks against the host. */
        public void onFailure() {
            interval.getAndAdd(1L << CALL_SHIFT);
            if (consecutive.incrementAndGet() == settings.consecutiveFailures) {
                failedInARow(this);
            }
        }

        /** Whether it should not be chosen, unless in {@link OutlierDetector#panic()}. */
        public boolean isEjected() {
            return ejected;
        }

        /** The share of its weight that it should have: from 0.1 when it is back to 1 after the ramp. 1 for one that never left, or is out. */
        public double rampShare() {
            if (!ramping) {
                return 1;
            }
            double grown = (nanoTime.getAsLong() - returnedAt) / (double) settings.rampNanos;
            return Math.min(1, Math.max(FIRST_SHARE, grown));
        }

        /** How long it is still out; 0 if it is not. */
        public long nanosUntilReturn() {
            synchronized (lock) {
                return ejected ? Math.max(0, returnAt - nanoTime.getAsLong()) : 0;
            }
        }

        /** What it was added with. */
        public Object key() {
            return key;
        }

        @Override
        public String toString() {
            return key + (ejected ? " (ejected)" : "");
        }

        private void eject(long now) {
            if (times * settings.baseEjectionNanos < settings.maxEjectionNanos + settings.baseEjectionNanos) {
                times++;
            }
            returnAt = now + Math.min(times * settings.baseEjectionNanos, settings.maxEjectionNanos);
            ramping = false;
            ejected = true;
        }

        private void letIn(long now) {
            consecutive.set(0);
            interval.set(0);
            returnedAt = now;
            ramping = settings.rampNanos > 0;
            ejected = false;
        }

        private void readInterval() {
            long counted = interval.getAndSet(0);
            calls = counted >>> CALL_SHIFT;
            successRate = calls == 0 ? 0 : (counted & 0xFFFF_FFFFL) / (double) calls;
        }

        private void endInterval(long now) {
            if (ejected) {
                return;
            }
            if (times > 0 && now - returnedAt >= settings.intervalNanos) {
                times--;
            }
            if (ramping && now - returnedAt >= settings.rampNanos) {
                ramping = false;
            }
        }
    }
}
