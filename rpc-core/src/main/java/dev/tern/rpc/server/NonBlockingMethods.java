package dev.tern.rpc.server;

import dev.tern.rpc.NonBlocking;
import dev.tern.rpc.kernel.MethodDescriptor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Finds {@link NonBlocking} on implementations, once, when a service is bound. */
final class NonBlockingMethods {

    private NonBlockingMethods() {}

    /** Whether the class, or its method of that name and those parameter types, is marked. */
    static boolean contains(Class<?> implementation, Class<?> contract, MethodDescriptor method) {
        if (implementation.isAnnotationPresent(NonBlocking.class)) {
            return true;
        }
        for (Method declared : contract.getMethods()) {
            if (method.name().equals(declared.getName()) && isMarked(implementation, declared, method)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMarked(Class<?> implementation, Method declared, MethodDescriptor method) {
        if (!method.signature().equals(signature(declared))
                && !method.signature().equals(qualifiedSignature(declared))) {
            return false;
        }
        try {
            return implementation
                    .getMethod(declared.getName(), declared.getParameterTypes())
                    .isAnnotationPresent(NonBlocking.class);
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }

    private static String qualifiedSignature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getCanonicalName)
                        .collect(Collectors.joining(",", "(", ")"));
    }
}
