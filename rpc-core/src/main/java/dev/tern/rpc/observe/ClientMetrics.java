package dev.tern.rpc.observe;

import dev.tern.rpc.NoProvider;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Times whole calls at the consumer, counts their attempts, tells how many are under way, and why there was nobody to send those to that failed for that. */
public final class ClientMetrics implements Filter {

    private final MeterRegistry registry;
    private final Gauges gauges;
    private final LongSupplier nanoTime;
    private final Map<String, LongAdder> active =
            new ConcurrentHashMap<>(); // by service; looked up when a chain is built

    /**
     * A filter with its meters.
     *
     * @param gauges take the number of calls under way
     * @param nanoTime the clock, on the scale of {@link System#nanoTime()}
     */
    public ClientMetrics(MeterRegistry registry, Gauges gauges, LongSupplier nanoTime) {
        this.registry = registry;
        this.gauges = gauges;
        this.nanoTime = nanoTime;
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        return new Measured(method, next);
    }

    private LongAdder active(String service) {
        return active.computeIfAbsent(service, name -> {
            LongAdder calls = new LongAdder();
            gauges.add(Measure.CLIENT_CALLS_ACTIVE, calls::sum, name);
            return calls;
        });
    }

    private DistributionSummary attempts(MethodDescriptor method) {
        return DistributionSummary.builder(Measure.CLIENT_CALL_ATTEMPTS.meter())
                .description(Measure.CLIENT_CALL_ATTEMPTS.description())
                .baseUnit(Measure.CLIENT_CALL_ATTEMPTS.unit())
                .tags(Measure.CLIENT_CALL_ATTEMPTS.tags(Labels.method(method)))
                .serviceLevelObjectives(1, 2, 3, 4, 5)
                .register(registry);
    }

    private Map<NoProvider, Counter> unsent(MethodDescriptor method) {
        Map<NoProvider, Counter> counters = new EnumMap<>(NoProvider.class);
        for (NoProvider reason : NoProvider.values()) {
            counters.put(
                    reason,
                    Counter.builder(Measure.CLIENT_CALLS_UNSENT.meter())
                            .description(Measure.CLIENT_CALLS_UNSENT.description())
                            .baseUnit(Measure.CLIENT_CALLS_UNSENT.unit())
                            .tags(Measure.CLIENT_CALLS_UNSENT.tags(Labels.method(method), reason.name()))
                            .register(registry));
        }
        return counters;
    }

    /** One object for all calls of a method: what it needs of a call stands in the call. */
    private final class Measured implements Invoker, Completion {

        private final Durations durations;
        private final DistributionSummary attempts;
        private final LongAdder active;
        private final MethodDescriptor method;
        private final Invoker next;
        private volatile @Nullable Map<NoProvider, Counter> unsent; // null: none was so far

        Measured(MethodDescriptor method, Invoker next) {
            this.durations = new Durations(registry, Measure.CLIENT_CALL_DURATION, method);
            this.attempts = attempts(method);
            this.active = active(method.service());
            this.method = method;
            this.next = next;
        }

        @Override
        public void invoke(RpcCall call) {
            active.increment();
            call.onCompletion(this);
            next.invoke(call);
        }

        @Override
        public boolean completed(RpcCall call) {
            active.decrement();
            attempts.record(call.attempts());
            durations.record(call, nanoTime.getAsLong());
            RpcException error = call.error();
            if (error != null) {
                error.noProvider().ifPresent(this::unsent);
            }
            return true;
        }

        private void unsent(NoProvider reason) {
            Map<NoProvider, Counter> counters = unsent;
            if (counters == null) {
                counters = ClientMetrics.this.unsent(method); // the same ones for all who race
                unsent = counters;
            }
            Objects.requireNonNull(counters.get(reason)).increment();
        }

        @Override
        public String toString() {
            return "metrics -> " + next;
        }
    }
}
