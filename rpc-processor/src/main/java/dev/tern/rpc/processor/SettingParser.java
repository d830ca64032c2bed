package dev.tern.rpc.processor;

import dev.tern.rpc.Bulkhead;
import dev.tern.rpc.CircuitBreaker;
import dev.tern.rpc.Deadline;
import dev.tern.rpc.Hedge;
import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.RateLimit;
import dev.tern.rpc.Retry;
import dev.tern.rpc.kernel.PolicySetting;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/** Reads annotations whose attributes are settings: each is the setting of its own name. */
final class SettingParser {

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

    private final Elements elements;
    private final Problems problems;

    SettingParser(Elements elements, Problems problems) {
        this.elements = elements;
        this.problems = problems;
    }

    /**
     * What an annotation of an element sets; nothing if the element does not have it. Notes values that are not right.
     *
     * @param replaced what the same annotation of the type sets: the method's takes its place, so these are set to defaults at least
     */
    Map<PolicySetting, String> parse(Element element, Class<? extends Annotation> type, Set<PolicySetting> replaced) {
        Map<PolicySetting, String> found = new EnumMap<>(PolicySetting.class);
        AnnotationMirror annotation = Annotations.find(element, type);
        if (annotation == null) {
            return found;
        }
        if (type == CircuitBreaker.class) {
            found.put(PolicySetting.BREAKER_ENABLED, "true");
        }
        elements.getElementValuesWithDefaults(annotation).forEach((attribute, value) -> {
            PolicySetting setting = setting(type, Names.simple(attribute));
            String text = text(value);
            if (text == null) {
                problems.missing("a value of @" + type.getSimpleName());
            } else if (!isDefault(attribute, text)) {
                check(element, annotation, attribute, value, setting, text);
                found.put(setting, text.strip());
            } else if (ALWAYS.contains(setting) || replaced.contains(setting)) {
                found.put(setting, text.isEmpty() && setting.standard().isEmpty() ? UNBOUNDED : text);
            }
        });
        return found;
    }

    private static PolicySetting setting(Class<? extends Annotation> type, String attribute) {
        String name = Names.uncapitalized(type.getSimpleName());
        return PolicySetting.of(name + "." + attribute)
                .or(() -> PolicySetting.of(name))
                .orElseThrow(() -> new IllegalStateException(name + "." + attribute));
    }

    private static boolean isDefault(ExecutableElement attribute, String text) {
        AnnotationValue value = attribute.getDefaultValue();
        return value != null && text.equals(text(value));
    }

    /** The value as settings are written; null if the compiler does not know it. */
    private static @Nullable String text(AnnotationValue annotationValue) {
        Object value = annotationValue.getValue();
        if (value instanceof List<?> list) {
            List<String> texts = new ArrayList<>();
            for (Object each : list) {
                String text = text((AnnotationValue) each);
                if (text == null) {
                    return null;
                }
                texts.add(text);
            }
            return String.join(",", texts);
        } else if (value instanceof DeclaredType type) {
            return TypeNames.binary((TypeElement) type.asElement());
        } else if (value instanceof VariableElement constant) {
            return Names.simple(constant);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
        }
        String text = String.valueOf(value);
        return text.equals("<error>") ? null : text;
    }

    private void check(
            Element element,
            AnnotationMirror annotation,
            ExecutableElement attribute,
            AnnotationValue value,
            PolicySetting setting,
            String text) {
        try {
            setting.parse(text);
        } catch (IllegalArgumentException e) {
            String subject = Names.subject(element);
            if (setting == PolicySetting.DEADLINE) {
                boolean isPeriod = PERIOD.matcher(text.strip()).matches();
                Diagnostic what = isPeriod ? Diagnostic.DEADLINE_OUT_OF_RANGE : Diagnostic.MALFORMED_DEADLINE;
                problems.add(what, element, annotation, value, text, subject);
            } else {
                problems.add(
                        Diagnostic.BAD_POLICY_VALUE,
                        element,
                        annotation,
                        value,
                        Names.simple(annotation.getAnnotationType()),
                        Names.simple(attribute),
                        value.getValue() instanceof String ? "\"" + text + "\"" : text,
                        subject,
                        setting.expectation());
            }
        }
    }
}
