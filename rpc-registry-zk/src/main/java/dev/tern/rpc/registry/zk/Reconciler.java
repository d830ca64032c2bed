package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All that a registry is to keep registered. {@link #register} may be called by any thread, all else runs on the loop. */
final class Reconciler {

    /**
     * Between two audits, ±20 %, so 10 s at most: they find what no event told, which is rare. One is one read, of the node and up to {@link
     * NodeKeeper#LINKS_PER_AUDIT} links; those of 1,000 providers are 125 reads a second.
     */
    static final Duration AUDIT_PERIOD = Duration.ofSeconds(8);

    /** The longest wait before the registrations are looked at after a reconnection: all other providers may have been waiting too. */
    static final Duration SPREAD = Duration.ofMillis(1_500);

    private final Context context;
    private final Map<String, NodeKeeper> keepers = new ConcurrentHashMap<>();

    Reconciler(Context context) {
        this.context = context;
    }

    /** Begins to audit by itself. */
    void start() {
        context.loop().schedule(Backoff.jittered(AUDIT_PERIOD, context.random()), () -> {
            start(); // first, so that it goes on whatever an audit throws
            audit();
        });
    }

    /**
     * Begins to keep an instance registered; if the one before it at the same node is still to be removed, after that.
     *
     * @throws IllegalStateException if it is registered already
     */
    NodeKeeper register(Instance instance) {
        NodeKeeper keeper = keepers.compute(context.layout().instance(instance), (path, present) -> {
            if (present != null && !present.isWithdrawn()) {
                throw new IllegalStateException(path
                        + " is registered already (expected: one registration of an instance, update() changes it)");
            }
            return new NodeKeeper(instance, present, context);
        });
        keeper.removed().thenRun(() -> keepers.remove(keeper.path(), keeper));
        context.loop().execute(keeper::begin);
        return keeper;
    }

    /**
     * There is a connection again.
     *
     * @param alone whether nobody else has been waiting for it
     */
    void connected(boolean alone) {
        if (alone) {
            passAll();
        } else {
            keepers.values().stream()
                    .filter(NodeKeeper::isWithdrawn)
                    .forEach(NodeKeeper::pass); // somebody waits for that
            context.loop().schedule(Backoff.within(SPREAD, context.random()), this::passAll);
        }
    }

    private void passAll() {
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
