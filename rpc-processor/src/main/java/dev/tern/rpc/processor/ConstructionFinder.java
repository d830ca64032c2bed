package dev.tern.rpc.processor;

import dev.tern.rpc.processor.Codec.Construction;
import dev.tern.rpc.processor.StructParser.FoundProperty;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** Finds how an object is made of its properties: the first way that fits. */
final class ConstructionFinder {

    private final Access access;

    ConstructionFinder(Access access) {
        this.access = access;
    }

    /**
     * The construction of a class; for an exception its message is one more property if a constructor takes it.
     *
     * @param message null if the class is no exception
     */
    Found find(
            DeclaredType type,
            TypeElement element,
            Map<String, FoundProperty> properties,
            @Nullable FoundProperty message) {
        if (message != null) {
            Map<String, FoundProperty> all = new TreeMap<>(properties);
            all.put(message.name(), message);
            Construction whole = byConstructor(type, element, all);
            if (whole == null && properties.isEmpty()) {
                whole = byMessageAlone(type, element);
            }
            if (whole != null) {
                return new Found(whole, true, "", "");
            }
        }
        List<String> unset = new ArrayList<>();
        Construction construction = bySetters(type, element, properties.values(), unset);
        if (construction == null) {
            construction = byConstructor(type, element, properties);
        }
        if (construction != null) {
            return new Found(construction, false, "", "");
        }
        return failure(element, properties, message, unset);
    }

    private @Nullable Construction bySetters(
            DeclaredType type, TypeElement element, Collection<FoundProperty> properties, List<String> unset) {
        List<Codec.Setter> setters = new ArrayList<>();
        for (FoundProperty property : properties) {
            Codec.Setter setter = setter(type, element, property);
            if (setter == null) {
                unset.add(property.name());
            } else {
                setters.add(setter);
            }
        }
        List<ExecutableElement> empty = access.constructors(element).stream()
                .filter(constructor -> constructor.getParameters().isEmpty())
                .toList();
        if (empty.isEmpty()) {
            unset.clear();
            return null;
        }
        if (!unset.isEmpty()) {
            return null;
        }
        access.use(empty.get(0));
        return new Construction.BySetters(setters);
    }

    private Codec.@Nullable Setter setter(DeclaredType type, TypeElement element, FoundProperty property) {
        String name = property.name();
        List<String> names = new ArrayList<>();
        names.add("set" + Names.capitalized(name));
        if (name.length() > 2 && name.startsWith("is") && Character.isUpperCase(name.charAt(2))) {
            names.add("set" + name.substring(2));
        }
        for (String setter : names) {
            for (ExecutableElement method : access.methods(element, setter, 1)) {
                TypeMirror wanted =
                        access.signature(type, method).getParameterTypes().get(0);
                if (access.fits(property.type(), wanted)) {
                    access.use(method);
                    return new Codec.Setter(name, setter, false);
                }
            }
        }
        VariableElement field = property.field();
        if (field != null
                && access.canUse(field)
                && !field.getModifiers().contains(Modifier.FINAL)
                && access.fits(property.type(), access.types().asMemberOf(type, field))) {
            access.use(field);
            return new Codec.Setter(name, name, true);
        }
        return null;
    }

    private @Nullable Construction byConstructor(
            DeclaredType type, TypeElement element, Map<String, FoundProperty> properties) {
        for (ExecutableElement constructor : access.constructors(element)) {
            List<String> names = parameterNames(constructor);
            if (names.size() == properties.size()
                    && properties.keySet().containsAll(names)
                    && names.stream().distinct().count() == names.size()
                    && typesFit(type, constructor, names, properties)) {
                access.use(constructor);
                return new Construction.ByConstructor(names);
            }
        }
        return null;
    }

    private boolean typesFit(
            DeclaredType type,
            ExecutableElement constructor,
            List<String> names,
            Map<String, FoundProperty> properties) {
        List<? extends TypeMirror> wanted = access.signature(type, constructor).getParameterTypes();
        for (int i = 0; i < wanted.size(); i++) {
            FoundProperty property = properties.get(names.get(i));
            if (property == null || !access.fits(property.type(), wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** An exception without properties of its own: what takes one text takes the message, whatever its name (the JDK's have none). */
    private @Nullable Construction byMessageAlone(DeclaredType type, TypeElement element) {
        for (ExecutableElement constructor : access.constructors(element)) {
            List<? extends TypeMirror> wanted =
                    access.signature(type, constructor).getParameterTypes();
            if (wanted.size() == 1 && access.isA(wanted.get(0), "java.lang.String")) {
                access.use(constructor);
                return new Construction.ByConstructor(List.of("message"));
            }
        }
        return null;
    }

    /** The names that {@code @ConstructorProperties} gives, else those of the source or class file. */
    private static List<String> parameterNames(ExecutableElement constructor) {
        for (AnnotationMirror annotation : constructor.getAnnotationMirrors()) {
            TypeElement type = (TypeElement) annotation.getAnnotationType().asElement();
            if (type.getQualifiedName().contentEquals("java.beans.ConstructorProperties")) {
                return annotation.getElementValues().values().stream()
                        .flatMap(value -> value.getValue() instanceof List<?> list ? list.stream() : Stream.empty())
                        .map(name -> ((AnnotationValue) name).getValue().toString())
                        .toList();
            }
        }
        return constructor.getParameters().stream().map(Names::simple).toList();
    }

    private Found failure(
            TypeElement element,
            Map<String, FoundProperty> properties,
            @Nullable FoundProperty message,
            List<String> unset) {
        Map<String, FoundProperty> all = new TreeMap<>(properties);
        if (message != null) {
            all.put(message.name(), message);
        }
        String wanted = all.values().stream()
                .map(property -> Names.simple(property.type()) + " " + property.name())
                .collect(Collectors.joining(", ", "(", ")"));
        String reason;
        if (unset.isEmpty()) {
            List<ExecutableElement> constructors = access.constructors(element);
            reason = constructors.isEmpty()
                    ? "it has no constructor that " + access.packageName() + " can call without a checked exception"
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
        return new Found(null, false, reason, remedy);
    }

    private static String parameters(ExecutableElement constructor) {
        return constructor.getParameters().stream()
                .map(parameter -> Names.simple(parameter.asType()) + " " + parameter.getSimpleName())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    /**
     * What was found.
     *
     * @param construction null if nothing fits
     * @param takesMessage whether the message of the exception is one of its properties
     * @param reason why nothing fits
     * @param remedy what to do about it
     */
    record Found(@Nullable Construction construction, boolean takesMessage, String reason, String remedy) {}
}
