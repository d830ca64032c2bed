package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What answers when a call has failed, all its attempts included. It runs where the result would have been read: on the calling thread, or for asynchronous calls on the callback
 * executor. There {@link CallContext#failure()} tells why.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Fallback {

    /** An implementation of the contract, with a constructor without parameters that the contract's package can call. One is made for each reference. */
    Class<?> value();

    /** Declared exceptions that it answers too, those that extend them as well; without, it does not, because they are answers. */
    Class<? extends Throwable>[] alsoOn() default {};
}
