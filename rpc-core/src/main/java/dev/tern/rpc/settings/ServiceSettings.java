package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The settings of one reference of a service. They change when a source does. Thread-safe. */
public final class ServiceSettings implements AutoCloseable {

    private final Settings settings;
    private final ServiceDescriptor contracts;
    private final List<Assignment> code;
    private final ServiceDescriptor atStart;
    private List<MergedMethod> merged; // guarded by settings
    private final AtomicInteger changes = new AtomicInteger(); // not told yet; above 0 while a thread tells
    private final List<MethodDescriptor> applied; // what is in force; of the thread that tells
    private final AtomicReferenceArray<@Nullable Problem> refused; // by the number of the method
    private @Nullable Consumer<MethodDescriptor> listener; // guarded by settings

    ServiceSettings(Settings settings, ServiceDescriptor contracts, List<Assignment> code) {
        this.settings = settings;
        this.contracts = contracts;
        this.code = code;
        this.merged = merge();
        this.applied = new ArrayList<>(merged.stream().map(MergedMethod::method).toList());
        this.refused = new AtomicReferenceArray<>(applied.size());
        this.atStart = new ServiceDescriptor(
                contracts.name(),
                contracts.group(),
                contracts.version(),
                contracts.hash(),
                contracts.contract(),
                applied);
    }

    private List<MergedMethod> merge() {
        List<Assignment> all = new ArrayList<>(code);
        all.addAll(settings.assignments(contracts));
        return contracts.methods().stream()
                .map(method -> new MergedMethod(method, all))
                .toList();
    }

    /** The service with the policies that were in force when the reference was made. */
    public ServiceDescriptor service() {
        return atStart;
    }

    /**
     * Tells, from now on, of each method whose policy has changed, with its new one; of those that have changed since the reference was made at once. If the listener throws, nothing has
     * changed for that method, and that is visible as for a value that is refused. Called by one thread at a time, which is the one that found a source changed; must not block.
     */
    public void listen(Consumer<MethodDescriptor> newListener) {
        synchronized (settings) {
            listener = newListener;
        }
        tell();
    }

    /** Forgets the reference. */
    @Override
    public void close() {
        settings.remove(this);
    }

    /** A source has changed. The caller holds the lock of the settings, and tells later. */
    void refresh() {
        merged = merge();
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
        List<MethodDescriptor> now;
        synchronized (settings) {
            told = listener;
            now = merged.stream().map(MergedMethod::method).toList();
        }
        if (told != null) {
            now.forEach(method -> tell(told, method));
        }
    }

    private void tell(Consumer<MethodDescriptor> told, MethodDescriptor method) {
        Problem problem = null;
        if (!method.policy().equals(applied.get(method.number()).policy())) {
            try {
                told.accept(method);
                applied.set(method.number(), method);
            } catch (RuntimeException e) { // values that do not go together, or a user's filter that cannot be bound
                problem = Problem.ofMethod(method, String.valueOf(e.getMessage()));
            } catch (Error e) { // users' code too, whose class is missing say; its message alone would not tell
                problem = Problem.ofMethod(method, e.toString());
            }
        }
        Problem before = refused.getAndSet(method.number(), problem);
        if (problem != null && !problem.equals(before)) {
            settings.refused("settings", problem.source(), problem);
        }
    }

    /** What could not be followed. */
    List<Problem> refused() {
        List<Problem> all = new ArrayList<>();
        for (int number = 0; number < refused.length(); number++) {
            Problem problem = refused.get(number);
            if (problem != null) {
                all.add(problem);
            }
        }
        return all;
    }

    ServiceDescriptor contracts() {
        return contracts;
    }

    /** The caller holds the lock of the settings. */
    List<MergedMethod> merged() {
        return merged;
    }
}
