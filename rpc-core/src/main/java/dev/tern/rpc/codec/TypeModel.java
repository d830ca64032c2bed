package dev.tern.rpc.codec;

import dev.tern.rpc.RpcSerializer;
import dev.tern.rpc.contract.ContractEnum;
import dev.tern.rpc.contract.ContractStruct;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.ContractUnion;
import dev.tern.rpc.contract.Details;
import dev.tern.rpc.io.BasicCodec;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells how the types that the signatures of one interface reach are sent, and collects the structs and enums among them. */
final class TypeModel {

    private static final int MAX_NESTED = 8;
    private static final Set<Class<?>> BOXES = Set.of(
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class);
    private static final Map<String, Integer> CONTAINERS = Map.of(
            "java.util.List", 1,
            "java.util.Collection", 1,
            "java.util.Set", 1,
            "java.util.SortedSet", 1,
            "java.util.Deque", 1,
            "java.util.Map", 2,
            "java.util.SortedMap", 2,
            "java.util.Optional", 1);

    private final Visibility visibility;
    private final StructFinder structs;
    private final SerializerFinder serializerFinder;
    private final Map<String, ContractStruct> contractStructs = new TreeMap<>();
    private final Map<String, ContractEnum> contractEnums = new TreeMap<>();
    private final Map<String, ContractUnion> contractUnions = new TreeMap<>();
    private final Map<ContractType.Custom, Class<?>> serializers = new HashMap<>();
    private final Map<String, ObjectStruct> objects = new TreeMap<>();
    private final Map<String, Class<?>> classes = new TreeMap<>();
    private final Deque<Class<?>> open = new ArrayDeque<>();

    TypeModel(Visibility visibility) {
        this.visibility = visibility;
        this.structs = new StructFinder(visibility);
        this.serializerFinder = new SerializerFinder(visibility);
    }

    /** The structs that the parsed types reach. */
    List<ContractStruct> structs() {
        return List.copyOf(contractStructs.values());
    }

    /** The enums that the parsed types reach. */
    List<ContractEnum> enums() {
        return List.copyOf(contractEnums.values());
    }

    /** The unions that the parsed types reach. */
    List<ContractUnion> unions() {
        return List.copyOf(contractUnions.values());
    }

    /** The serializers of custom types. */
    Map<ContractType.Custom, Class<?>> serializers() {
        return serializers;
    }

    /** The structs as classes, by their names in the contract. */
    Map<String, ObjectStruct> objects() {
        return objects;
    }

    /** The classes of structs, enums, unions and custom types by their names in the contract. */
    Map<String, Class<?>> classes() {
        return classes;
    }

    /**
     * How a type is sent.
     *
     * @throws IllegalArgumentException if it cannot be; the message says what to do instead
     */
    ContractType parse(JavaType type, Site site) {
        return parse(type, new Use(type, site));
    }

    /**
     * How a parameter, result or property is sent.
     *
     * @param declared where it may be annotated
     */
    ContractType parse(JavaType type, Site site, List<? extends AnnotatedElement> declared) {
        RpcSerializer serializer = Marks.find(declared, RpcSerializer.class);
        return serializer == null ? parse(type, site) : custom(type, serializer, new Use(type, site));
    }

    private ContractType custom(JavaType type, RpcSerializer serializer, Use use) {
        if (!type.raw().isPrimitive() && !type.raw().isArray()) {
            checkAccess(type, use);
        }
        ContractType.Custom custom = serializerFinder.find(type, serializer.value(), use.site);
        serializers.put(custom, serializer.value());
        classes.putIfAbsent(custom.toString(), type.raw());
        return custom;
    }

    /** How a declared exception is sent: the name of its struct. */
    String parseException(Class<?> exception, Site site) {
        JavaType type = JavaType.of(exception);
        Use use = new Use(type, site);
        checkAccess(type, use);
        if (Modifier.isAbstract(exception.getModifiers())) {
            throw use.unsendable(type, Unsendable.OPEN);
        }
        return struct(type, use).toString();
    }

    private ContractType parse(JavaType type, Use use) {
        Class<?> raw = type.raw();
        if (raw.isPrimitive()) {
            return new ContractType.Basic(raw.getName());
        } else if (type.component() != null) {
            return new ContractType.Array(parse(type.component(), use));
        } else if (BOXES.contains(raw)) {
            return new ContractType.Basic(raw.getName());
        }
        BasicCodec<?> basic = BasicCodec.of(raw.getName());
        if (basic != null) {
            return new ContractType.Basic(raw.getName());
        } else if (type.isRaw()) {
            throw use.problem(
                    "RPC105",
                    type,
                    "lacks its type arguments, so what it holds is not known",
                    "Name them: " + raw.getSimpleName() + "<...>");
        }
        Integer arguments = CONTAINERS.get(raw.getName());
        return arguments == null ? own(type, use) : container(type, arguments, use);
    }

