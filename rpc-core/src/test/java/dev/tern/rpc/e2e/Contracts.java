package dev.tern.rpc.e2e;

import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.GeneratedTypes;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.StubBinder;
import java.util.function.Consumer;

/** What the processor wrote, for tests that speak the protocol by hand. */
final class Contracts {

    private Contracts() {}

    static ServiceDescriptor descriptor(Class<?> contract) {
        ServiceDescriptor[] found = new ServiceDescriptor[1];
        stub(contract, (service, method) -> {
            found[0] = service;
            return new MethodBinding(method, call -> call.complete(null), Runnable::run);
        });
        return found[0];
    }

    /** The arguments that a stub makes of a call. */
    static <S> Arguments arguments(Class<S> contract, Consumer<S> call) {
        Arguments[] found = new Arguments[1];
        S stub = stub(
                contract,
                (service, method) -> new MethodBinding(
                        method,
                        c -> {
                            found[0] = c.arguments();
                            c.complete(null);
                        },
                        Runnable::run));
        call.accept(stub);
        return found[0];
    }

    private static <S> S stub(Class<S> contract, StubBinder binder) {
        try {
            return contract.cast(GeneratedTypes.load(contract, "Stub")
                    .getConstructor(StubBinder.class)
                    .newInstance(binder));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
