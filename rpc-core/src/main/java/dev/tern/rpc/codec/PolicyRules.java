package dev.tern.rpc.codec;

import dev.tern.rpc.Bulkhead;
import dev.tern.rpc.CircuitBreaker;
import dev.tern.rpc.Fallback;
import dev.tern.rpc.HashKey;
import dev.tern.rpc.Hedge;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.OneWay;
import dev.tern.rpc.Retry;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.codec.MethodFinder.Found;
import dev.tern.rpc.kernel.MethodPolicy;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the annotations that say how a method is called may not be; where they can do nothing, it is logged. */
final class PolicyRules {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeContract.class);

    /** Those that need an answer. */
    private static final List<Class<? extends Annotation>> OF_ANSWERS =
            List.of(Retry.class, Hedge.class, CircuitBreaker.class, Bulkhead.class, Fallback.class);

    private static final Set<Class<?>> STABLE = Set.of(
            Boolean.class,
            Byte.class,
            Character.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            String.class,
            UUID.class,
            BigInteger.class,
            BigDecimal.class);

    /** Strategies that do not look at the hash key; one of the user's may. */
    private static final Set<String> UNAWARE = Set.of(
            LoadBalance.POWER_OF_TWO, LoadBalance.ROUND_ROBIN, LoadBalance.WEIGHTED_RANDOM, LoadBalance.LEAST_ACTIVE);

    private final Class<?> service;
    private final Visibility visibility;

    PolicyRules(Class<?> service, Visibility visibility) {
        this.service = service;
        this.visibility = visibility;
    }

    /** Checks those of a method. */
    void checkMethod(Method method, Site site) {
        for (Class<? extends Annotation> type : List.of(Retry.class, Hedge.class)) {
            if (method.isAnnotationPresent(type) && !method.isAnnotationPresent(Idempotent.class)) {
                String name = "@" + type.getSimpleName();
                throw site.problem(
                        "RPC140",
                        name + " on " + site.subject() + ", which is not @Idempotent",
                        "Add @Idempotent if doing it twice has the effect of doing it once, or remove " + name + ".");
            }
        }
        checkTogether(method, site);
        if (method.isAnnotationPresent(OneWay.class)) {
            OF_ANSWERS.stream()
                    .filter(method::isAnnotationPresent)
                    .forEach(type -> warn(
                            site,
                            "RPC148",
                            "@" + type.getSimpleName() + " on " + site.subject()
                                    + " has no effect: it is @OneWay, so nothing is answered that could fail or be waited for",
                            "Remove it, or @OneWay."));
        }
        checkDeclared(method, List.of(method.getExceptionTypes()), site, "it does not declare it");
    }

    /** Checks those of a type that exclude each other. */
    void checkType(Class<?> type) {
        checkTogether(type, new Site(StructFinder.kindAndName(type), type.getSimpleName(), null));
    }

    private static void checkTogether(AnnotatedElement element, Site site) {
        if (element.isAnnotationPresent(Retry.class) && element.isAnnotationPresent(Hedge.class)) {
            throw site.problem(
                    "RPC141",
                    site.subject() + " has both @Retry and @Hedge",
                    "Keep one of them: an extra attempt of a hedge takes the place of a retry.");
        }
    }

    /** Checks those of the service that can do nothing for any of its methods. */
    void checkService(List<Method> methods, Site site) {
        List<Class<?>> thrown = methods.stream()
                .<Class<?>>flatMap(method -> Arrays.stream(method.getExceptionTypes()))
                .toList();
        checkDeclared(service, thrown, site, "none of its methods declares it");
        boolean hasHashKey = methods.stream()
                .flatMap(method -> Arrays.stream(method.getParameters()))
                .anyMatch(parameter -> parameter.isAnnotationPresent(HashKey.class));
        checkHashKeyFor(service, hasHashKey, site);
    }

    private static void checkDeclared(AnnotatedElement element, List<Class<?>> thrown, Site site, String why) {
        Retry retry = element.getAnnotation(Retry.class);
        if (retry != null) {
            checkDeclared("@Retry(retryOn = ", retry.retryOn(), thrown, site, why);
        }
        Fallback fallback = element.getAnnotation(Fallback.class);
        if (fallback != null) {
            checkDeclared("@Fallback(alsoOn = ", fallback.alsoOn(), thrown, site, why);
        }
    }

    private static void checkDeclared(String attribute, Class<?>[] all, List<Class<?>> thrown, Site site, String why) {
        for (Class<?> named : all) {
            boolean isDeclared = thrown.stream()
                    .anyMatch(declared -> named.isAssignableFrom(declared) || declared.isAssignableFrom(named));
            if (!isDeclared && !RpcException.class.isAssignableFrom(named)) {
                warn(
                        site,
                        "RPC143",
                        attribute + named.getSimpleName() + ".class) of " + site.subject() + " has no effect: " + why,
                        "Add it to a throws clause, or remove it here.");
            }
        }
    }

    /** The place of the parameter that is the hash key. */
    int hashKey(Found found, MethodPolicy policy, Site site) {
        Parameter[] parameters = found.method().getParameters();
        int key = MethodPolicy.NO_HASH_KEY;
        for (int i = 0; i < parameters.length; i++) {
            if (!parameters[i].isAnnotationPresent(HashKey.class)) {
                continue;
            }
            if (key != MethodPolicy.NO_HASH_KEY) {
                throw site.problem(
                        "RPC144",
                        site.subject() + " has @HashKey twice, on '" + parameters[key].getName() + "' and on '"
                                + parameters[i].getName() + "'",
                        "Keep one; to choose by several values, make a text of them.");
            }
            key = i;
            checkHashKey(parameters[i].getName(), found.parameters().get(i), policy, site);
        }
        checkHashKeyFor(found.method(), key != MethodPolicy.NO_HASH_KEY, site);
        return key;
    }

    private static void checkHashKey(String name, JavaType type, MethodPolicy policy, Site site) {
        Class<?> raw = type.raw();
        boolean isStable = raw.isPrimitive()
                || raw.isEnum()
                || STABLE.contains(raw)
                || (raw.getPackageName().equals("java.time") && !raw.isArray());
        if (!isStable) {
            throw site.problem(
                    "RPC145",
                    "@HashKey parameter '" + name + "' has type " + type
                            + ", which has no hash that is the same everywhere",
                    "Mark a primitive or its box, a String, an enum, a UUID, BigInteger, BigDecimal or a type of java.time.");
        }
        if (UNAWARE.contains(policy.loadBalance())) {
            warn(
                    site,
                    "RPC146",
                    "@HashKey on parameter '" + name + "' has no effect unless loadBalance is "
                            + LoadBalance.CONSISTENT_HASH,
                    "Add @LoadBalance(strategy = LoadBalance.CONSISTENT_HASH) to the method or the interface, or remove"
                            + " @HashKey.");
        }
    }

    private static void checkHashKeyFor(AnnotatedElement element, boolean hasHashKey, Site site) {
        LoadBalance own = element.getAnnotation(LoadBalance.class);
        if (own != null && own.strategy().equals(LoadBalance.CONSISTENT_HASH) && !hasHashKey) {
            warn(
                    site,
                    "RPC147",
                    site.subject() + " has the strategy consistentHash but no parameter with @HashKey",
                    "Mark the parameter by whose value an endpoint is chosen, or choose another strategy.");
        }
    }

    /** Checks that a class can answer for the service. */
    void checkFallback(Class<?> type, Site site) {
        String why = objection(type);
        if (why != null) {
            throw site.problem(
                    "RPC142",
                    "@Fallback names " + type.getSimpleName() + ", which cannot answer for " + site.subject() + ": "
                            + why,
                    "Name a class that implements " + service.getSimpleName()
                            + " and has a constructor without parameters, both open to " + visibility.packageName()
                            + ".");
        }
    }

    private @Nullable String objection(Class<?> type) {
        if (type.isInterface() || type.isArray() || type.isPrimitive()) {
            return "it is not a class";
        }
        if (!service.isAssignableFrom(type)) {
            return "it does not implement " + service.getSimpleName();
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            return "it is abstract";
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            return "it is an inner class";
        }
        boolean hasConstructor =
                visibility.constructors(type).stream().anyMatch(constructor -> constructor.getParameterCount() == 0);
        return visibility.canSee(type) && hasConstructor
                ? null
                : visibility.packageName() + " cannot call a constructor of it without parameters";
    }

    private static void warn(Site site, String id, String what, String instead) {
        LOG.warn("{}", site.problem(id, what, instead).getMessage());
    }
}
