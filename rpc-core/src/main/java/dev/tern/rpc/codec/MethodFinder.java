package dev.tern.rpc.codec;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the methods of an interface and its super-interfaces that make its contract. */
final class MethodFinder {

    private final Class<?> service;
    private final Map<TypeVariable<?>, JavaType> variables;

    MethodFinder(Class<?> service) {
        this.service = service;
        this.variables = JavaType.of(service).variables();
    }

    /**
     * A method that a stub implements.
     *
     * @param parameters as members of the service
     * @param all the method and those it overrides
     */
    record Found(Method method, List<JavaType> parameters, JavaType result, List<Method> all) {

        boolean isSameAs(Method other, List<JavaType> others) {
            return method.getName().equals(other.getName())
                    && (parameters.equals(others)
                            || Arrays.equals(method.getParameterTypes(), other.getParameterTypes()));
        }
    }

    /** The methods; an overriding one stands for those it overrides. */
    List<Found> find() {
        List<Found> found = new ArrayList<>();
        List<Found> hidden = new ArrayList<>(); // overridden by a default method
        for (Class<?> owner : interfaces()) {
            for (Method method : owner.getDeclaredMethods()) {
                boolean isMember = !Modifier.isStatic(method.getModifiers())
                        && !Modifier.isPrivate(method.getModifiers())
                        && !method.isSynthetic();
                if (isMember && !isOfObject(method)) {
                    add(method, found, hidden);
                }
            }
        }
        return found;
    }

    private void add(Method method, List<Found> found, List<Found> hidden) {
        List<JavaType> parameters = Arrays.stream(method.getGenericParameterTypes())
                .map(type -> JavaType.of(type, variables))
                .toList();
        for (Found other : found) {
            if (other.isSameAs(method, parameters)) {
                Class<?> owner = method.getDeclaringClass();
                if (!owner.isAssignableFrom(other.method().getDeclaringClass())) {
                    throw inheritedTwice(other.method(), method);
                }
                other.all().add(method);
                return;
            }
        }
        if (hidden.stream().anyMatch(other -> other.isSameAs(method, parameters))) {
            return;
        }
        JavaType result = JavaType.of(method.getGenericReturnType(), variables);
        List<Method> all = new ArrayList<>(List.of(method));
        (method.isDefault() ? hidden : found).add(new Found(method, parameters, result, all));
    }

    private IllegalArgumentException inheritedTwice(Method one, Method other) {
        return new Site("", "", null)
                .problem(
                        "RPC117",
                        "method '" + one.getName() + "' is inherited from both "
                                + one.getDeclaringClass().getSimpleName() + " and "
                                + other.getDeclaringClass().getSimpleName()
                                + ", and each may say something else about it",
                        "Declare it in " + service.getSimpleName() + ", with the annotations that count.");
    }

    /** The interface and those it extends, each before those that it extends itself. */
    private List<Class<?>> interfaces() {
        Set<Class<?>> all = new LinkedHashSet<>();
        collect(service, all);
        List<Class<?>> sorted = new ArrayList<>();
        for (Class<?> each : all) {
            int place = sorted.size();
            for (int i = 0; i < sorted.size(); i++) {
                if (sorted.get(i).isAssignableFrom(each)) {
                    place = i;
                    break;
                }
            }
            sorted.add(place, each);
        }
        return sorted;
    }

    private static void collect(Class<?> type, Set<Class<?>> all) {
        all.add(type);
        for (Class<?> parent : type.getInterfaces()) {
            collect(parent, all);
        }
    }

    /** Whether the interface only repeats a public method of {@code Object}. */
    private static boolean isOfObject(Method method) {
        return Arrays.stream(Object.class.getMethods())
                .anyMatch(other -> other.getName().equals(method.getName())
                        && Arrays.equals(other.getParameterTypes(), method.getParameterTypes()));
    }
}
