package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The parameter by whose value {@link LoadBalance#CONSISTENT_HASH} chooses the endpoint: a primitive, a number, a text, an enum, a {@code UUID}. One for each method.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface HashKey {}
