package dev.tern.rpc.processor;

import dev.tern.rpc.Fallback;
import dev.tern.rpc.Hedge;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.Retry;
import dev.tern.rpc.RpcMethod;
import dev.tern.rpc.kernel.PolicySetting;
import java.lang.annotation.Annotation;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ExecutableType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the annotations that say how a method is called. A method's own takes the place of the same one of the service, and that of the same one of the interface that
 * declares the method.
 */
final class PolicyParser {

    private final Problems problems;
    private final TypeElement service;
    private final SettingParser settings;
    private final PolicyRules rules;
    private final FallbackParser fallbacks;
    private final HashKeyParser hashKeys;

    PolicyParser(Access access, Problems problems, TypeElement service) {
        this.problems = problems;
        this.service = service;
        this.settings = new SettingParser(access.elements(), problems);
        this.rules = new PolicyRules(access, problems);
        this.fallbacks = new FallbackParser(access, problems, service);
        this.hashKeys = new HashKeyParser(access, problems);
    }

    /**
     * The policy of a method.
     *
     * @param signature its types as a member of the service
     */
    MethodModel.Policy parse(ExecutableElement method, ExecutableType signature) {
        Set<TypeElement> types = types(method);
        rules.checkMethod(method, signature);
        types.forEach(rules::checkType);
        Map<PolicySetting, String> onService = new EnumMap<>(PolicySetting.class);
        Map<PolicySetting, String> onMethod = new EnumMap<>(PolicySetting.class);
        for (Class<? extends Annotation> annotation : SettingParser.ALL) {
            Element type = first(types, annotation);
            Map<PolicySetting, String> ofType = type == null ? Map.of() : settings.parse(type, annotation, Set.of());
            onService.putAll(ofType);
            onMethod.putAll(settings.parse(method, annotation, ofType.keySet()));
        }
        switchHedgeOff(method, types, onService, onMethod);
        RpcMethod limits = method.getAnnotation(RpcMethod.class);
        if (limits != null) {
            checkLimit(method, "maxRequestBytes", limits.maxRequestBytes());
            checkLimit(method, "maxResponseBytes", limits.maxResponseBytes());
        }
        String strategy = onMethod.getOrDefault(PolicySetting.LOAD_BALANCE, onService.get(PolicySetting.LOAD_BALANCE));
        return new MethodModel.Policy(
                onService,
                onMethod,
                method.getAnnotation(Idempotent.class) != null,
                limits == null ? 0 : limits.maxRequestBytes(),
                limits == null ? 0 : limits.maxResponseBytes(),
                hashKeys.parse(method, signature, strategy),
                fallbacks.parse(first(withTypes(method, types), Fallback.class)));
    }

    /** Notes what annotations of the service cannot do for any of its methods. */
    void checkService(List<ExecutableElement> methods) {
        rules.checkService(service, methods);
    }

    /** A retry that stands nearer takes the place of a hedge. */
    private static void switchHedgeOff(
            ExecutableElement method,
            Set<TypeElement> types,
            Map<PolicySetting, String> onService,
            Map<PolicySetting, String> onMethod) {
        Element retried = first(withTypes(method, types), Retry.class);
        Element hedged = first(withTypes(method, types), Hedge.class);
        if (retried == null || hedged == null || retried.equals(hedged) || hedged.equals(method)) {
            return;
        }
        if (retried.equals(method)) {
            onMethod.put(PolicySetting.HEDGE_MAX_EXTRA, "0");
        } else if (types.iterator().next().equals(retried)) {
            onService.put(PolicySetting.HEDGE_MAX_EXTRA, "0");
        }
    }

    private Set<TypeElement> types(ExecutableElement method) {
        Set<TypeElement> types = new LinkedHashSet<>();
        types.add(service);
        types.add(Names.owner(method));
        return types;
    }

    private static Set<Element> withTypes(ExecutableElement method, Set<TypeElement> types) {
        Set<Element> elements = new LinkedHashSet<>();
        elements.add(method);
        elements.addAll(types);
        return elements;
    }

    private static @Nullable Element first(Set<? extends Element> elements, Class<? extends Annotation> annotation) {
        return elements.stream()
                .filter(element -> Annotations.find(element, annotation) != null)
                .findFirst()
                .orElse(null);
    }

    private void checkLimit(ExecutableElement method, String attribute, int value) {
        if (value < 0) {
            problems.add(
                    Diagnostic.NEGATIVE_LIMIT,
                    method,
                    Annotations.find(method, RpcMethod.class),
                    attribute,
                    value,
                    Names.subject(method));
        }
    }
}
