package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** All that a registry is to keep registered. {@link #register} may be called by any thread, all else runs on the loop. */
final class Reconciler {

    /** Between two audits, ±20 %: they find what no event told, which is rare. */
    static final Duration AUDIT_PERIOD = Duration.ofSeconds(30);

    private final Layout layout;
    private final Session.Source sessions;
    private final Loop loop;
    private final RandomGenerator random;
    private final Map<String, NodeKeeper> keepers = new ConcurrentHashMap<>();

    Reconciler(Layout layout, Session.Source sessions, Loop loop, RandomGenerator random) {
        this.layout = layout;
        this.sessions = sessions;
        this.loop = loop;
        this.random = random;
    }

    /** Begins to audit by itself. */
    void start() {
        loop.schedule(Backoff.jittered(AUDIT_PERIOD, random), () -> {
            audit();
            start();
        });
    }

    /**
     * Begins to keep an instance registered; if the one before it at the same node is still to be removed, after that.
     *
     * @throws IllegalStateException if it is registered already
     */
    NodeKeeper register(Instance instance) {
        NodeKeeper keeper = keepers.compute(layout.instance(instance), (path, present) -> {
            if (present != null && !present.isWithdrawn()) {
                throw new IllegalStateException(path
                        + " is registered already (expected: one registration of an instance, update() changes it)");
            }
            return new NodeKeeper(layout, instance, present, sessions, loop, new Backoff(random));
        });
        keeper.removed().thenRun(() -> keepers.remove(keeper.path(), keeper));
        loop.execute(keeper::begin);
        return keeper;
    }

    /** There is a connection again. */
    void connected() {
        keepers.values().forEach(NodeKeeper::pass);
    }

    /** Compares everything with what is desired, as it also does by itself from time to time. */
    void audit() {
        keepers.values().forEach(NodeKeeper::audit);
    }

    /** Nothing is desired any more. What is registered is not removed: that is left to the end of the session. */
    void close() {
        keepers.values().forEach(NodeKeeper::end);
    }
}