    private ContractType container(JavaType type, int count, Use use) {
        List<ContractType> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(argument(type.arguments().get(i), use));
        }
        checkOrder(type, use);
        return new ContractType.Container(type.raw().getName(), arguments);
    }

    /** Elements of a sorted set, or keys of a sorted map, must have an order. */
    private static void checkOrder(JavaType type, Use use) {
        String container = type.raw().getSimpleName();
        JavaType sorted = type.arguments().get(0);
        if (container.startsWith("Sorted") && !Comparable.class.isAssignableFrom(sorted.raw())) {
            throw use.problem(
                    "RPC129",
                    sorted,
                    "has no natural order, which a " + container + " needs to be sent",
                    "Let " + sorted + " implement Comparable, or declare " + container.substring("Sorted".length())
                            + ".");
        }
    }

    /** A type argument; {@code ? extends X} is as good as X where all that can extend X is known. */
    private ContractType argument(JavaType argument, Use use) {
        if (!argument.isWildcard()) {
            return parse(argument, use);
        }
        Class<?> bound = argument.raw();
        boolean isFinal = bound.isEnum()
                || (!bound.isArray() && Modifier.isFinal(bound.getModifiers()))
                || UnionFinder.isUnion(bound);
        if (argument.kind() != JavaType.Kind.EXTENDS || !isFinal) {
            throw use.wildcard(argument);
        }
        return parse(argument.bound(), use);
    }

    /** An enum, record, class or closed interface of the user's. */
    private ContractType own(JavaType type, Use use) {
        checkAccess(type, use);
        RpcSerializer serializer = type.raw().getAnnotation(RpcSerializer.class);
        if (serializer != null) {
            return custom(type, serializer, use);
        } else if (type.raw().isEnum()) {
            return enumeration(type.raw(), use);
        }
        for (JavaType argument : type.arguments()) {
            if (argument.isWildcard()) {
                throw use.wildcard(argument);
            }
        }
        if (UnionFinder.isUnion(type.raw()) && !Unsendable.isOfJava(type.raw())) {
            return union(type, use);
        }
        checkSendable(type, Unsendable.remedy(type.raw()), use);
        return struct(type, use);
    }

    private static void checkSendable(JavaType type, @Nullable String remedy, Use use) {
        if (remedy != null) {
            throw use.unsendable(type, remedy);
        }
    }

    private ContractType union(JavaType type, Use use) {
        boolean isLeafItself = UnionFinder.isLeafItself(type.raw());
        String name = type.inContract() + (isLeafItself ? ContractUnion.AND_SUBCLASSES : "");
        if (classes.put(name, type.raw()) == null) {
            List<String> subtypes = new ArrayList<>();
            for (JavaType leaf : UnionFinder.leaves(type, use).values()) {
                subtypes.add(leaf(leaf, use).toString());
            }
            contractUnions.put(name, new ContractUnion(name, subtypes, Details.NONE));
        }
        return new ContractType.Named(name);
    }

    /** How a type is sent as one of those that a union can be. */
    private ContractType leaf(JavaType type, Use use) {
        checkAccess(type, use);
        if (type.raw().isAnnotationPresent(RpcSerializer.class)) {
            throw use.unsendable(type, "It has a serializer of its own: put @RpcSerializer on the whole type instead.");
        } else if (type.raw().isEnum()) {
            return enumeration(type.raw(), use);
        }
        if (!UnionFinder.isUnion(type.raw())) {
            checkSendable(type, Unsendable.remedy(type.raw()), use);
        }
        return struct(type, use);
    }

    private ContractType enumeration(Class<?> type, Use use) {
        String name = JavaType.qualified(type);
        if (classes.put(name, type) == null) {
            contractEnums.put(name, Marks.enumeration(name, type, use.site));
        }
        return new ContractType.Named(name);
    }

    private ContractType struct(JavaType type, Use use) {
        String name = type.inContract();
        if (classes.put(name, type.raw()) == null) {
            if (open.stream().filter(type.raw()::equals).count() > MAX_NESTED) {
                throw use.problem(
                        "RPC120",
                        type,
                        "leads to ever larger types",
                        "Let a generic type contain itself only with its own type arguments.");
            }
            open.push(type.raw());
            ObjectStruct struct = structs.find(type, use.site);
            List<ContractStruct.Property> properties = new ArrayList<>();
            for (ObjectStruct.Property property : struct.properties()) {
                Site site = StructFinder.property(use.site, type, property.name());
                ContractType sent = parse(property.type(), site, property.declared());
                properties.add(Marks.property(property.name(), sent, property.declared()));
            }
            contractStructs.put(name, new ContractStruct(name, properties));
            objects.put(name, struct);
            open.pop();
        }
        return new ContractType.Named(name);
    }

    private void checkAccess(JavaType type, Use use) {
        if (!visibility.canSee(type.raw())) {
            String around = type.raw().getEnclosingClass() == null ? "" : ", and the types around it,";
            throw use.problem(
                    "RPC110",
                    type,
                    "is not accessible from " + visibility.packageName() + ", where the generated code stands",
                    "Make it" + around + " public, or move it into that package without 'private'.");
        }
    }

    /** Where a type is used: messages name the whole type and, if it is another one, the part that is wrong. */
    record Use(JavaType whole, Site site) {

        IllegalArgumentException unsendable(JavaType part, String remedy) {
            return problem("RPC104", part, "cannot be sent", remedy);
        }

        IllegalArgumentException wildcard(JavaType part) {
            return problem(
                    "RPC106",
                    part,
                    "leaves open what arrives",
                    "Name the type. In List, Set, Map, Collection and Optional '? extends X' is allowed where X is final.");
        }

        IllegalArgumentException problem(String id, JavaType part, String what, String instead) {
            boolean isWhole = part.equals(whole);
            boolean needsArguments = part.isWildcard() || id.equals("RPC120");
            String name =
                    needsArguments ? part.toString() : JavaType.of(part.raw()).toString();
            String subject = isWhole ? whole + ", which" : whole + ", where " + name;
            return site.problem(id, site.subject() + " has type " + subject + " " + what, instead);
        }
    }
}
