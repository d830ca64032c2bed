package dev.tern.rpc.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What code in the package of a service's interface can see and call. */
final class Visibility {

    private final Class<?> service;

    Visibility(Class<?> service) {
        this.service = service;
    }

    /** The package as messages name it. */
    String packageName() {
        String name = service.getPackageName();
        return name.isEmpty() ? "the default package" : "package " + name;
    }

    /** Whether a type can be named. */
    boolean canSee(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!isOpen(each.getModifiers(), each)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a member of a type that can be named can be used. */
    boolean canUse(Member member) {
        return isOpen(member.getModifiers(), member.getDeclaringClass());
    }

    private boolean isOpen(int modifiers, Class<?> around) {
        return Modifier.isPublic(modifiers)
                || (!Modifier.isPrivate(modifiers)
                        && around.getPackageName().equals(service.getPackageName())
                        && around.getClassLoader() == service.getClassLoader());
    }

    /** The methods of a class, inherited ones included, that have this name and can be called without a checked exception. */
    List<Method> methods(Class<?> type, String name, int parameters) {
        List<Method> methods = new ArrayList<>();
        Set<List<Class<?>>> seen = new HashSet<>();
        for (Class<?> owner : owners(type)) {
            for (Method method : owner.getDeclaredMethods()) {
                if (method.getName().equals(name)
                        && method.getParameterCount() == parameters
                        && method.getTypeParameters().length == 0
                        && !method.isSynthetic()
                        && !Modifier.isStatic(method.getModifiers())
                        && isCallable(method)
                        && seen.add(List.of(method.getParameterTypes()))) {
                    methods.add(method);
                }
            }
        }
        return methods;
    }

    /** The constructors of a class that can be called without a checked exception. */
    List<Constructor<?>> constructors(Class<?> type) {
        return Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> !constructor.isSynthetic() && isCallable(constructor))
                .toList();
    }

    /** The class, its super-classes and their interfaces; overriding before overridden. */
    private static Set<Class<?>> owners(Class<?> type) {
        Set<Class<?>> owners = new LinkedHashSet<>();
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            owners.add(owner);
        }
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            addInterfaces(owner, owners);
        }
        return owners;
    }

    private static void addInterfaces(Class<?> owner, Set<Class<?>> owners) {
        for (Class<?> parent : owner.getInterfaces()) {
            owners.add(parent);
            addInterfaces(parent, owners);
        }
    }

    private boolean isCallable(Executable executable) {
        return canUse(executable)
                && Arrays.stream(executable.getExceptionTypes())
                        .allMatch(thrown -> RuntimeException.class.isAssignableFrom(thrown)
                                || Error.class.isAssignableFrom(thrown));
    }
}
