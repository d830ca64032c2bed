package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface as the contract of a service. The annotation processor writes its stub, dispatcher and codecs at compile time.
 *
 * <p>Only the types that the interface's signatures reach can ever be received.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RpcService {

    /** The name under which the service is registered; the interface's qualified name unless given. */
    String name() default "";

    /** Partitions the providers of a service by exact match; unset is a group of its own. */
    String group() default "";

    /** Partitions the providers of a service by exact match. Not to be raised for compatible changes. */
    String version() default "";
}
