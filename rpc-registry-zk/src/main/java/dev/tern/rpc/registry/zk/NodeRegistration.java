package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The provider's side of a {@link NodeKeeper}. Thread-safe; an update after the close has no effect. */
final class NodeRegistration implements Registry.Registration {

    private static final Logger log = LoggerFactory.getLogger(NodeRegistration.class);

    private final NodeKeeper keeper;
    private final Layout layout;
    private final Loop loop;
    private final Supplier<Duration> closeLimit;

    NodeRegistration(NodeKeeper keeper, Layout layout, Loop loop, Supplier<Duration> closeLimit) {
        this.keeper = keeper;
        this.layout = layout;
        this.loop = loop;
        this.closeLimit = closeLimit;
    }

    @Override
    public void update(Instance instance) {
        layout.check(instance);
        String path = layout.instance(instance);
        if (!path.equals(keeper.path())) {
            throw new IllegalArgumentException(
                    "update to " + path + " (expected: the id and application of " + keeper.path() + ")");
        }
        keeper.desire(instance);
    }

    @Override
    public CompletionStage<Void> registered() {
        return keeper.registered().minimalCompletionStage();
    }

    /** Without confirmation in time the removal stays desired, so nothing brings the node back; at the latest it goes with its session. */
    @Override
    public void close() {
        keeper.withdraw();
        if (loop.inLoop()) {
            return; // the loop cannot wait for itself
        }
        Duration limit = closeLimit.get();
        try {
            keeper.removed().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn(
                    "ZooKeeper did not confirm within {} ms that {} is gone: it is removed once ZooKeeper is there again",
                    limit.toMillis(),
                    keeper.path());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // the future is only ever completed
        }
    }
}
