package dev.tern.rpc.observe;

import dev.tern.rpc.kernel.MethodDescriptor;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Meters whose value is asked for when it is read: what a client or a server knows anyway. They are there until this is closed. Thread-safe.
 *
 * <p>Several clients of one registry, several references of one service and overloads of a method show one value, their sum or the highest: Micrometer by itself would show the first one's.
 */
public final class Gauges implements AutoCloseable {

    /** By registry, then by meter; guarded by itself. Holds nothing of registries whose gauges are all closed. */
    private static final Map<MeterRegistry, Map<Key, Sum>> ALL = new HashMap<>();

    private final @Nullable MeterRegistry registry;
    private final List<Part> parts = new ArrayList<>(); // guarded by ALL

    /** Gauges of a registry; without one what is added is forgotten. */
    public Gauges(@Nullable MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Adds a value that rises and falls.
     *
     * @param value is asked on the threads that read meters; must not block
     * @param labels the values of the measure's labels, in their order; never what comes over the wire
     */
    public void add(Measure measure, DoubleSupplier value, String... labels) {
        add(measure, Way.SUM, value, labels);
    }

    /** Adds a value of which the highest is shown, such as an age; NaN while it has none. See {@link #add(Measure, DoubleSupplier, String...)}. */
    public void highest(Measure measure, DoubleSupplier value, String... labels) {
        add(measure, Way.HIGHEST, value, labels);
    }

    /** {@link #add(Measure, DoubleSupplier, String...)} of a method. */
    public void add(Measure measure, DoubleSupplier value, MethodDescriptor method) {
        add(measure, Way.SUM, value, Labels.method(method));
    }

    /** Adds a count that only rises; see {@link #add(Measure, DoubleSupplier, String...)}. */
    public void count(Measure measure, DoubleSupplier value, String... labels) {
        add(measure, Way.COUNT, value, labels);
    }

    private void add(Measure measure, Way way, DoubleSupplier value, String... labels) {
        if (registry == null) {
            return;
        }
        Key key = new Key(measure, measure.tags(labels));
        synchronized (ALL) {
            Sum sum = ALL.computeIfAbsent(registry, r -> new HashMap<>())
                    .computeIfAbsent(key, k -> new Sum(registry, k, way));
            sum.add(value);
            parts.add(new Part(key, value));
        }
    }

    /** Takes back what was added. */
    @Override
    public void close() {
        synchronized (ALL) {
            Map<Key, Sum> sums = registry == null ? null : ALL.get(registry);
            if (sums == null) {
                return;
            }
            for (Part part : parts) {
                Sum sum = sums.get(part.key);
                if (sum != null && sum.removeLast(part.value)) {
                    sums.remove(part.key);
                }
            }
            parts.clear();
            if (sums.isEmpty()) {
                ALL.remove(registry);
            }
        }
    }

    /** How values become one. */
    private enum Way {
        SUM,
        HIGHEST,
        COUNT
    }

    private record Key(Measure measure, Tags tags) {}

    private record Part(Key key, DoubleSupplier value) {}

    /** One meter. Read without a lock: a supplier may take locks of its own. */
    private static final class Sum {

        private final MeterRegistry registry;
        private final Way way;
        private final Meter meter;
        private volatile State state = new State(List.of(), 0); // written under ALL

        Sum(MeterRegistry registry, Key key, Way way) {
            this.registry = registry;
            this.way = way;
            Measure measure = key.measure;
            this.meter = way == Way.COUNT
                    ? FunctionCounter.builder(measure.meter(), this, Sum::value)
                            .description(measure.description())
                            .baseUnit(measure.unit())
                            .tags(key.tags)
                            .register(registry)
                    : Gauge.builder(measure.meter(), this, Sum::value)
                            .description(measure.description())
                            .baseUnit(measure.unit())
                            .tags(key.tags)
                            .register(registry);
        }

        private double value() {
            State now = state;
            if (way == Way.HIGHEST) {
                return now.values.stream()
                        .mapToDouble(DoubleSupplier::getAsDouble)
                        .filter(value -> !Double.isNaN(value))
                        .max()
                        .orElse(Double.NaN);
            }
            double sum = now.before;
            for (DoubleSupplier value : now.values) {
                sum += value.getAsDouble();
            }
            return sum;
        }

        private void add(DoubleSupplier value) {
            List<DoubleSupplier> more = new ArrayList<>(state.values);
            more.add(value);
            state = new State(more, state.before);
        }

        /** Whether nothing is left. */
        private boolean removeLast(DoubleSupplier value) {
            List<DoubleSupplier> rest = new ArrayList<>(state.values);
            rest.remove(value);
            if (rest.isEmpty()) {
                registry.remove(meter);
                return true;
            }
            state = new State(rest, way == Way.COUNT ? state.before + value.getAsDouble() : 0);
            return false;
        }
    }

    /**
     * What a meter adds up.
     *
     * @param before what those counted that are gone: a count does not fall
     */
    private record State(List<DoubleSupplier> values, double before) {}
}
