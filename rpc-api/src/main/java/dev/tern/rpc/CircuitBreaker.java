package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps calls of a method away from an endpoint where too many of them fail or are slow: for {@link #waitInOpen} none is sent there, then a few probes decide. There is one breaker
 * for each method and endpoint; other endpoints take the calls meanwhile, and when there is none left they fail at once with {@link Status#UNAVAILABLE}.
 *
 * <p>A failure is one that says something about the provider: a lost connection, no answer in time, an undeclared exception. Declared exceptions are answers, unless
 * {@link #recordOn} names them. Calls that were refused without having run and those their caller gave up do not count.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface CircuitBreaker {

    /** The share of failed calls in the window from which on it opens; above 0, at most 1. */
    double failureRate() default 0.5;

    /** The share of slow calls in the window from which on it opens; above 0, at most 1. */
    double slowCallRate() default 1;

    /** From which time on a call is slow. Empty: none is. */
    String slowCallDuration() default "";

    /** How long a call counts; {@code "1s"} to {@code "10m"}. */
    String window() default "10s";

    /** With fewer calls than this in the window it stays closed; 1 to 100,000. */
    int minimumCalls() default 20;

    /** How long it stays open before probes are sent. */
    String waitInOpen() default "5s";

    /** How many probes decide; 1 to 1,000. */
    int halfOpenCalls() default 5;

    /** Exceptions that count as failures though they are answers or would not count; those that extend them too. */
    Class<? extends Throwable>[] recordOn() default {};

    /** Exceptions that do not count, neither as failures nor as successes; those that extend them too. */
    Class<? extends Throwable>[] ignoreOn() default {};
}
