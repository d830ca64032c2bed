package dev.tern.rpc.codec;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.RpcMethod;
import dev.tern.rpc.kernel.MethodPolicy;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the annotations that say how a method is called. */
final class PolicyReader {

    private static final Pattern PERIOD = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Class<?> service;

    PolicyReader(Class<?> service) {
        this.service = service;
    }

    /** The policy of a method. */
    MethodPolicy policy(Method method, Site site) {
        MethodPolicy policy = MethodPolicy.STANDARD;
        Deadline deadline = deadline(method);
        if (deadline != null) {
            policy = policy.withDeadline(period(deadline.value(), site));
        }
        if (method.isAnnotationPresent(Idempotent.class)) {
            policy = policy.asIdempotent();
        }
        RpcMethod limits = method.getAnnotation(RpcMethod.class);
        return limits == null
                ? policy
                : policy.withLimits(
                        limit("maxRequestBytes", limits.maxRequestBytes(), site),
                        limit("maxResponseBytes", limits.maxResponseBytes(), site));
    }

    /** The deadline that counts: the method's own, the service's, that of the interface that declares the method. */
    @Nullable
    Deadline deadline(Method method) {
        for (AnnotatedElement element : new AnnotatedElement[] {method, service, method.getDeclaringClass()}) {
            Deadline found = element.getAnnotation(Deadline.class);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static Duration period(String text, Site site) {
        Matcher matcher = PERIOD.matcher(text);
        if (!matcher.matches()) {
            throw site.problem(
                    "RPC113",
                    "@Deadline(\"" + text + "\") of " + site.subject() + " is not a duration",
                    "Write a whole number and one of the units ms, s, m, h: \"500ms\".");
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration length = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
        if (length.isZero() || length.compareTo(LONGEST) > 0) {
            throw site.problem(
                    "RPC114",
                    "@Deadline(\"" + text + "\") of " + site.subject() + " is out of range",
                    "Allowed: more than zero, at most \"24h\".");
        }
        return length;
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
