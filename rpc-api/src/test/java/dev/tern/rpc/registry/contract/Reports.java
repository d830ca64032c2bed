package dev.tern.rpc.registry.contract;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** All that a subscription reported, each list in the order of ids. Thread-safe. */
public final class Reports implements Registry.Listener {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final List<List<Instance>> all = new ArrayList<>();

    /** Nothing yet. */
    public Reports() {}

    @Override
    public synchronized void found(List<Instance> instances) {
        all.add(sorted(instances));
        notifyAll();
    }

    private static List<Instance> sorted(List<Instance> instances) {
        return instances.stream().sorted(Comparator.comparing(Instance::id)).toList();
    }

    /** What was reported so far. */
    public synchronized List<List<Instance>> all() {
        return List.copyOf(all);
    }

    /** Waits until exactly these are the last report, in whatever order. */
    public void awaitLast(Instance... expected) throws InterruptedException {
        List<Instance> wanted = sorted(List.of(expected));
        awaitLast(wanted::equals, wanted.toString());
    }

    /** Waits until the last report is such. */
    public synchronized void awaitLast(Predicate<List<Instance>> wanted, String text) throws InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (all.isEmpty() || !wanted.test(all.get(all.size() - 1))) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("reported: " + all + " (expected: at last " + text + ")");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
