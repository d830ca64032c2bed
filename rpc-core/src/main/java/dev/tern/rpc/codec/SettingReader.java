package dev.tern.rpc.codec;

import dev.tern.rpc.Bulkhead;
import dev.tern.rpc.CircuitBreaker;
import dev.tern.rpc.Deadline;
import dev.tern.rpc.Hedge;
import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.RateLimit;
import dev.tern.rpc.Retry;
import dev.tern.rpc.kernel.PolicySetting;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads annotations whose attributes are settings: each is the setting of its own name. */
final class SettingReader {

    /** The annotations. */
    static final List<Class<? extends Annotation>> ALL = List.of(
            Deadline.class,
            Retry.class,
            Hedge.class,
            CircuitBreaker.class,
            Bulkhead.class,
            RateLimit.class,
            LoadBalance.class);

    /** Set by their annotations even if they are what they would be without. */
    private static final Set<PolicySetting> ALWAYS = EnumSet.of(
            PolicySetting.RETRY_MAX_ATTEMPTS, PolicySetting.HEDGE_MAX_EXTRA, PolicySetting.RATE_LIMIT_PERIOD);

    /** Says of a time that nothing bounds it but the call itself, whose deadline is never longer. */
    private static final String UNBOUNDED = "24h";

    private static final Pattern PERIOD = Pattern.compile("\\d{1,12}(ms|s|m|h)");

    private SettingReader() {}

    /**
     * What an annotation sets.
     *
     * @param site what it stands on
     * @param replaced what the same annotation of the type sets: the method's takes its place, so these are set to defaults at least
     * @throws IllegalArgumentException if a value is not right
     */
    static Map<PolicySetting, String> read(Annotation annotation, Site site, Set<PolicySetting> replaced) {
        Map<PolicySetting, String> found = new EnumMap<>(PolicySetting.class);
        if (annotation instanceof CircuitBreaker) {
            found.put(PolicySetting.BREAKER_ENABLED, "true");
        }
        attributes(annotation).forEach((setting, attribute) -> {
            Object value = value(annotation, attribute);
            String text = text(value);
            Object standard = attribute.getDefaultValue();
            if (standard == null || !text.equals(text(standard))) {
                check(annotation, attribute.getName(), value, setting, site);
                found.put(setting, text.strip());
            } else if (ALWAYS.contains(setting) || replaced.contains(setting)) {
                found.put(setting, text.isEmpty() && setting.standard().isEmpty() ? UNBOUNDED : text);
            }
        });
        return found;
    }

    private static Map<PolicySetting, Method> attributes(Annotation annotation) {
        String name = annotation.annotationType().getSimpleName();
        String prefix = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        Map<PolicySetting, Method> attributes = new EnumMap<>(PolicySetting.class);
        for (Method attribute : annotation.annotationType().getDeclaredMethods()) {
            PolicySetting setting = PolicySetting.of(prefix + "." + attribute.getName())
                    .or(() -> PolicySetting.of(prefix))
                    .orElseThrow(() -> new IllegalStateException(prefix + "." + attribute.getName()));
            attributes.put(setting, attribute);
        }
        return attributes;
    }

    private static Object value(Annotation annotation, Method attribute) {
        try {
            return attribute.invoke(annotation);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(annotation + ": " + attribute, e); // all are public
        }
    }

    /** The value as settings are written. */
    private static String text(Object value) {
        if (value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> text(Array.get(value, i)))
                    .collect(Collectors.joining(","));
        } else if (value instanceof Class<?> type) {
            return type.getName();
        } else if (value instanceof Enum<?> constant) {
            return constant.name();
        } else if (value instanceof Double number && Double.isFinite(number)) {
            return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
        }
        return value.toString();
    }

    private static void check(Annotation annotation, String attribute, Object value, PolicySetting setting, Site site) {
        String text = text(value);
        try {
            setting.parse(text);
        } catch (IllegalArgumentException e) {
            String start = "@" + annotation.annotationType().getSimpleName() + "(";
            String end = ") of " + site.subject() + " is ";
            if (setting == PolicySetting.DEADLINE) {
                throw PERIOD.matcher(text.strip()).matches()
                        ? site.problem(
                                "RPC114",
                                start + "\"" + text + "\"" + end + "out of range",
                                "Allowed: more than zero, at most \"24h\".")
                        : site.problem(
                                "RPC113",
                                start + "\"" + text + "\"" + end + "not a duration",
                                "Write a whole number and one of the units ms, s, m, h: \"500ms\".");
            }
            throw site.problem(
                    "RPC139",
                    start + attribute + " = " + (value instanceof String ? "\"" + text + "\"" : text) + end
                            + "not right",
                    "Expected: " + setting.expectation() + ".");
        }
    }
}
