package dev.tern.rpc.processor;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.RpcMethod;
import dev.tern.rpc.processor.MethodModel.Period;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/** Reads the annotations that say how a method is called. */
final class PolicyParser {

    private static final Pattern PERIOD = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Map<String, String> FACTORIES =
            Map.of("ms", "ofMillis", "s", "ofSeconds", "m", "ofMinutes", "h", "ofHours");

    private final Problems problems;
    private final TypeElement service;

    PolicyParser(Problems problems, TypeElement service) {
        this.problems = problems;
        this.service = service;
    }

    MethodModel.Policy parse(ExecutableElement method) {
        Period deadline = deadline(method);
        if (deadline == null) {
            deadline = deadline(service);
        }
        if (deadline == null && !Names.owner(method).equals(service)) {
            deadline = deadline(Names.owner(method));
        }
        boolean idempotent = method.getAnnotation(Idempotent.class) != null;
        RpcMethod limits = method.getAnnotation(RpcMethod.class);
        if (limits == null) {
            return new MethodModel.Policy(deadline, idempotent, 0, 0);
        }
        checkLimit(method, "maxRequestBytes", limits.maxRequestBytes());
        checkLimit(method, "maxResponseBytes", limits.maxResponseBytes());
        return new MethodModel.Policy(deadline, idempotent, limits.maxRequestBytes(), limits.maxResponseBytes());
    }

    private @Nullable Period deadline(Element element) {
        Deadline annotation = element.getAnnotation(Deadline.class);
        if (annotation == null) {
            return null;
        }
        String text = annotation.value();
        Matcher matcher = PERIOD.matcher(text);
        if (!matcher.matches()) {
            add(Diagnostic.MALFORMED_DEADLINE, element, text);
            return null;
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        Duration length = switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
        if (length.isZero() || length.compareTo(LONGEST) > 0) {
            add(Diagnostic.DEADLINE_OUT_OF_RANGE, element, text);
            return null;
        }
        return new Period(text, amount, FACTORIES.getOrDefault(unit, ""));
    }

    private void checkLimit(ExecutableElement method, String attribute, int value) {
        if (value < 0) {
            problems.add(
                    Diagnostic.NEGATIVE_LIMIT,
                    method,
                    Annotations.find(method, RpcMethod.class),
                    attribute,
                    value,
                    "method '" + method.getSimpleName() + "'");
        }
    }

    private void add(Diagnostic diagnostic, Element element, String text) {
        String subject = element instanceof TypeElement type
                ? Names.kindAndName(type)
                : "method '" + element.getSimpleName() + "'";
        problems.add(diagnostic, element, Annotations.find(element, Deadline.class), text, subject);
    }
}
