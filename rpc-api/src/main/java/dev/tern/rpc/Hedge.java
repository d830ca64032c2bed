package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sends a call again while the first attempt is not answered yet, to another provider; the first answer counts, the other attempts are cancelled. Only for
 * {@link Idempotent} methods: on any other it is a compile error, on a type it covers the idempotent ones. It takes the place of {@link Retry}: an attempt that fails as that
 * says is followed by the next one at once. Extra attempts come out of the same budget as retries.
 *
 * @see <a href="https://research.google/pubs/the-tail-at-scale/">Dean, Barroso: The Tail at Scale, 2013</a>
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRPC A6, hedging</a>
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Hedge {

    /**
     * How long an attempt may be unanswered before the next one is sent: best what 95 of 100 calls take. A number and one of the units {@code ms}, {@code s}, {@code m},
     * {@code h}; {@code "0ms"} sends all at once.
     */
    String delay();

    /** How many attempts are added to the first at the most; 1 to 4. */
    int maxExtra() default 1;
}
