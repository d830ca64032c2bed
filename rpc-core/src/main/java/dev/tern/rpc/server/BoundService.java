package dev.tern.rpc.server;

import dev.tern.rpc.NonBlocking;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.codec.Dispatchers;
import dev.tern.rpc.kernel.Dispatcher;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodHandler;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.policy.AdaptiveLimit;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.settings.CodeValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service with its implementation: one {@link ServedMethod} per method, by the numbers of its own contract and of consumers' others. */
final class BoundService {

    private final ServiceDescriptor descriptor;
    private final List<CodeValue> limits;
    private final List<ServedMethod> served;
    private final MethodTable methods;
    private final ConsumerContracts contracts;

    private BoundService(ServiceDescriptor descriptor, List<CodeValue> limits, List<ServedMethod> methods) {
        this.descriptor = descriptor;
        this.limits = limits;
        this.served = methods;
        this.methods = MethodTable.own(descriptor, methods);
        this.contracts = new ConsumerContracts(descriptor, methods);
    }

    /**
     * Binds the filters and an implementation to a contract, through the dispatcher that the processor wrote, or one that is made at run time if the
     * processor did not run.
     *
     * @throws IllegalArgumentException if the interface is no contract; the message says what to change
     */
    static <S> BoundService of(Class<S> contract, S implementation, List<Filter> filters) {
        if (!contract.isInterface() || !contract.isAnnotationPresent(RpcService.class)) {
            throw new IllegalArgumentException(contract.getName()
                    + (contract.isInterface() ? " has no @RpcService" : " is a class")
                    + " (expected: an interface with @RpcService)");
        }
        if (!contract.isInstance(implementation)) {
            throw new IllegalArgumentException(
                    implementation.getClass().getName() + " does not implement " + contract.getName());
        }
        Dispatcher<S> dispatcher = Dispatchers.of(contract);
        ServiceDescriptor descriptor = dispatcher.service();
        List<MethodHandler<?>> handlers = dispatcher.handlers(implementation);
        List<ServedMethod> methods = new ArrayList<>();
        Class<?> type = implementation.getClass();
        for (MethodDescriptor method : descriptor.methods()) {
            methods.add(ServedMethod.of(
                    method,
                    handlers.get(method.number()),
                    MarkedMethods.find(type, method, NonBlocking.class) != null,
                    filters));
        }
        return new BoundService(descriptor, MarkedMethods.limits(type, descriptor), List.copyOf(methods));
    }

    /** What the implementation says of its limits, not yet checked. */
    List<CodeValue> limits() {
        return limits;
    }

    /** A method is limited otherwise from now on; see {@link MethodLimits#with}. */
    void configure(MethodDescriptor method, @Nullable AdaptiveLimit limit) {
        served.get(method.number()).configure(method.policy(), limit);
    }

    ServiceDescriptor descriptor() {
        return descriptor;
    }

    /** The methods, for consumers with the same contract. */
    MethodTable methods() {
        return methods;
    }

    /** What is known of consumers with others. */
    ConsumerContracts contracts() {
        return contracts;
    }

    ProvidedService provided() {
        return new ProvidedService(descriptor.name(), descriptor.group(), descriptor.version(), descriptor.hash());
    }

    boolean matches(String name, String group, String version) {
        return descriptor.name().equals(name)
                && descriptor.group().equals(group)
                && descriptor.version().equals(version);
    }
}
