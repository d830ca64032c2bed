package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Other names of a method, a property (a record component or a field) or an enum's constant: what it was called before it was renamed, so that
 * versions of the contract that call it so are understood.
 */
@Documented
@Target({ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface RpcAlias {

    /** The names; for an overloaded method its signature with simple type names, {@code "place(NewOrder)"}. */
    String[] value();
}
