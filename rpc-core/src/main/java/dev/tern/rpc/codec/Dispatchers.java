package dev.tern.rpc.codec;

import dev.tern.rpc.RpcService;
import dev.tern.rpc.kernel.Dispatcher;
import dev.tern.rpc.kernel.GeneratedTypes;

/** Finds the dispatcher that the processor wrote for an interface, or makes one at run time if the processor did not run. */
public final class Dispatchers {

    private static final String TWIN = "Async";

    private Dispatchers() {}

    /**
     * The dispatcher of a contract.
     *
     * @throws IllegalArgumentException if the interface is no contract; the message says what to change
     */
    @SuppressWarnings("unchecked") // the dispatcher of S takes an S
    public static <S> Dispatcher<S> of(Class<S> contract) {
        Class<?> type = GeneratedTypes.find(contract, "Dispatcher");
        if (type == null) {
            return RuntimeContract.of(contract).dispatcher();
        }
        try {
            return (Dispatcher<S>) type.getConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(
                    type.getName() + " is not a dispatcher of " + contract.getName()
                            + " (expected: the class that rpc-processor writes)",
                    e);
        }
    }

    /**
     * The interface with {@code @RpcService}: the given one, or the one whose {@code ...Async} twin it is.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Class<?> contract(Class<?> referred) {
        if (referred.isAnnotationPresent(RpcService.class)) {
            return referred;
        }
        String name = referred.getName();
        try {
            String base = name.substring(0, Math.max(0, name.length() - TWIN.length()));
            Class<?> dispatcher = Class.forName(base + "Dispatcher", false, referred.getClassLoader());
            for (var method : dispatcher.getDeclaredMethods()) {
                Class<?>[] parameters = method.getParameterTypes();
                if (method.getName().equals("handlers") && parameters[0].isAnnotationPresent(RpcService.class)) {
                    return parameters[0];
                }
            }
        } catch (ClassNotFoundException e) {
            // told below
        }
        throw new IllegalArgumentException(name + " is no contract (expected: an interface with @RpcService, or the"
                + " ...Async twin of one, beside the dispatcher that rpc-processor writes)");
    }
}
