package dev.tern.rpc.codec;

import dev.tern.rpc.Fallback;
import dev.tern.rpc.Hedge;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.Retry;
import dev.tern.rpc.RpcMethod;
import dev.tern.rpc.codec.MethodFinder.Found;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the annotations that say how a method is called. A method's own takes the place of the same one of the service, and that of the same one of the interface that
 * declares the method.
 */
final class PolicyReader {

    private final Class<?> service;
    private final PolicyRules rules;

    PolicyReader(Class<?> service, Visibility visibility) {
        this.service = service;
        this.rules = new PolicyRules(service, visibility);
    }

    /**
     * The policy of a method.
     *
     * @throws IllegalArgumentException if something of it is not right
     */
    MethodPolicy policy(Found found, Site site) {
        Method method = found.method();
        List<Class<?>> types = types(method);
        rules.checkMethod(method, site);
        types.forEach(rules::checkType);
        Map<PolicySetting, String> onService = new EnumMap<>(PolicySetting.class);
        Map<PolicySetting, String> onMethod = new EnumMap<>(PolicySetting.class);
        for (Class<? extends Annotation> annotation : SettingReader.ALL) {
            Class<?> type = first(types, annotation);
            Map<PolicySetting, String> ofType =
                    type == null ? Map.of() : SettingReader.read(type.getAnnotation(annotation), site(type), Set.of());
            onService.putAll(ofType);
            Annotation own = method.getAnnotation(annotation);
            if (own != null) {
                onMethod.putAll(SettingReader.read(own, site, ofType.keySet()));
            }
        }
        switchHedgeOff(method, onService, onMethod);
        MethodPolicy policy = MethodPolicy.STANDARD.onService(texts(onService)).onMethod(texts(onMethod));
        policy = method.isAnnotationPresent(Idempotent.class) ? policy.asIdempotent() : policy;
        int hashKey = rules.hashKey(found, policy, site);
        policy = hashKey == MethodPolicy.NO_HASH_KEY ? policy : policy.withHashKey(hashKey);
        return withFallback(withLimits(policy, method, site), method, site);
    }

    /** Notes what annotations of the service cannot do for any of its methods. */
    void checkService(List<Method> methods) {
        rules.checkService(methods, site(service));
    }

    private static Site site(Class<?> type) {
        return new Site(StructFinder.kindAndName(type), type.getSimpleName(), null);
    }

    private List<Class<?>> types(Method method) {
        return Stream.of(service, method.getDeclaringClass())
                .<Class<?>>map(type -> type)
                .distinct()
                .toList();
    }

    /** A retry that stands nearer takes the place of a hedge. */
    private void switchHedgeOff(
            Method method, Map<PolicySetting, String> onService, Map<PolicySetting, String> onMethod) {
        AnnotatedElement retried = first(withTypes(method), Retry.class);
        AnnotatedElement hedged = first(withTypes(method), Hedge.class);
        if (retried == null || hedged == null || retried.equals(hedged) || hedged.equals(method)) {
            return;
        }
        if (retried.equals(method)) {
            onMethod.put(PolicySetting.HEDGE_MAX_EXTRA, "0");
        } else if (retried.equals(service)) {
            onService.put(PolicySetting.HEDGE_MAX_EXTRA, "0");
        }
    }

    private List<AnnotatedElement> withTypes(Method method) {
        List<AnnotatedElement> elements = new ArrayList<>(List.of(method));
        elements.addAll(types(method));
        return elements;
    }

    private static <E extends AnnotatedElement> @Nullable E first(
            List<E> elements, Class<? extends Annotation> annotation) {
        return elements.stream()
                .filter(element -> element.isAnnotationPresent(annotation))
                .findFirst()
                .orElse(null);
    }

    private static String[] texts(Map<PolicySetting, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey().key() + " = " + setting.getValue())
                .toArray(String[]::new);
    }

    private MethodPolicy withFallback(MethodPolicy policy, Method method, Site site) {
        AnnotatedElement element = first(withTypes(method), Fallback.class);
        if (element == null) {
            return policy;
        }
        Fallback fallback = element.getAnnotation(Fallback.class);
        rules.checkFallback(fallback.value(), element instanceof Class<?> type ? site(type) : site);
        return policy.withFallback(
                fallback.value(),
                Arrays.stream(fallback.alsoOn()).map(Class::getName).distinct().toArray(String[]::new));
    }

    private static MethodPolicy withLimits(MethodPolicy policy, Method method, Site site) {
        RpcMethod limits = method.getAnnotation(RpcMethod.class);
        return limits == null
                ? policy
                : policy.withLimits(
                        limit("maxRequestBytes", limits.maxRequestBytes(), site),
                        limit("maxResponseBytes", limits.maxResponseBytes(), site));
    }

    private static int limit(String attribute, int value, Site site) {
        if (value < 0) {
            throw site.problem(
                    "RPC115",
                    "@RpcMethod(" + attribute + " = " + value + ") of " + site.subject() + " is negative",
                    "Write a number of bytes, or nothing for no limit of the method's own.");
        }
        return value == 0 ? MethodPolicy.NO_LIMIT : value;
    }
}
