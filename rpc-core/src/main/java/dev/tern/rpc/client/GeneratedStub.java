package dev.tern.rpc.client;

import dev.tern.rpc.RpcService;
import dev.tern.rpc.codec.RuntimeContract;
import dev.tern.rpc.kernel.GeneratedTypes;
import dev.tern.rpc.kernel.StubBinder;
import java.lang.reflect.InvocationTargetException;

/** Makes the stub that the processor wrote for an interface, or one that is made at run time if the processor did not run. */
final class GeneratedStub {

    private GeneratedStub() {}

    /**
     * A stub whose methods are connected by the binder.
     *
     * @throws IllegalArgumentException if there is no stub that can be used; the message says what to change
     */
    static <S> S create(Class<S> contract, StubBinder binder) {
        boolean twin = contract.getSimpleName().endsWith("Async");
        if (!contract.isInterface() || (!contract.isAnnotationPresent(RpcService.class) && !twin)) {
            throw new IllegalArgumentException(contract.getName()
                    + (contract.isInterface() ? " has no @RpcService" : " is a class")
                    + " (expected: an interface with @RpcService, or the ...Async twin of one)");
        }
        Class<?> stub = GeneratedTypes.find(contract, "Stub");
        if (stub == null && contract.isAnnotationPresent(RpcService.class)) {
            return RuntimeContract.of(contract).stub(binder);
        } else if (stub == null) {
            throw new IllegalArgumentException(contract.getName()
                    + " has no @RpcService, and no stub of a twin is there (expected: the interface itself; an ...Async twin and"
                    + " its stub exist only where dev.tern:rpc-processor, in <annotationProcessorPaths>, wrote both)");
        }
        try {
            return contract.cast(stub.getConstructor(StubBinder.class).newInstance(binder));
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalArgumentException(stub.getName(), e);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(
                    stub.getName() + " is not a stub of " + contract.getName()
                            + " (expected: the class that rpc-processor writes)",
                    e);
        }
    }
}
