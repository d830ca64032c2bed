package dev.tern.rpc.client;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one reference of a service sets otherwise than its contract does. Used by one thread, inside {@link RpcClient#refer}. */
public final class ReferenceOptions {

    private @Nullable String group;
    private @Nullable String version;
    private final Map<String, Duration> deadlines = new LinkedHashMap<>();

    ReferenceOptions() {}

    /** Calls the providers of this group. */
    public ReferenceOptions group(String newGroup) {
        group = newGroup;
        return this;
    }

    /** Calls the providers of this version. */
    public ReferenceOptions version(String newVersion) {
        version = newVersion;
        return this;
    }

    /**
     * Sets the deadline of a method.
     *
     * @param method its name; with the parameter types if it is overloaded, {@code "place(NewOrder)"}
     * @param deadline in whole milliseconds, one to 24 hours
     * @throws IllegalArgumentException for a deadline that has parts of milliseconds
     */
    public ReferenceOptions deadline(String method, Duration deadline) {
        if (!deadline.equals(Duration.ofMillis(deadline.toMillis()))) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: whole milliseconds)");
        }
        deadlines.put(method, deadline);
        return this;
    }

    String groupOr(String contracts) {
        return group == null ? contracts : group;
    }

    String versionOr(String contracts) {
        return version == null ? contracts : version;
    }

    /** The service with the policies that these options ask for. */
    ServiceDescriptor applyTo(ServiceDescriptor service) {
        if (deadlines.isEmpty()) {
            return service;
        }
        MethodPolicy[] policies =
                service.methods().stream().map(MethodDescriptor::policy).toArray(MethodPolicy[]::new);
        deadlines.forEach((name, deadline) -> {
            MethodDescriptor method = find(service, name);
            policies[method.number()] = method.policy().onMethod("deadline = " + deadline.toMillis() + "ms");
        });
        return new ServiceDescriptor(
                service.name(),
                service.group(),
                service.version(),
                service.hash(),
                service.contract(),
                service.methods().stream()
                        .map(method -> method.withPolicy(policies[method.number()]))
                        .toList());
    }

    private static MethodDescriptor find(ServiceDescriptor service, String name) {
        List<MethodDescriptor> found = service.methods().stream()
                .filter(method -> name.equals(method.name()) || name.equals(method.signature()))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new IllegalArgumentException("method: '" + name + "' (expected: "
                + (found.isEmpty() ? "a method of " + service.name() : "one of its overloads with parameter types")
                + ", of "
                + (found.isEmpty() ? service.methods() : found)
                        .stream().map(MethodDescriptor::signature).toList()
                + ")");
    }

    /** What distinguishes one reference of a service from another. */
    record Key(Class<?> contract, String group, String version, Map<String, Duration> deadlines) {}

    Key key(Class<?> contract, ServiceDescriptor service) {
        return new Key(contract, groupOr(service.group()), versionOr(service.version()), Map.copyOf(deadlines));
    }
}
