package dev.tern.rpc.server;

import dev.tern.rpc.kernel.MethodDescriptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds annotations on implementations, once, when a service is bound. */
final class MarkedMethods {

    private MarkedMethods() {}

    /** The annotation of the class's method of that name and those parameter types, else that of the class; null if neither has one. */
    static <A extends Annotation> @Nullable A find(Class<?> implementation, MethodDescriptor method, Class<A> type) {
        return Arrays.stream(implementation.getMethods())
                .filter(own -> own.isAnnotationPresent(type) && !own.isBridge())
                .filter(own -> method.signature().equals(signature(own))
                        || method.signature().equals(qualifiedSignature(own)))
                .findFirst()
                .map(own -> own.getAnnotation(type))
                .orElseGet(() -> implementation.getAnnotation(type));
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
