package dev.tern.rpc.observe;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The durations of one method's calls: a timer per outcome. The one of success is there from the beginning, each other one from its first time on, because most methods never end in most
 * ways and each timer is sixteen series. After that nothing is looked up and nothing allocated.
 */
final class Durations {

    /** The bounds that the conventions ask for, in milliseconds. */
    private static final Duration[] BOUNDS = Arrays.stream(
                    new int[] {5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000})
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Measure measure;
    private final String method;
    private final Outcomes outcomes;
    private final AtomicReferenceArray<Timer> timers;

    Durations(MeterRegistry registry, Measure measure, MethodDescriptor method) {
        this.registry = registry;
        this.measure = measure;
        this.method = Labels.method(method);
        this.outcomes = new Outcomes(method);
        this.timers = new AtomicReferenceArray<>(outcomes.size());
        timers.set(0, timer(0));
    }

    /** Counts a call that ends now. */
    void record(RpcCall call, long now) {
        record(outcomes.of(call), call, now);
    }

    /** Counts a call that ends now in this way. */
    void record(int outcome, RpcCall call, long now) {
        Timer timer = timers.get(outcome);
        if (timer == null) {
            timer = timer(outcome); // the same one for all who race
            timers.set(outcome, timer);
        }
        timer.record(now - call.startNanos(), TimeUnit.NANOSECONDS);
    }

    private Timer timer(int outcome) {
        String status = outcomes.status(outcome);
        String errorType = outcomes.errorType(outcome);
        return timer(registry, measure, Labels.TERN, method, status, status, errorType == null ? "none" : errorType);
    }

    /** A timer with the bounds of the conventions. */
    static Timer timer(MeterRegistry registry, Measure measure, String... labels) {
        return Timer.builder(measure.meter())
                .description(measure.description())
                .tags(measure.tags(labels))
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }
}
