package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How many calls may be under way at once; one more is refused at once with {@link Status#RESOURCE_EXHAUSTED}, surely not executed. On the contract or its method it bounds
 * each consumer, method by method; on the implementation or its method, the provider, for all consumers together.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Bulkhead {

    /** How many; 1 to 1,000,000. */
    int maxConcurrent();
}
