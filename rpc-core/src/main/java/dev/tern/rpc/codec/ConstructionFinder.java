package dev.tern.rpc.codec;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds how an object of a class is made of its properties: the first way that fits, by the processor's rules. */
final class ConstructionFinder {

    private final Visibility visibility;

    ConstructionFinder(Visibility visibility) {
        this.visibility = visibility;
    }

    /** A property that was found in a class. */
    record Found(
            String name,
            String owner,
            JavaType type,
            Member read,
            @Nullable Field field) {}

    /**
     * How an object is made.
     *
     * @param construction null if nothing fits
     * @param takesMessage whether the message of the exception is one of its properties
     * @param reason why nothing fits
     * @param remedy what to do about it
     */
    record Result(
            ObjectStruct.@Nullable Construction construction, boolean takesMessage, String reason, String remedy) {}

    /**
     * The construction of a class; for an exception its message is one more property if a constructor takes it.
     *
     * @param message null if the class is no exception
     */
    Result find(JavaType type, SortedMap<String, Found> properties, @Nullable Found message) {
        Map<TypeVariable<?>, JavaType> variables = type.variables();
        if (message != null) {
            TreeMap<String, Found> all = new TreeMap<>(properties);
            all.put(message.name(), message);
            ObjectStruct.Construction whole = byConstructor(type, variables, all);
            if (whole == null && properties.isEmpty()) {
                whole = byMessageAlone(type);
            }
            if (whole != null) {
                return new Result(whole, true, "", "");
            }
        }
        List<String> unset = new ArrayList<>();
        ObjectStruct.Construction construction = bySetters(type, variables, properties, unset);
        if (construction == null) {
            construction = byConstructor(type, variables, properties);
        }
        return construction != null
                ? new Result(construction, false, "", "")
                : failure(type, properties, message, unset);
    }

    private ObjectStruct.@Nullable Construction bySetters(
            JavaType type,
            Map<TypeVariable<?>, JavaType> variables,
            SortedMap<String, Found> properties,
            List<String> unset) {
        List<Member> setters = new ArrayList<>();
        for (Found property : properties.values()) {
            Member setter = setter(type, variables, property);
            if (setter == null) {
                unset.add(property.name());
            } else {
                setters.add(setter);
            }
        }
        Constructor<?> empty = visibility.constructors(type.raw()).stream()
                .filter(constructor -> constructor.getParameterCount() == 0)
                .findFirst()
                .orElse(null);
        if (empty == null) {
            unset.clear();
            return null;
        }
        return unset.isEmpty() ? new ObjectStruct.Construction(empty, List.of(), setters) : null;
    }

    private @Nullable Member setter(JavaType type, Map<TypeVariable<?>, JavaType> variables, Found property) {
        String name = property.name();
        List<String> names = new ArrayList<>();
        names.add("set" + capitalized(name));
        if (name.length() > 2 && name.startsWith("is") && Character.isUpperCase(name.charAt(2))) {
            names.add("set" + name.substring(2));
        }
        for (String setter : names) {
            for (Method method : visibility.methods(type.raw(), setter, 1)) {
                if (property.type().fits(JavaType.of(method.getGenericParameterTypes()[0], variables))) {
                    return method;
                }
            }
        }
        Field field = property.field();
        boolean isAssignable = field != null
                && visibility.canUse(field)
                && !Modifier.isFinal(field.getModifiers())
                && property.type().fits(JavaType.of(field.getGenericType(), variables));
        return isAssignable ? field : null;
    }

    private ObjectStruct.@Nullable Construction byConstructor(
            JavaType type, Map<TypeVariable<?>, JavaType> variables, SortedMap<String, Found> properties) {
        List<String> slots = List.copyOf(properties.keySet());
        for (Constructor<?> constructor : visibility.constructors(type.raw())) {
            List<String> names = parameterNames(constructor);
            if (names.size() == properties.size()
                    && properties.keySet().containsAll(names)
                    && names.stream().distinct().count() == names.size()
                    && typesFit(constructor, variables, names, properties)) {
                return new ObjectStruct.Construction(
                        constructor, names.stream().map(slots::indexOf).toList(), null);
            }
        }
        return null;
    }

    private static boolean typesFit(
            Constructor<?> constructor,
            Map<TypeVariable<?>, JavaType> variables,
            List<String> names,
            SortedMap<String, Found> properties) {
        Type[] wanted = constructor.getGenericParameterTypes();
        if (wanted.length != names.size()) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            Found property = properties.get(names.get(i));
            if (property == null || !property.type().fits(JavaType.of(wanted[i], variables))) {
                return false;
            }
        }
        return true;
    }

    /** An exception without properties of its own: what takes one text takes the message, whatever its name (the JDK's have none). */
    private ObjectStruct.@Nullable Construction byMessageAlone(JavaType type) {
        return visibility.constructors(type.raw()).stream()
                .filter(constructor ->
                        constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == String.class)
                .findFirst()
                .map(constructor -> new ObjectStruct.Construction(constructor, List.of(0), null))
                .orElse(null);
    }

    /** The names that {@code @ConstructorProperties} gives, else those of the class file, if it has them. */
    private static List<String> parameterNames(Constructor<?> constructor) {
        for (Annotation annotation : constructor.getAnnotations()) {
            if (annotation.annotationType().getName().equals("java.beans.ConstructorProperties")) {
                return annotated(annotation);
            }
        }
        return Arrays.stream(constructor.getParameters())
                .map(Parameter::getName)
                .toList();
    }

    /** By reflection: the annotation is of a module that need not be there. */
    private static List<String> annotated(Annotation annotation) {
        try {
            return List.of(
                    (String[]) annotation.annotationType().getMethod("value").invoke(annotation));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(annotation + " cannot be read", e);
        }
    }

    private Result failure(
            JavaType type, SortedMap<String, Found> properties, @Nullable Found message, List<String> unset) {
        Map<String, Found> all = new TreeMap<>(properties);
        if (message != null) {
            all.put(message.name(), message);
        }
        String wanted = all.values().stream()
                .map(property -> property.type() + " " + property.name())
                .collect(Collectors.joining(", ", "(", ")"));
        String reason;
        if (unset.isEmpty()) {
            List<Constructor<?>> constructors = visibility.constructors(type.raw());
            reason = constructors.isEmpty()
                    ? "it has no constructor that " + visibility.packageName() + " can call without a checked exception"
                    : "no constructor takes its properties, neither all of them nor none; there is "
                            + constructors.stream()
                                    .map(ConstructionFinder::parameters)
                                    .collect(Collectors.joining(" and "));
        } else {
            reason = unset.stream().collect(Collectors.joining("', '", "it has no setter for '", "'"))
                    + " and no constructor that takes all properties";
        }
        String empty = "a constructor without parameters";
        String every = empty + " and a setter for each property, or a constructor with the parameters " + wanted
                + " in any order (class files tell their names if compiled with -parameters)";
        String remedy = (message == null ? "Make it a record, or give it" : "Give it") + " "
                + (all.isEmpty() ? empty : every) + ".";
        return new Result(null, false, reason, remedy);
    }

    private static String parameters(Constructor<?> constructor) {
        return Arrays.stream(constructor.getParameters())
                .map(parameter -> JavaType.of(parameter.getParameterizedType(), Map.of()) + " " + parameter.getName())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    /** With a capital letter first. */
    static String capitalized(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
