package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One service that is subscribed to: the applications that its links name, and the instances of them that provide it.
 *
 * <p>A link only says where to look; whether an instance provides the service is in its own data. So an application that was seen once stays,
 * and a link that somebody deleted takes no provider away.
 *
 * <p>All of it runs on the loop; {@link #findings} may be asked by any thread.
 */
final class Service {

    private final String name;
    private final String linksPath;
    private final Folder links;
    private final Function<String, Application> lookup;
    private final Set<String> applications = new TreeSet<>();
    private final List<ServiceSubscription> subscriptions = new ArrayList<>();
    private @Nullable List<Instance> found;
    private volatile String findings = "not looked up yet";

    /**
     * A service that looks nowhere until {@link #connected}.
     *
     * @param lookup gives the application of a name, and begins to watch it
     */
    Service(
            String name,
            Layout layout,
            Session.Source sessions,
            Loop loop,
            Backoff backoff,
            Function<String, Application> lookup) {
        this.name = name;
        this.linksPath = layout.within(layout.service(name));
        this.links = new Folder(layout.service(name), sessions, loop, backoff, this::linked);
        this.lookup = lookup;
    }

    void add(ServiceSubscription subscription) {
        subscriptions.add(subscription);
        if (found != null) {
            subscription.found(found);
        }
    }

    /** Removes a subscription; answers whether it was the last. */
    boolean remove(ServiceSubscription subscription) {
        subscriptions.remove(subscription);
        return subscriptions.isEmpty();
    }

    /** Whether it looks for instances there. */
    boolean uses(String application) {
        return applications.contains(application);
    }

    void connected() {
        links.connected();
    }

    void close() {
        links.close();
    }

    private void linked() {
        applications.addAll(links.content().keySet());
        look();
    }

    /** Tells the subscriptions if what provides the service is known and is not what they know. */
    void look() {
        List<Application> sources = applications.stream().map(lookup).toList();
        if (!links.isKnown() || !sources.stream().allMatch(Application::isKnown)) {
            return;
        }
        List<Instance> now = sources.stream()
                .flatMap(application -> application.instances().stream())
                .filter(this::isProvidedBy)
                .toList();
        findings = describe(now);
        if (!now.equals(found)) {
            found = now;
            subscriptions.forEach(subscription -> subscription.found(now));
        }
    }

    private boolean isProvidedBy(Instance instance) {
        return instance.services().stream().anyMatch(service -> service.name().equals(name));
    }

    private String describe(List<Instance> now) {
        String count = now.size() == 1 ? "1 instance, " : now.size() + " instances, ";
        if (applications.isEmpty()) {
            return count + "no application under " + linksPath;
        }
        String names = (applications.size() == 1 ? "application " : "applications ") + String.join(", ", applications);
        return count + (now.isEmpty() ? "none in " : "in ") + names;
    }

    /** What was found, in a few words for an error text. */
    String findings() {
        return findings;
    }
}
