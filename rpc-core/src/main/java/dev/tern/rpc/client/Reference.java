package dev.tern.rpc.client;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.cluster.EndpointLink;
import dev.tern.rpc.cluster.Endpoints;
import dev.tern.rpc.cluster.LastGood;
import dev.tern.rpc.connection.Binding;
import dev.tern.rpc.connection.ManagedConnection;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.observe.Gauges;
import dev.tern.rpc.observe.Measure;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.settings.ServiceSettings;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A service as a client calls it: its endpoints, and the chain of each of its methods. */
final class Reference implements AutoCloseable {

    private final Binding binding;
    private final ServiceSettings settings;
    private final Gauges gauges;
    private final Endpoints endpoints;
    private final List<Filter> filters;
    private final Registry.Subscription subscription;
    private final List<MethodBinding> bindings;
    private final AtomicReferenceArray<MethodDescriptor> methods; // as they are called now

    /** How many stubs were given out; guarded by the client. */
    int stubs;

    /**
     * Begins discovery and connecting.
     *
     * @param gauges of this reference alone; it closes them, and the settings, unless this throws
     */
    Reference(
            Binding binding,
            ServiceSettings settings,
            RpcClient client,
            Registry registry,
            LastGood lastGood,
            List<Filter> filters,
            Executor callbacks,
            Gauges gauges) {
        ServiceDescriptor service = settings.service();
        this.binding = binding;
        this.settings = settings;
        this.gauges = gauges;
        this.filters = filters;
        this.endpoints = new Endpoints(
                service,
                binding.group(),
                binding.version(),
                (peer, changed) -> new ConnectionLink(client.connect(peer), binding, changed),
                client.time(),
                client.listener());
        binding.elsewhere(endpoints::elsewhere);
        this.methods = new AtomicReferenceArray<>(service.methods().toArray(MethodDescriptor[]::new));
        try {
            this.bindings = service.methods().stream()
                    .map(method -> new MethodBinding(method, chain(method), callbacks))
                    .toList();
            measure(client);
            this.subscription = registry.subscribe(service.name(), lastGood.listener(service.name(), endpoints));
        } catch (RuntimeException | Error e) { // of users' filters, or the registry: what it knew before is not wanted
            endpoints.close();
            throw e;
        }
        endpoints.registry(subscription::describe, registry::state);
    }

    private Invoker chain(MethodDescriptor method) {
        return Filter.chain(filters, method, endpoints.invoker(method));
    }

    /** A method is called otherwise from now on: its chain is made anew, then exchanged. Calls that are under way keep theirs. */
    void changed(MethodDescriptor method) {
        MethodDescriptor before = methods.get(method.number());
        try {
            endpoints.configure(method.policy()); // what all methods share is the same in each
            binding(method).invoker(chain(method));
            methods.set(method.number(), method);
        } catch (RuntimeException | Error e) { // refused: endpoints, too, are as they were
            endpoints.configure(before.policy());
            endpoints.invoker(before);
            throw e;
        }
    }

    /** What is known anyway, for who measures. */
    private void measure(RpcClient client) {
        for (int i = 0; i < methods.length(); i++) {
            int number = i;
            MethodDescriptor method = methods.get(number);
            gauges.add(Measure.CLIENT_BREAKERS_OPEN, () -> endpoints.breakers().notClosed(method), method);
            gauges.add(
                    Measure.CLIENT_BUDGET_AVAILABLE,
                    () -> client.states().budget(methods.get(number)).available(),
                    method);
        }
        String service = settings.service().name();
        for (EndpointLink.State state : EndpointLink.State.values()) {
            if (state != EndpointLink.State.WRONG_INSTANCE) { // is dropped at once
                gauges.add(
                        Measure.CLIENT_ENDPOINTS,
                        () -> endpoints.count(state),
                        service,
                        state.name().toLowerCase(Locale.ROOT));
            }
        }
        gauges.add(Measure.CLIENT_ENDPOINTS, endpoints::countNotReady, service, "not_ready");
        gauges.highest(Measure.CLIENT_REGISTRY_AGE, endpoints::secondsSinceAnswer, service);
    }

    /** What connections know the service by; another reference of the same service can take it over from a closed one. */
    Binding connectionBinding() {
        return binding;
    }

    MethodBinding binding(MethodDescriptor method) {
        return bindings.get(method.number());
    }

    Endpoints endpoints() {
        return endpoints;
    }

    @Override
    public void close() {
        try (settings;
                gauges;
                endpoints) { // from last to first, each even if the registry fails
            subscription.close();
        }
    }

    @Override
    public String toString() {
        return endpoints.describe();
    }

    /** A connection as the way to an endpoint. */
    private static final class ConnectionLink implements EndpointLink {

        private final ManagedConnection connection;
        private final Binding binding;
        private final Runnable changed;

        ConnectionLink(ManagedConnection connection, Binding binding, Runnable changed) {
            this.connection = connection;
            this.binding = binding;
            this.changed = changed;
            connection.listed(this, true);
            connection.bind(binding);
            connection.listen(changed);
        }

        @Override
        public State state() {
            return switch (connection.state()) {
                case CONNECTING -> State.CONNECTING;
                case READY -> State.READY;
                case DRAINING -> State.DRAINING;
                case REFUSED -> State.REFUSED;
                case CLOSED -> State.WRONG_INSTANCE;
            };
        }

        @Override
        public boolean saidGoodbye() {
            return connection.saidGoodbye();
        }

        @Override
        public void listed(boolean now) {
            connection.listed(this, now);
        }

        @Override
        public CallInfo.Peer peer() {
            return connection.peer();
        }

        @Override
        public int outstanding() {
            return connection.load();
        }

        @Override
        public boolean serves(MethodDescriptor method) {
            return connection.serves(binding, method);
        }

        @Override
        public String lastError() {
            return connection.lastError();
        }

        @Override
        public Invoker invoker(MethodDescriptor method) {
            return connection.invoker(binding, method);
        }

        @Override
        public void release() {
            connection.forget(changed);
            connection.listed(this, false);
            connection.release();
        }
    }
}
