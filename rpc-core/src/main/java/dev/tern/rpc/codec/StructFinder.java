package dev.tern.rpc.codec;

import dev.tern.rpc.codec.ConstructionFinder.Found;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the properties of a record, class or exception and how it is made of them, by the processor's rules. */
final class StructFinder {

    private final Visibility visibility;
    private final ConstructionFinder constructions;

    StructFinder(Visibility visibility) {
        this.visibility = visibility;
        this.constructions = new ConstructionFinder(visibility);
    }

    /** The struct of a type; what its properties can send is not looked at. */
    ObjectStruct find(JavaType type, Site site) {
        return type.raw().isRecord() ? record(type, site) : plainClass(type, site);
    }

    private ObjectStruct record(JavaType type, Site site) {
        Map<TypeVariable<?>, JavaType> variables = type.variables();
        RecordComponent[] components = type.raw().getRecordComponents();
        List<ObjectStruct.Property> properties = Arrays.stream(components)
                .map(component -> new ObjectStruct.Property(
                        component.getName(),
                        JavaType.of(component.getGenericType(), variables),
                        component.getAccessor(),
                        declared(component)))
                .sorted(Comparator.comparing(ObjectStruct.Property::name))
                .toList();
        List<String> slots =
                properties.stream().map(ObjectStruct.Property::name).toList();
        List<Integer> arguments = Arrays.stream(components)
                .map(component -> slots.indexOf(component.getName()))
                .toList();
        Class<?>[] parameters =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return new ObjectStruct(
                    type.raw(),
                    properties,
                    new ObjectStruct.Construction(type.raw().getDeclaredConstructor(parameters), arguments, null));
        } catch (NoSuchMethodException e) {
            throw site.problem(
                    "RPC108", kindAndName(type.raw()) + " has no canonical constructor", "Compile it again.");
        }
    }

    private ObjectStruct plainClass(JavaType type, Site site) {
        Map<TypeVariable<?>, JavaType> variables = type.variables();
        TreeMap<String, Found> found = new TreeMap<>();
        for (Class<?> owner = type.raw();
                owner != null && owner != Object.class && owner != Throwable.class;
                owner = owner.getSuperclass()) {
            for (Field field : owner.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers) && !field.isSynthetic()) {
                    addProperty(found, type, variables, field, site);
                }
            }
        }
        Found message = message(type, found);
        ConstructionFinder.Result result = constructions.find(type, found, message);
        if (result.construction() == null) {
            Site of = site.then(kindAndName(type.raw()), type.raw().getSimpleName());
            throw of.problem(
                    "RPC108",
                    of.subject() + " cannot be made from what is sent of it: " + result.reason(),
                    result.remedy());
        }
        if (message != null && result.takesMessage()) {
            checkMessage(type, message, site);
            found.put(message.name(), message);
        }
        return new ObjectStruct(
                type.raw(),
                found.values().stream()
                        .map(property -> new ObjectStruct.Property(
                                property.name(),
                                property.type(),
                                property.read(),
                                property.field() == null ? List.of() : List.of(property.field())))
                        .toList(),
                result.construction());
    }

    /** A message that is computed of what the constructor takes would be computed twice. */
    private static void checkMessage(JavaType type, Found message, Site site) {
        Class<?> computing = message.read().getDeclaringClass();
        if (!Unsendable.isOfJava(computing)) {
            Site of = site.then(kindAndName(type.raw()), type.raw().getSimpleName());
            throw of.problem(
                    "RPC136",
                    of.subject()
                            + " cannot be made from what is sent of it: a constructor takes the message, but getMessage() of "
                            + computing.getSimpleName() + " computes another one of it, and would do so again",
                    "Keep the text in a field that is named as the parameter and has a getter of its own ('String reason',"
                            + " getReason()), or let no constructor take it.");
        }
    }

    /** Where a component's annotations stand, by their targets. */
    private static List<AnnotatedElement> declared(RecordComponent component) {
        try {
            return List.of(component, component.getDeclaringRecord().getDeclaredField(component.getName()));
        } catch (NoSuchFieldException e) {
            return List.of(component);
        }
    }

    private void addProperty(
            SortedMap<String, Found> found,
            JavaType type,
            Map<TypeVariable<?>, JavaType> variables,
            Field field,
            Site site) {
        String name = field.getName();
        Site here = property(site, type, name);
        Found earlier = found.get(name);
        if (earlier != null) {
            throw here.problem(
                    "RPC125",
                    here.subject() + " is declared twice, in "
                            + field.getDeclaringClass().getSimpleName() + " and in " + earlier.owner(),
                    "Rename one of them, or make it transient if it is not to be sent.");
        }
        JavaType fieldType = JavaType.of(field.getGenericType(), variables);
        Found property = readable(name, fieldType, type, variables, field);
        if (property == null) {
            String access = Modifier.isPrivate(field.getModifiers()) ? "private" : "not public";
            throw here.problem(
                    "RPC109",
                    here.subject() + " cannot be read: the field is " + access + ", and " + visibility.packageName()
                            + " can call no getter of type " + fieldType,
                    "Add " + getters(name, fieldType).get(0)
                            + "(), or make the field transient if it is not to be sent.");
        }
        found.put(name, property);
    }

    /** The property that a field is, read by a getter or else directly; its type is then the getter's. */
    private @Nullable Found readable(
            String name, JavaType fieldType, JavaType type, Map<TypeVariable<?>, JavaType> variables, Field field) {
        String owner = field.getDeclaringClass().getSimpleName();
        boolean isMessage = name.equals("message") && Throwable.class.isAssignableFrom(type.raw());
        if (isMessage && visibility.canUse(field)) { // getMessage() may make something else of it
            return new Found(name, owner, fieldType, field, field);
        }
        for (String getter : isMessage ? List.of(name, "getMessage") : getters(name, fieldType)) {
            for (Method method : visibility.methods(type.raw(), getter, 0)) {
                JavaType result = JavaType.of(method.getGenericReturnType(), variables);
                if (method.getReturnType() != void.class && fieldType.fits(result)) {
                    return new Found(name, owner, result, method, field);
                }
            }
        }
        return visibility.canUse(field) ? new Found(name, owner, fieldType, field, field) : null;
    }

    private static List<String> getters(String name, JavaType type) {
        String capitalized = ConstructionFinder.capitalized(name);
        boolean isFlag = type.raw() == boolean.class || type.raw() == Boolean.class;
        List<String> getters = new ArrayList<>(List.of("get" + capitalized, name));
        if (isFlag) {
            getters.add(0, "is" + capitalized);
        }
        return getters;
    }

    /** The message of an exception, unless it has a property of that name already. */
    private static @Nullable Found message(JavaType type, SortedMap<String, Found> found) {
        if (!Throwable.class.isAssignableFrom(type.raw()) || found.containsKey("message")) {
            return null;
        }
        try {
            return new Found(
                    "message",
                    type.raw().getSimpleName(),
                    JavaType.of(String.class),
                    type.raw().getMethod("getMessage"),
                    null);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a Throwable without getMessage()", e);
        }
    }

    /** The site of a property. */
    static Site property(Site site, JavaType type, String name) {
        String simple = type.raw().getSimpleName();
        return site.then("property '" + name + "' of " + simple, simple + "." + name);
    }

    /** {@code class Order}, {@code record Order}. */
    static String kindAndName(Class<?> type) {
        String kind = type.isAnnotation()
                ? "annotation"
                : type.isEnum() ? "enum" : type.isRecord() ? "record" : type.isInterface() ? "interface" : "class";
        return kind + " " + type.getSimpleName();
    }
}
