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
    static boolean contains(Class<?> implementation, MethodDescriptor method) {
        if (implementation.isAnnotationPresent(NonBlocking.class)) {
            return true;
        }
        return Arrays.stream(implementation.getMethods())
                .filter(own -> own.isAnnotationPresent(NonBlocking.class) && !own.isBridge())
                .anyMatch(own -> method.signature().equals(signature(own))
                        || method.signature().equals(qualifiedSignature(own)));
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
