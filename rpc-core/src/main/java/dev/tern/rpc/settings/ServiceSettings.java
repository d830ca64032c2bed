package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings of one service, as a program refers to it or provides it. They change when a source does. Thread-safe. */
public final class ServiceSettings implements AutoCloseable {

    private final Settings settings;
    private final ServiceDescriptor contracts;
    private final List<Assignment> code;
    private final ServiceDescriptor atStart;
    private List<MergedMethod> merged; // what sources say; guarded by settings
    private final AtomicInteger changes = new AtomicInteger(); // not told yet; above 0 while a thread tells
    private final AtomicReferenceArray<MergedMethod> inForce; // by number; written by the thread that tells
    private final AtomicReferenceArray<List<Refusal>> refused; // as above
    private @Nullable Consumer<MethodDescriptor> listener; // guarded by settings

    /** Values of a method that who binds it does not take. */
    private record Refusal(List<PolicySetting> settings, Problem problem) {}

    ServiceSettings(Settings settings, ServiceDescriptor contracts, List<Assignment> code) {
        this.settings = settings;
        this.contracts = contracts;
        this.code = code;
        this.merged = settings.merge(contracts, code);
        this.inForce = new AtomicReferenceArray<>(merged.toArray(MergedMethod[]::new));
        this.refused = new AtomicReferenceArray<>(merged.size());
        this.atStart = new ServiceDescriptor(
                contracts.name(),
                contracts.group(),
                contracts.version(),
                contracts.hash(),
                contracts.contract(),
                merged.stream().map(MergedMethod::method).toList());
    }

    /** The service with the policies that were in force when this was made. */
    public ServiceDescriptor service() {
        return atStart;
    }

    /**
     * Tells, from now on, of each method whose policy has changed, with its new one; of those that have changed since this was made at once. If the listener throws, it is told again with the changed
     * settings one after the other, those of one policy together: what it throws at is refused, visibly as for a value that is not right, and all else is in force. Called by one thread at a time,
     * which is the one that found a source changed; must not block.
     */
    public void listen(Consumer<MethodDescriptor> newListener) {
        synchronized (settings) {
            listener = newListener;
        }
        tell();
    }

    /** Forgets the service. */
    @Override
    public void close() {
        settings.remove(this);
    }

    /** A source has changed. The caller holds the lock of the settings, and tells later. */
    void refresh() {
        merged = settings.merge(contracts, code);
    }

    /** Tells what is not in force yet. Without a lock: a thread that comes while another one tells leaves it to that one, so that the last change is told last. */
    void tell() {
        if (changes.getAndIncrement() > 0) {
            return;
        }
        int told = 1;
        do {
            tellOnce();
            told = changes.addAndGet(-told);
        } while (told > 0);
    }

    private void tellOnce() {
        Consumer<MethodDescriptor> told;
        List<MergedMethod> now;
        synchronized (settings) {
            told = listener;
            now = merged;
        }
        if (told == null) {
            return;
        }
        for (int number = 0; number < now.size(); number++) {
            tell(told, number, now.get(number));
        }
    }

    private void tell(Consumer<MethodDescriptor> told, int number, MergedMethod wanted) {
        List<Refusal> now = new ArrayList<>();
        MergedMethod before = inForce.get(number);
        String problem = wanted.isAs(before) ? null : follow(told, wanted);
        inForce.set(number, problem == null ? wanted : piecewise(told, before, wanted, problem, now));
        List<Refusal> known = refused.getAndSet(number, now);
        now.stream()
                .filter(refusal -> known == null || !known.contains(refusal))
                .forEach(refusal -> settings.refused("settings", refusal.problem.source(), refusal.problem));
    }

    /** Follows what can be followed; what then is in force. */
    private static MergedMethod piecewise(
            Consumer<MethodDescriptor> told,
            MergedMethod before,
            MergedMethod wanted,
            String problem,
            List<Refusal> refusals) {
        Collection<List<PolicySetting>> groups = wanted.differences(before);
        MergedMethod reached = before;
        for (List<PolicySetting> group : groups) {
            MergedMethod next = reached.with(group, wanted);
            String why = groups.size() == 1 ? problem : follow(told, next);
            if (why == null) {
                reached = next;
            } else {
                String values = group.stream().map(wanted.ranking()::describe).collect(Collectors.joining(", "));
                refusals.add(new Refusal(group, Problem.ofMethod(wanted.method(), values, why)));
            }
        }
        return reached;
    }

    /** Why it cannot be followed; null if it is. */
    private static @Nullable String follow(Consumer<MethodDescriptor> told, MergedMethod method) {
        try {
            told.accept(method.method());
            return null;
        } catch (RuntimeException e) { // a user's filter that cannot be bound, say
            return String.valueOf(e.getMessage());
        } catch (Error e) { // users' code too, whose class is missing say; its message alone would not tell
            return e.toString();
        }
    }

    ServiceDescriptor contracts() {
        return contracts;
    }

    /** What code sets for it. */
    List<Assignment> code() {
        return code;
    }

    /** What is in force for a method. */
    MergedMethod inForce(MethodDescriptor method) {
        return inForce.get(method.number());
    }

    /** What who binds a method did not take of a setting. */
    List<String> refused(MethodDescriptor method, PolicySetting setting) {
        List<Refusal> all = refused.get(method.number());
        return all == null
                ? List.of()
                : all.stream()
                        .filter(refusal -> refusal.settings.contains(setting))
                        .map(refusal -> refusal.problem.toString())
                        .toList();
    }
}
