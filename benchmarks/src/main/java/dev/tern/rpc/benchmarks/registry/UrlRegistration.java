package dev.tern.rpc.benchmarks.registry;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.registry.Registry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;

/**
 * The nodes of one instance. A change of the instance changes its URLs, so it deletes the nodes and creates others, as Dubbo does when it exports
 * again. The operations are sent one after the other without waiting: the session that they share here stands for those of many processes.
 */
final class UrlRegistration implements Registry.Registration {

    private final InterfaceRegistry registry;
    private final CompletableFuture<Void> registered = new CompletableFuture<>();
    private volatile Instance instance;
    private volatile boolean closed;

    UrlRegistration(InterfaceRegistry registry, Instance instance) {
        this.registry = registry;
        this.instance = instance;
    }

    /** Creates the nodes, and tries again later if that fails. Called on the registry's thread. */
    void publish() {
        if (closed) {
            return;
        }
        try {
            for (ProvidedService service : instance.services()) {
                registry.ensure(InterfaceRegistry.folder(service.name()));
            }
            List<String> paths = InterfaceRegistry.paths(instance);
            CompletableFuture<?>[] created = paths.stream().map(this::create).toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(created).whenComplete((done, failure) -> {
                if (failure == null) {
                    registered.complete(null);
                } else {
                    registry.later(this::publish);
                }
            });
        } catch (Exception e) { // Curator declares it so; as Dubbo, whatever it was
            registry.later(this::publish);
        }
    }

    private CompletableFuture<Void> create(String path) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        try {
            registry.client()
                    .create()
                    .withMode(CreateMode.EPHEMERAL)
                    .inBackground((client, event) -> answer(answer, event, Code.NODEEXISTS))
                    .forPath(path, new byte[0]);
        } catch (Exception e) { // Curator declares it so
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private CompletableFuture<Void> delete(String path) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        try {
            registry.client()
                    .delete()
                    .inBackground((client, event) -> answer(answer, event, Code.NONODE))
                    .forPath(path);
        } catch (Exception e) { // Curator declares it so
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private static void answer(CompletableFuture<Void> answer, CuratorEvent event, Code alsoGood) {
        if (event.getResultCode() == 0 || event.getResultCode() == alsoGood.intValue()) {
            answer.complete(null);
        } else {
            answer.completeExceptionally(new IllegalStateException("code " + event.getResultCode()));
        }
    }

    @Override
    public void update(Instance changed) {
        registry.soon(() -> {
            InterfaceRegistry.paths(instance).forEach(this::delete);
            instance = changed;
            publish();
        });
    }

    @Override
    public CompletionStage<Void> registered() {
        return registered;
    }

    @Override
    public void close() {
        closed = true;
        registry.remove(this);
        CompletableFuture<Void> deleted = new CompletableFuture<>();
        registry.soon(() -> CompletableFuture.allOf(InterfaceRegistry.paths(instance).stream()
                        .map(this::delete)
                        .toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> deleted.complete(null)));
        try {
            deleted.get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            return; // the node goes with the session
        }
    }
}
