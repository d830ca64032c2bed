package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import java.util.List;
import java.util.Locale;

/** One live address of a service, with its invoker for each method. Its fields are guarded by the lock of {@link Endpoints}. */
final class Endpoint {

    final EndpointLink link;
    private final Invoker[] invokers;

    /** Whether the registry's last list holds it. */
    boolean listed = true;

    /** Whether the instance wants calls. */
    boolean wanted = true;

    Endpoint(EndpointLink link, List<MethodDescriptor> methods) {
        this.link = link;
        this.invokers = methods.stream().map(link::invoker).toArray(Invoker[]::new);
    }

    Invoker invoker(MethodDescriptor method) {
        return invokers[method.number()];
    }

    CallInfo.Peer peer() {
        return link.peer();
    }

    @Override
    public String toString() {
        String instance = peer().instance().isEmpty() ? "" : " (" + peer().instance() + ")";
        String state = link.state().toString().toLowerCase(Locale.ROOT);
        boolean unreached = link.state() == EndpointLink.State.REFUSED || link.state() == EndpointLink.State.CONNECTING;
        return peer().address() + instance + " " + state + (listed ? "" : ", not listed any more")
                + (wanted ? "" : ", not ready") + (unreached ? ": " + link.lastError() : "");
    }
}
