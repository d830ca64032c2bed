package dev.tern.rpc.benchmarks.registry;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One subscription of a measured consumer. It keeps the last list only, as any consumer must, so that it adds little to what is measured. */
final class Watch implements Registry.Listener {

    private final String name;
    private final int service;
    private final Tally tally;
    private List<Instance> last = List.of();
    private boolean filled;

    Watch(int consumer, int service, Tally tally) {
        this.name = consumer + " " + service;
        this.service = service;
        this.tally = tally;
    }

    int service() {
        return service;
    }

    synchronized List<Instance> last() {
        return last;
    }

    @Override
    public synchronized void found(List<Instance> instances) {
        long at = System.nanoTime();
        Map<String, Instance> before = new HashMap<>();
        last.forEach(instance -> before.put(instance.id(), instance));
        last = instances;
        int ordinary = 0;
        for (Instance instance : instances) {
            Instance was = before.remove(instance.id());
            if (World.isProbe(instance)) {
                if (was == null || was.weight() != instance.weight()) {
                    Role.tell("saw " + name + " " + instance.id() + " " + instance.weight() + " " + at);
                }
            } else {
                ordinary++;
                if (was == null) {
                    tally.seen(instance.id(), at);
                }
            }
        }
        before.values().stream()
                .filter(World::isProbe)
                .forEach(gone -> Role.tell("saw " + name + " " + gone.id() + " -1 " + at));
        tally.told(this, ordinary, filled, at);
        filled = !instances.isEmpty();
    }
}
