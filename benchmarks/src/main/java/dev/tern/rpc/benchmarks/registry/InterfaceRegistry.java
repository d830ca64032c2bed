package dev.tern.rpc.benchmarks.registry;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.registry.Registry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.CreateMode;

/**
 * A registry with one node per interface and instance, as Dubbo 3's interface-level registry does it on Curator: {@code
 * /dubbo/[interface]/providers/[encoded URL]}, ephemeral and without data. A consumer lists the children of each interface with a watch, and lists
 * them again with each event. After a connection was lost it lists all of them again, five seconds later; after a session was lost it also
 * registers again.
 *
 * <p>Left out, which flatters it: the node that a Dubbo consumer writes under each interface, its two more watched folders per interface, the delay of
 * notifications, and the invoker that it keeps for each URL.
 */
final class InterfaceRegistry implements Registry {

    static final String ROOT = "/dubbo/";

    private static final int SESSION_TIMEOUT_MILLIS = 60_000;
    private static final int CONNECTION_TIMEOUT_MILLIS = 30_000;
    private static final long RETRY_SECONDS = 5;

    private final CuratorFramework client;
    private final ScheduledExecutorService worker;
    private final Set<String> folders = ConcurrentHashMap.newKeySet();
    private final Set<UrlRegistration> registrations = ConcurrentHashMap.newKeySet();
    private final Set<UrlSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private long session;

    InterfaceRegistry(String servers) {
        worker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "interface-registry");
            thread.setDaemon(true);
            return thread;
        });
        client = CuratorFrameworkFactory.builder()
                .connectString(servers)
                .sessionTimeoutMs(SESSION_TIMEOUT_MILLIS)
                .connectionTimeoutMs(CONNECTION_TIMEOUT_MILLIS)
                .retryPolicy(new RetryNTimes(1, 1_000))
                .ensembleTracker(false)
                .build();
        client.getConnectionStateListenable().addListener((curator, state) -> changed(state));
        client.start();
    }

    private void changed(ConnectionState state) {
        if (!state.isConnected()) {
            return;
        }
        long before = session;
        try {
            session = client.getZookeeperClient().getZooKeeper().getSessionId();
        } catch (Exception e) { // Curator declares it so
            session = 0;
        }
        if (state == ConnectionState.RECONNECTED) {
            if (session != before) {
                registrations.forEach(each -> later(each::publish));
            }
            subscriptions.forEach(each -> later(each::list));
        }
    }

    CuratorFramework client() {
        return client;
    }

    void soon(Runnable task) {
        worker.execute(task);
    }

    /** Where Dubbo puts what has failed and what is to be recovered. */
    void later(Runnable task) {
        worker.schedule(task, RETRY_SECONDS, TimeUnit.SECONDS);
    }

    static String folder(String service) {
        return ROOT + service + "/providers";
    }

    /** Makes sure of a persistent node; looked up once in each process. */
    void ensure(String folder) throws Exception {
        if (!folders.contains(folder)) {
            if (client.checkExists().forPath(folder) == null) {
                client.create()
                        .orSetData()
                        .creatingParentsIfNeeded()
                        .withMode(CreateMode.PERSISTENT)
                        .forPath(folder, new byte[0]);
            }
            folders.add(folder);
        }
    }

    @Override
    public Registration register(Instance instance) {
        UrlRegistration registration = new UrlRegistration(this, instance);
        registrations.add(registration);
        soon(registration::publish);
        return registration;
    }

    void remove(UrlRegistration registration) {
        registrations.remove(registration);
    }

    @Override
    public Subscription subscribe(String service, Listener listener) {
        UrlSubscription subscription = new UrlSubscription(this, new ProvidedService(service, "", "", 0), listener);
        subscriptions.add(subscription);
        soon(subscription::list);
        return subscription;
    }

    void remove(UrlSubscription subscription) {
        subscriptions.remove(subscription);
    }

    /** The nodes of an instance. */
    static List<String> paths(Instance instance) {
        return instance.services().stream()
                .map(service -> folder(service.name()) + "/" + ProviderUrl.format(instance, service))
                .toList();
    }

    @Override
    public void close() {
        worker.shutdownNow();
        client.close();
    }
}
