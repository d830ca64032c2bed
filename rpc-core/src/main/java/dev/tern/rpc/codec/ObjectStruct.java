package dev.tern.rpc.codec;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A struct as a class: how its properties are read and how an object is made of them.
 *
 * @param properties by the order of their names
 */
record ObjectStruct(Class<?> type, List<Property> properties, Construction construction) {

    /** Whether instances of subclasses have to be told apart: they have more than what is sent. Exceptions travel as the class that is declared. */
    boolean isOpen() {
        return !Modifier.isFinal(type.getModifiers()) && !Throwable.class.isAssignableFrom(type);
    }

    /**
     * A property.
     *
     * @param type what is sent: the getter's type, or the field's
     * @param read the getter or field that tells it
     * @param declared where its annotations may stand
     */
    record Property(String name, JavaType type, Member read, List<AnnotatedElement> declared) {}

    /**
     * How an object is made.
     *
     * @param arguments the slots of the properties in the order of the constructor's parameters
     * @param setters by slot: the setter or field; null for all if the constructor takes everything
     */
    record Construction(
            Constructor<?> constructor,
            List<Integer> arguments,
            @Nullable List<Member> setters) {}
}
