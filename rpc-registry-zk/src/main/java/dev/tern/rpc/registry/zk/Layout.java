package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import java.util.regex.Pattern;

/**
 * Which node is where.
 *
 * <pre>
 * root
 *   /services/[service]/[application]    a link, persistent, without data: where to look for instances that provide the service
 *   /applications/[application]/[id]     an instance, ephemeral; its data is {@link Instance#format()} in UTF-8
 * </pre>
 *
 * An instance has one node however many services it provides, so a change of it is one write and one event. Links are made before the instance
 * and never removed: they are as many as there are programs, not processes.
 *
 * @param root the absolute path of the node above all others
 */
record Layout(String root) {

    /** Java's names and '-', without the characters that ZooKeeper refuses in paths. */
    private static final String PART =
            "[-[\\p{javaJavaIdentifierPart}&&[^\\p{javaIdentifierIgnorable}]&&[\\x00-\\uFFEF]]]+";

    private static final Pattern SERVICE = Pattern.compile(PART + "(\\." + PART + ")*");

    /**
     * Refuses a service that cannot be the name of a node.
     *
     * @throws IllegalArgumentException if it is not the name of an interface
     */
    void check(String service) {
        if (!SERVICE.matcher(service).matches()) {
            throw new IllegalArgumentException(
                    "service: '" + service + "' (expected: a name such as shop.OrderService or order-service)");
        }
    }

    /**
     * Refuses an instance with such a service, without an id, or with more text than consumers read; its other names are checked by the record
     * itself.
     *
     * @throws IllegalArgumentException if it is no instance for this registry
     */
    void check(Instance instance) {
        Instance.checkName("id", instance.id()); // which may be empty elsewhere, but is the name of the node here
        instance.services().forEach(service -> check(service.name()));
        int length = instance.format().length();
        if (length > Instance.TEXT_LIMIT) {
            throw new IllegalArgumentException("instance " + instance.id() + " of " + instance.application() + ": "
                    + length + " bytes of text with " + instance.services().size() + " services (expected: at most "
                    + Instance.TEXT_LIMIT + ")");
        }
    }

    /** Whether a name that was found can be that of an application. */
    static boolean isApplication(String name) {
        try {
            Instance.checkName("application", name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The node whose children are the applications that provide a service. */
    String service(String service) {
        return root + "/services/" + service;
    }

    /** The link from a service to an application. */
    String link(String service, String application) {
        return service(service) + "/" + application;
    }

    /** The node whose children are the instances of an application. */
    String application(String application) {
        return root + "/applications/" + application;
    }

    /** The node of an instance. */
    String instance(Instance instance) {
        return application(instance.application()) + "/" + instance.id();
    }

    /** A path without the root, which the registry's URI names already. */
    String within(String path) {
        return path.substring(root.length());
    }
}
