package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a property (a record component or a field) or a parameter is read as where another version of the contract does not have it. Without it that
 * is zero, null, an empty {@code Optional}, collection or map. A null that was sent stays null.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface RpcDefault {

    /**
     * The value as text: of a primitive or its box, a {@code String}, an enum's constant by its name, and of the types of {@code java.math},
     * {@code java.time}, {@code UUID} and {@code URI} as they parse it.
     */
    String value();
}
