package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets a Kryo serializer write and read values of a type: the annotated one, or that of the annotated property, parameter or result.
 *
 * <p>The serializer gets a Kryo that knows the JDK's primitives, their boxes and {@code String}, and nothing else: no class is ever looked up by a
 * name, and no serializer chosen by a type. It can write and read whatever it has a serializer for. Its bytes mean something to it alone: both sides
 * need the same one, and how they change from version to version is its own concern. It is never called with null.
 */
@Documented
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface RpcSerializer {

    /**
     * A {@code com.esotericsoftware.kryo.kryo5.Serializer} for that type or one above it, with a constructor without parameters that the service's package can call. One instance is used
     * by one thread at a time.
     */
    Class<?> value();
}
