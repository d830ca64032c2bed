package dev.tern.rpc.client;

import dev.tern.rpc.codec.Dispatchers;
import dev.tern.rpc.kernel.Dispatcher;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodHandler;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What answers the failed calls of a reference, per method: an implementation given by code, else the one that {@code @Fallback} names. Immutable. */
final class Fallbacks {

    private final @Nullable MethodHandler<?>[] handlers;

    private Fallbacks(@Nullable MethodHandler<?>[] handlers) {
        this.handlers = handlers;
    }

    /**
     * Makes the implementations that annotations name, one of each class, and binds them.
     *
     * @param referred the contract, or its {@code ...Async} twin
     * @param byCode null if there is none
     * @throws IllegalArgumentException if an implementation does not implement the contract or cannot be made; the message says what to change
     */
    static Fallbacks of(Class<?> referred, ServiceDescriptor service, @Nullable Object byCode) {
        @Nullable
        MethodHandler<?>[] handlers = new MethodHandler<?>[service.methods().size()];
        Map<Class<?>, Object> made = new HashMap<>();
        for (MethodDescriptor method : service.methods()) {
            Class<?> annotated = method.policy().fallback();
            Object implementation = byCode;
            if (implementation == null && annotated != null) {
                implementation = made.computeIfAbsent(annotated, Fallbacks::make);
            }
            if (implementation != null) {
                handlers[method.number()] =
                        handlers(Dispatchers.contract(referred), implementation).get(method.number());
            }
        }
        return new Fallbacks(handlers);
    }

    private static <S> List<MethodHandler<?>> handlers(Class<S> contract, Object implementation) {
        if (!contract.isInstance(implementation)) {
            throw new IllegalArgumentException(
                    "fallback: " + implementation.getClass().getName() + " (expected: an implementation of "
                            + contract.getName() + ")");
        }
        Dispatcher<S> dispatcher = Dispatchers.of(contract);
        return dispatcher.handlers(contract.cast(implementation));
    }

    private static Object make(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true); // it is the contract's package that must see it
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "@Fallback: the constructor of " + type.getName() + " threw", e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "@Fallback: " + type.getName()
                            + " cannot be made (expected: a class with a constructor without parameters, in a package that is open to Tern if it is in a named module)",
                    e);
        }
    }

    /** What answers failed calls of a method; null if nothing does. */
    @Nullable
    MethodHandler<?> handler(MethodDescriptor method) {
        return handlers[method.number()];
    }
}
