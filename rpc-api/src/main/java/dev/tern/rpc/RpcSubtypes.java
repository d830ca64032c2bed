package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Closes an interface or class that is not sealed: a value of it is sent as one of these types, and of no other. An abstract one of them must be
 * sealed or closed in turn. The annotated class itself can be sent if it is not abstract.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RpcSubtypes {

    /** The types that extend or implement the annotated one. */
    Class<?>[] value();
}
