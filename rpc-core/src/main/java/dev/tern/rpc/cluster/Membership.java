package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.registry.Instance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which endpoints of a service there are. The registry's list is a hint, health is measured: an endpoint that is listed comes in; one that is not listed any more stays while its
 * connection lives, and leaves after a goodbye, or when it has no connection and others remain. Guarded by the lock of {@link Endpoints}.
 */
final class Membership {

    private static final int SHOWN = 20;

    private final ServiceDescriptor service;
    private final String group;
    private final String version;
    private final Map<CallInfo.Peer, Endpoint> endpoints = new LinkedHashMap<>();

    /** Nobody yet. */
    Membership(ServiceDescriptor service, String group, String version) {
        this.service = service;
        this.group = group;
        this.version = version;
    }

    Collection<Endpoint> all() {
        return endpoints.values();
    }

    /**
     * Takes the registry's list.
     *
     * @param connector makes the way to a provider
     * @return the endpoints that came in
     */
    List<Endpoint> found(List<Instance> instances, Function<CallInfo.Peer, EndpointLink> connector) {
        Map<CallInfo.Peer, Instance> listed = new LinkedHashMap<>();
        for (Instance instance : instances) {
            String address = instance.addresses().get(Instance.RPC_ADDRESS);
            if (address != null && provides(instance)) {
                listed.put(new CallInfo.Peer(address, instance.id()), instance);
            }
        }
        endpoints.forEach((peer, endpoint) -> endpoint.listed = listed.containsKey(peer));
        List<Endpoint> came = new ArrayList<>();
        listed.forEach((peer, instance) -> {
            Endpoint endpoint = endpoints.get(peer);
            if (endpoint == null) {
                endpoint = new Endpoint(connector.apply(peer), service.methods().size());
                endpoints.put(peer, endpoint);
                came.add(endpoint);
            }
            endpoint.wanted = instance.ready();
            endpoint.registeredWeight = instance.weight();
        });
        return came;
    }

    private boolean provides(Instance instance) {
        return instance.services().isEmpty()
                || instance.services().stream()
                        .anyMatch(provided -> provided.name().equals(service.name())
                                && provided.group().equals(group)
                                && provided.version().equals(version));
    }

    /** Removes those that have to leave. */
    List<Endpoint> removeLeaving() {
        List<Endpoint> left = new ArrayList<>();
        for (Endpoint endpoint : List.copyOf(endpoints.values())) {
            if (leaves(endpoint)) {
                endpoints.remove(endpoint.peer());
                left.add(endpoint);
            }
        }
        return left;
    }

    private boolean leaves(Endpoint endpoint) {
        return switch (endpoint.link.state()) {
            case READY, CONNECTING -> false;
            case WRONG_INSTANCE -> true;
            case DRAINING -> !endpoint.listed;
            case REFUSED -> !endpoint.listed && endpoints.size() > 1;
        };
    }

    List<Endpoint> removeAll() {
        List<Endpoint> all = List.copyOf(endpoints.values());
        endpoints.clear();
        return all;
    }

    @Override
    public String toString() {
        if (endpoints.isEmpty()) {
            return "none";
        }
        String more = endpoints.size() > SHOWN ? ", and " + (endpoints.size() - SHOWN) + " more" : "";
        return endpoints.values().stream()
                .limit(SHOWN)
                .map(Endpoint::toString)
                .collect(Collectors.joining(", ", "[", more + "]"));
    }
}
