package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Limits of one method's messages, below the limit that client and server set for all. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RpcMethod {

    /** The largest encoded request in bytes; a larger one fails at the caller with {@link Status#RESOURCE_EXHAUSTED}. 0: no limit of its own. */
    int maxRequestBytes() default 0;

    /** The largest encoded response in bytes; a larger one fails the call with {@link Status#RESOURCE_EXHAUSTED}. 0: no limit of its own. */
    int maxResponseBytes() default 0;
}
