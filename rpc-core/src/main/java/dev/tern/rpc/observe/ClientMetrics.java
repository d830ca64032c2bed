package dev.tern.rpc.observe;

import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Times whole calls at the consumer, counts their attempts, and tells how many are under way. */
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

    /** One object for all calls of a method: what it needs of a call stands in the call. */
    private final class Measured implements Invoker, Completion {

        private final Durations durations;
        private final DistributionSummary attempts;
        private final LongAdder active;
        private final Invoker next;

        Measured(MethodDescriptor method, Invoker next) {
            this.durations = new Durations(registry, Measure.CLIENT_CALL_DURATION, method);
            this.attempts = attempts(method);
            this.active = active(method.service());
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
            return true;
        }

        @Override
        public String toString() {
            return "metrics -> " + next;
        }
    }
}
