package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How often, when and after which failures a call is tried again. Only {@link Idempotent} methods are: on any other it is a compile error, on a type it covers the
 * idempotent ones. What surely never ran is tried again on any method, without this and without spending an attempt.
 *
 * <p>Without it an idempotent method has what the defaults here say. All attempts share the {@link Deadline} and the budget for retries of the method: 20 % of its
 * calls and 10 a second. A call that is itself part of a retry is not tried again.
 *
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRPC A6, client retries</a>
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Retry {

    /** How many attempts a call has, the first included; 1 (no retry) to 5. */
    int maxAttempts() default 3;

    /** The pause before the second attempt: a number and one of the units {@code ms}, {@code s}, {@code m}, {@code h}; at most {@code "1m"}. */
    String backoff() default "20ms";

    /** The longest pause, before jitter. */
    String maxBackoff() default "500ms";

    /** By how much each pause is longer than the one before; 1 to 10. */
    double multiplier() default 2;

    /** By which part of itself a pause is made shorter or longer at random; 0 to 1. */
    double jitter() default 0.2;

    /** Declared exceptions after which the call is tried again; those that extend them too. */
    Class<? extends Throwable>[] retryOn() default {};

    /** Failures after which the call is tried again. */
    Status[] retryOnStatus() default {Status.UNAVAILABLE};

    /** Exceptions that end the call at once, even if another attribute says that it is tried again. */
    Class<? extends Throwable>[] abortOn() default {};

    /** Failures that end the call at once, even if another attribute says that it is tried again. */
    Status[] abortOnStatus() default {};

    /** How long one attempt may take; then it is given up, cancelled at the provider, and the call tried again. Empty: as long as the call. */
    String perAttempt() default "";
}
