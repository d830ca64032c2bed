package dev.tern.rpc.server;

import dev.tern.rpc.Bulkhead;
import dev.tern.rpc.RateLimit;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.settings.CodeValue;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds annotations on implementations, once, when a service is bound. */
final class MarkedMethods {

    private MarkedMethods() {}

    /** The annotation of the class's method of that name and those parameter types, else that of the class; null if neither has one. */
    static <A extends Annotation> @Nullable A find(Class<?> implementation, MethodDescriptor method, Class<A> type) {
        A own = ofMethod(implementation, method, type);
        return own == null ? implementation.getAnnotation(type) : own;
    }

    private static <A extends Annotation> @Nullable A ofMethod(
            Class<?> implementation, MethodDescriptor method, Class<A> type) {
        return Arrays.stream(implementation.getMethods())
                .filter(own -> own.isAnnotationPresent(type) && !own.isBridge())
                .filter(own -> method.signature().equals(signature(own))
                        || method.signature().equals(qualifiedSignature(own)))
                .findFirst()
                .map(own -> own.getAnnotation(type))
                .orElse(null);
    }

    /** The limits of an implementation of the service, of all methods and of single ones. */
    static List<CodeValue> limits(Class<?> implementation, ServiceDescriptor service) {
        List<CodeValue> limits = new ArrayList<>();
        add(null, implementation, implementation.getAnnotation(Bulkhead.class), limits);
        add(null, implementation, implementation.getAnnotation(RateLimit.class), limits);
        for (MethodDescriptor method : service.methods()) {
            add(method, implementation, ofMethod(implementation, method, Bulkhead.class), limits);
            add(method, implementation, ofMethod(implementation, method, RateLimit.class), limits);
        }
        return limits;
    }

    private static void add(
            @Nullable MethodDescriptor method,
            Class<?> implementation,
            @Nullable Annotation annotation,
            List<CodeValue> limits) {
        String of = method == null ? null : method.signature();
        if (annotation instanceof Bulkhead calls) {
            String where = "@Bulkhead of " + implementation.getName();
            String most = String.valueOf(calls.maxConcurrent());
            limits.add(new CodeValue(of, PolicySetting.SERVER_BULKHEAD_MAX_CONCURRENT, most, where));
        } else if (annotation instanceof RateLimit rate) {
            String where = "@RateLimit of " + implementation.getName();
            String permits = String.valueOf(rate.permits());
            limits.add(new CodeValue(of, PolicySetting.SERVER_RATE_LIMIT_PERMITS, permits, where));
            limits.add(new CodeValue(of, PolicySetting.SERVER_RATE_LIMIT_PERIOD, rate.period(), where));
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
