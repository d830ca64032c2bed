package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.NoProvider;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which endpoints of a service there are. The registry's list is a hint, health is measured:
 *
 * <ul>
 *   <li>one that is listed comes in;
 *   <li>one that is not listed any more stays while its connection lives. It leaves after a goodbye, and when it refuses while others remain: such as are listed or connected. So if nobody
 *       is listed and all refuse, all stay known, until one of them, or the registry, is back;
 *   <li>one at whose address another process answers leaves at once.
 * </ul>
 *
 * <p>Guarded by the lock of {@link Endpoints}.
 */
final class Membership {

    private static final int SHOWN = 20;

    private final ServiceDescriptor service;
    private final String group;
    private final String version;
    private final Map<CallInfo.Peer, Endpoint> endpoints = new LinkedHashMap<>();
    private final List<Endpoint> turned = new ArrayList<>(); // those that are listed or not otherwise than before
    private Set<String> elsewhere = Set.of(); // other groups and versions of the service that are listed

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
        Set<String> others = new TreeSet<>();
        for (Instance instance : instances) {
            String address = instance.addresses().get(Instance.RPC_ADDRESS);
            if (address != null && provides(instance)) {
                listed.put(new CallInfo.Peer(address, instance.id()), instance);
            } else {
                addPartitions(instance, others);
            }
        }
        elsewhere = others;
        endpoints.forEach((peer, endpoint) -> {
            if (endpoint.listed != listed.containsKey(peer)) {
                endpoint.listed = !endpoint.listed;
                turned.add(endpoint);
            }
        });
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

    private void addPartitions(Instance instance, Set<String> partitions) {
        for (ProvidedService provided : instance.services()) {
            if (provided.name().equals(service.name()) && partitions.size() < SHOWN) {
                partitions.add((provided.group().isEmpty() ? "no group" : "group '" + provided.group() + "'")
                        + (provided.version().isEmpty() ? ", no version" : ", version '" + provided.version() + "'"));
            }
        }
    }

    /** Those that the last lists hold though the ones before did not, or the other way round; each is given once. */
    List<Endpoint> takeTurned() {
        List<Endpoint> taken = List.copyOf(turned);
        turned.clear();
        return taken;
    }

    /** Whether there are endpoints and none of them is listed. */
    boolean isForgotten() {
        return !endpoints.isEmpty() && endpoints.values().stream().noneMatch(endpoint -> endpoint.listed);
    }

    /** Removes those that have to leave. */
    List<Endpoint> removeLeaving() {
        List<Endpoint> left = new ArrayList<>();
        boolean othersRemain = endpoints.values().stream().anyMatch(Membership::remains);
        for (Endpoint endpoint : List.copyOf(endpoints.values())) {
            if (leaves(endpoint, othersRemain)) {
                endpoints.remove(endpoint.peer());
                left.add(endpoint);
            }
        }
        return left;
    }

    /** Whether one that is not listed and refuses may leave because of it. */
    private static boolean remains(Endpoint endpoint) {
        return switch (endpoint.link.state()) {
            case WRONG_INSTANCE -> false;
            case READY, DRAINING -> endpoint.listed || !endpoint.link.saidGoodbye();
            case CONNECTING, REFUSED -> endpoint.listed;
        };
    }

    private static boolean leaves(Endpoint endpoint, boolean othersRemain) {
        EndpointLink.State state = endpoint.link.state();
        if (endpoint.listed || state == EndpointLink.State.WRONG_INSTANCE) {
            return state == EndpointLink.State.WRONG_INSTANCE;
        }
        return endpoint.link.saidGoodbye() || (state == EndpointLink.State.REFUSED && othersRemain);
    }

    List<Endpoint> removeAll() {
        List<Endpoint> all = List.copyOf(endpoints.values());
        endpoints.clear();
        return all;
    }

    /** Why none of them can be called, breakers aside. */
    NoProvider reason(boolean answered, boolean reached) {
        if (endpoints.isEmpty()) {
            return !reached
                    ? NoProvider.REGISTRY_UNREACHABLE
                    : answered ? NoProvider.NOBODY_REGISTERED : NoProvider.NOT_YET;
        }
        List<Endpoint> wanted =
                endpoints.values().stream().filter(endpoint -> endpoint.wanted).toList();
        if (wanted.isEmpty()) {
            return NoProvider.ALL_NOT_READY;
        }
        return wanted.stream().allMatch(endpoint -> endpoint.is(EndpointLink.State.REFUSED))
                ? NoProvider.ALL_REFUSED
                : NoProvider.NOT_YET;
    }

    @Override
    public String toString() {
        if (endpoints.isEmpty()) {
            return elsewhere.isEmpty() ? "none" : "none; others are registered: " + String.join("; ", elsewhere);
        }
        String more = endpoints.size() > SHOWN ? ", and " + (endpoints.size() - SHOWN) + " more" : "";
        return endpoints.values().stream()
                .limit(SHOWN)
                .map(Endpoint::toString)
                .collect(Collectors.joining(", ", "[", more + "]"));
    }
}
