package dev.tern.rpc.registry.zk;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * All that a registry watches for consumers: each service and each application once, however many subscriptions need it, and for as long as one
 * does. All of it runs on the loop.
 */
final class Discovery {

    private final Layout layout;
    private final Session.Source sessions;
    private final Loop loop;
    private final RandomGenerator random;
    private final Map<String, Service> services = new HashMap<>();
    private final Map<String, Application> applications = new HashMap<>();

    Discovery(Layout layout, Session.Source sessions, Loop loop, RandomGenerator random) {
        this.layout = layout;
        this.sessions = sessions;
        this.loop = loop;
        this.random = random;
    }

    void add(ServiceSubscription subscription) {
        if (subscription.isClosed()) {
            return;
        }
        Service service = services.get(subscription.service());
        if (service == null) {
            service =
                    new Service(subscription.service(), layout, sessions, loop, new Backoff(random), this::application);
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
        Application added = new Application(name, layout, sessions, loop, new Backoff(random), this::changed);
        applications.put(name, added);
        added.connected();
        return added;
    }

    private void changed(Application application) {
        services.values().stream()
                .filter(service -> service.uses(application.name()))
                .forEach(Service::look);
    }

    /** There is a connection again. */
    void connected() {
        services.values().forEach(Service::connected);
        applications.values().forEach(Application::connected);
    }
}
