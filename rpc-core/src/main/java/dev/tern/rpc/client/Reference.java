package dev.tern.rpc.client;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.cluster.EndpointLink;
import dev.tern.rpc.cluster.Endpoints;
import dev.tern.rpc.connection.Binding;
import dev.tern.rpc.connection.ManagedConnection;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.observe.Measure;
import dev.tern.rpc.registry.Registry;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A service as a client calls it: its endpoints, and the chain of each of its methods. */
final class Reference implements AutoCloseable {

    private final Endpoints endpoints;
    private final List<Filter> filters;
    private final Registry.Subscription subscription;
    private final List<MethodBinding> bindings;
    private final AtomicReferenceArray<MethodDescriptor> methods; // as they are called now

    Reference(Binding binding, RpcClient client, Registry registry, List<Filter> filters, Executor callbacks) {
        ServiceDescriptor service = binding.service();
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
        this.bindings = service.methods().stream()
                .map(method -> new MethodBinding(method, chain(method), callbacks))
                .toList();
        this.subscription = registry.subscribe(service.name(), endpoints::found);
        endpoints.registry(subscription::describe);
        measure(client);
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
            client.gauges()
                    .add(
                            Measure.CLIENT_BREAKERS_OPEN,
                            () -> endpoints.breakers().notClosed(method),
                            method);
            client.gauges()
                    .add(
                            Measure.CLIENT_BUDGET_AVAILABLE,
                            () -> client.states().budget(methods.get(number)).available(),
                            method);
        }
    }

    MethodBinding binding(MethodDescriptor method) {
        return bindings.get(method.number());
    }

    Endpoints endpoints() {
        return endpoints;
    }

    @Override
    public void close() {
        subscription.close();
        endpoints.close();
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
            connection.release();
        }
    }
}
