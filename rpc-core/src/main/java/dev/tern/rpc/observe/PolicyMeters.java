package dev.tern.rpc.observe;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.PolicySetting;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what policies decide. The counters of a method are made when the first thing happens to it, all at once, so that what has not happened yet shows as zero. Thread-safe; takes no lock after
 * that.
 *
 * <p>Endpoints are no labels: over time there is no end of them.
 */
public final class PolicyMeters implements PolicyListener {

    private static final List<String> STATES =
            List.of("CLOSED", "OPEN", "HALF_OPEN", "FORCED_OPEN", "FORCED_CLOSED", Labels.OTHER);

    private final MeterRegistry registry;
    private final Map<String, Map<String, OfMethod>> methods = new ConcurrentHashMap<>(); // by service and signature
    private final Map<String, OfService> services = new ConcurrentHashMap<>();
    private final Counter settingsRefused;

    /** Counters in this registry. */
    public PolicyMeters(MeterRegistry registry) {
        this.registry = registry;
        this.settingsRefused = counter(Measure.SETTINGS_REFUSED);
    }

    @Override
    public void retried(MethodDescriptor method, Reason reason, RpcException failure) {
        Objects.requireNonNull(of(method).retries.get(reason)).increment();
    }

    @Override
    public void budgetExhausted(MethodDescriptor method) {
        of(method).budgetExhausted.increment();
    }

    @Override
    public void hedged(MethodDescriptor method) {
        of(method).hedges.increment();
    }

    @Override
    public void fellBack(MethodDescriptor method, Throwable failure) {
        of(method).fallbacks.increment();
    }

    @Override
    public void refused(MethodDescriptor method, PolicySetting limit) {
        of(method)
                .refusals
                .computeIfAbsent(limit, key -> counter(Measure.CLIENT_REFUSALS, Labels.method(method), key.key()))
                .increment();
    }

    @Override
    public void breakerChanged(MethodDescriptor method, CallInfo.Peer endpoint, String from, String to, String cause) {
        int state = STATES.indexOf(to);
        of(method).transitions.get(state < 0 ? STATES.size() - 1 : state).increment();
    }

    @Override
    public void ejected(String service, CallInfo.Peer endpoint, String cause) {
        of(service).ejections.increment();
    }

    @Override
    public void returned(String service, CallInfo.Peer endpoint) {
        of(service).returns.increment();
    }

    @Override
    public void settingRefused(String source, String name, String problem) {
        settingsRefused.increment();
    }

    private OfMethod of(MethodDescriptor method) {
        return methods.computeIfAbsent(method.service(), service -> new ConcurrentHashMap<>())
                .computeIfAbsent(method.signature(), signature -> new OfMethod(Labels.method(method)));
    }

    private OfService of(String service) {
        return services.computeIfAbsent(service, OfService::new);
    }

    private Counter counter(Measure measure, String... labels) {
        return Counter.builder(measure.meter())
                .description(measure.description())
                .baseUnit(measure.unit())
                .tags(measure.tags(labels))
                .register(registry);
    }

    private final class OfMethod {

        private final Map<Reason, Counter> retries = new EnumMap<>(Reason.class);
        private final Counter budgetExhausted;
        private final Counter hedges;
        private final Counter fallbacks;
        private final Map<PolicySetting, Counter> refusals = new ConcurrentHashMap<>();
        private final List<Counter> transitions; // as STATES

        OfMethod(String method) {
            for (Reason reason : Reason.values()) {
                retries.put(reason, counter(Measure.CLIENT_RETRIES, method, reason.name()));
            }
            budgetExhausted = counter(Measure.CLIENT_BUDGET_EXHAUSTED, method);
            hedges = counter(Measure.CLIENT_HEDGES, method);
            fallbacks = counter(Measure.CLIENT_FALLBACKS, method);
            transitions = STATES.stream()
                    .map(to -> counter(Measure.CLIENT_BREAKER_TRANSITIONS, method, to))
                    .toList();
        }
    }

    private final class OfService {

        private final Counter ejections;
        private final Counter returns;

        OfService(String service) {
            ejections = counter(Measure.CLIENT_EJECTIONS, service);
            returns = counter(Measure.CLIENT_RETURNS, service);
        }
    }
}
