package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long a call may take, all its attempts together, counted from the moment the stub is called. A method's own wins over the type's;
 * without either a call has one second. A call made inside a handler never gets more than what is left of the handler's own call.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Deadline {

    /** A number and one of the units {@code ms}, {@code s}, {@code m}, {@code h}: {@code "500ms"}. More than zero, at most {@code "24h"}. */
    String value();
}
