package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an implementation class or one of its methods: it never blocks and is quick, so it runs on the event loop, without a change of
 * thread. A blocking call from there would stop every connection of the loop; a synchronous Tern call from there fails at once with
 * {@link Status#FAILED_PRECONDITION}.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface NonBlocking {}
