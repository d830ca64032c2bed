package dev.tern.rpc.registry.zk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * All that a registry watches for consumers: each service and each application once, however many subscriptions need it, and for as long as one
 * does. All of it runs on the loop.
 */
final class Discovery {

    /**
     * Between two pulls, ±20 %. One reads the nodes of all services and applications, and some instances, together: those of 1,000 consumers with
     * 10 of each are 300 reads a second.
     */
    static final Duration PULL_PERIOD = Duration.ofSeconds(20);

    /** How many instances a pull reads again in turn, of all applications together: so 100 have been read again after some 40 s. */
    static final int PULLED = 60;

    /** The longest wait before everything is read again after a reconnection: all other consumers may have been waiting too. */
    static final Duration SPREAD = Duration.ofSeconds(5);

    private final Context context;
    private final Map<String, Service> services = new TreeMap<>();
    private final NavigableMap<String, Application> applications = new TreeMap<>();
    private String pulledUpTo = "";
    private int connections;
    private boolean waiting; // to read all of it

    Discovery(Context context) {
        this.context = context;
    }

    /** Begins to pull by itself. */
    void start() {
        context.loop().schedule(Backoff.jittered(PULL_PERIOD, context.random()), () -> {
            start(); // first, so that it goes on whatever a pull throws
            pull();
        });
    }

    void add(ServiceSubscription subscription) {
        if (subscription.isClosed()) {
            return;
        }
        Service service = services.get(subscription.service());
        if (service == null) {
            service = new Service(subscription.service(), context, this::application);
            services.put(subscription.service(), service);
            service.connected();
        }
        subscription.begin(service);
    }

    void remove(ServiceSubscription subscription) {
        Service service = services.get(subscription.service());
        if (service == null || !service.remove(subscription)) {
            return;
        }
        services.remove(subscription.service());
        service.close();
        Iterator<Application> each = applications.values().iterator();
        while (each.hasNext()) {
            Application application = each.next();
            if (services.values().stream().noneMatch(other -> other.uses(application.name()))) {
                each.remove();
                application.close();
            }
        }
    }

    private Application application(String name) {
        Application known = applications.get(name);
        if (known != null) {
            return known;
        }
        Application added = new Application(name, context, this::changed);
        applications.put(name, added);
        added.connected();
        return added;
    }

    private void changed(Application application) {
        services.values().stream()
                .filter(service -> service.uses(application.name()))
                .forEach(Service::look);
    }

    /**
     * There is a connection again.
     *
     * @param alone whether nobody else has been waiting for it
     */
    void connected(boolean alone) {
        int connection = ++connections;
        if (alone) {
            readAll();
            return;
        }
        waiting = true;
        context.loop().schedule(Backoff.within(SPREAD, context.random()), () -> {
            if (connection == connections) {
                readAll();
            }
        });
    }

    private void readAll() {
        waiting = false;
        services.values().forEach(Service::connected);
        applications.values().forEach(Application::connected);
    }

    /** Looks whether something was missed, unless all of it is going to be read anyway. */
    private void pull() {
        if (waiting) {
            return;
        }
        services.values().forEach(Service::pull);
        List<Application> round =
                new ArrayList<>(applications.tailMap(pulledUpTo, false).values());
        round.addAll(applications.headMap(pulledUpTo, true).values());
        int left = PULLED;
        for (Application application : round) {
            if (left > 0) {
                pulledUpTo = application.name();
            }
            left -= application.pull(left);
        }
    }
}
