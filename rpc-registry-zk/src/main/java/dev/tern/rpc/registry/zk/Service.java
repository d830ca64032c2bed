package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service that is subscribed to: the applications that its links name, and the instances of them that provide it.
 *
 * <p>A link only says where to look; whether an instance provides the service is in its own data. So an application that was seen once stays,
 * and a link that somebody deleted takes no provider away.
 *
 * <p>All of it runs on the loop; {@link #findings} may be asked by any thread.
 */
final class Service {

    private static final Logger log = LoggerFactory.getLogger(Service.class);

    /** Each costs a watch and a list. */
    private static final int APPLICATIONS_LIMIT = 1_000;

    private final String name;
    private final String linksPath;
    private final Context context;
    private final Folder<String> links;
    private final Function<String, Application> lookup;
    private final Set<String> applications = new TreeSet<>();
    private final Set<String> refused = new HashSet<>();
    private final List<ServiceSubscription> subscriptions = new ArrayList<>();
    private @Nullable List<Instance> found;
    private volatile String findings = "not looked up yet";

    /**
     * A service that looks nowhere until {@link #connected}.
     *
     * @param lookup gives the application of a name, and begins to watch it
     */
    Service(String name, Context context, Function<String, Application> lookup) {
        this.name = name;
        this.linksPath = context.layout().within(context.layout().service(name));
        this.context = context;
        // A link's name is all there is to it.
        this.links = new Folder<>(
                context.layout().service(name),
                context,
                (session, link, before) -> CompletableFuture.completedFuture(Optional.of(link)),
                link -> true,
                this::ended);
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

    /** Looks whether a link was missed. */
    void pull() {
        links.pull(0);
    }

    private void ended(@Nullable Throwable failure) {
        if (failure != null) {
            return; // read again by itself
        }
        links.content().keySet().stream()
                .filter(link -> !applications.contains(link))
                .forEach(this::linked);
        look();
    }

    private void linked(String application) {
        if (Layout.isApplication(application) && applications.size() < APPLICATIONS_LIMIT) {
            applications.add(application);
        } else if (refused.size() < APPLICATIONS_LIMIT && refused.add(application)) {
            context.ignored().increment();
            if (context.warnings().isDue("links that were left out", 1)) {
                log.warn(
                        "Left out a link of {} applications under {} (expected: at most {}, each a name of 1 to 200 letters, digits, '-', '_' or '.')",
                        links.content().size(),
                        linksPath,
                        APPLICATIONS_LIMIT);
            }
        }
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

    /** No stream: it is asked of all instances with each change. */
    private boolean isProvidedBy(Instance instance) {
        for (ProvidedService service : instance.services()) {
            if (service.name().equals(name)) {
                return true;
            }
        }
        return false;
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
