package dev.tern.rpc.codec;

import com.esotericsoftware.kryo.kryo5.Serializer;
import dev.tern.rpc.contract.ContractEnum;
import dev.tern.rpc.contract.ContractStruct;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.ContractUnion;
import dev.tern.rpc.io.BasicCodec;
import dev.tern.rpc.io.CustomCodec;
import dev.tern.rpc.io.ExactType;
import dev.tern.rpc.io.NaturalOrder;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The user's own objects as the values of bodies, made and taken apart by accessors. */
final class ObjectTarget implements Target {

    private static final Map<String, Class<?>> PRIMITIVES = Map.of(
            "boolean", boolean.class,
            "char", char.class,
            "byte", byte.class,
            "short", short.class,
            "int", int.class,
            "long", long.class,
            "float", float.class,
            "double", double.class);

    private final ServiceModel model;
    private final Accessors accessors;
    private final Map<String, Struct> structs = new HashMap<>();

    /** The objects of a service. */
    ObjectTarget(ServiceModel model, Accessors accessors) {
        this.model = model;
        this.accessors = accessors;
        model.objects().forEach((name, struct) -> structs.put(name, accessors.struct(struct)));
    }

    @Override
    public Struct struct(ContractStruct struct) {
        return Objects.requireNonNull(structs.get(struct.name()));
    }

    @Override
    public Constants constants(ContractEnum type) {
        Object[] declared =
                Objects.requireNonNull(model.classes().get(type.name())).getEnumConstants();
        Object[] sorted = declared.clone();
        Arrays.sort(sorted, Comparator.comparing(constant -> ((Enum<?>) constant).name()));
        Map<Object, Integer> ranks = new HashMap<>();
        for (Object constant : sorted) {
            ranks.put(constant, ranks.size());
        }
        return new Constants() {
            @Override
            public Object constant(int rank) {
                return sorted[rank];
            }

            @Override
            public int rank(Object constant) {
                return Objects.requireNonNull(ranks.get(constant));
            }
        };
    }

    @Override
    public Subtypes subtypes(ContractUnion union) {
        Class<?> type = Objects.requireNonNull(model.classes().get(union.name()));
        Map<Class<?>, Integer> ranks = new HashMap<>();
        for (String subtype : union.subtypes()) {
            ranks.put(Objects.requireNonNull(model.classes().get(subtype)), ranks.size());
        }
        return new SubtypesOf(type, ranks);
    }

    /** A union: values are instances of their own types. */
    private record SubtypesOf(Class<?> union, Map<Class<?>, Integer> ranks) implements Subtypes {
        @Override
        public Object make(int subtype, Object value) {
            return value;
        }

        @Override
        public int subtype(Object value) {
            Integer rank =
                    ranks.get(value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass());
            if (rank == null) {
                throw ExactType.unknown(value, union);
            }
            return rank;
        }

        @Override
        public Object content(int subtype, Object value) {
            return value;
        }
    }

    @Override
    public Custom custom(ContractType.Custom type) {
        Class<?> serializer = Objects.requireNonNull(model.serializers().get(type));
        Class<?> values = Objects.requireNonNull(model.classes().get(type.toString()));
        CustomCodec<Object> codec = codec(values, type.serializer(), accessors.maker(serializer));
        return new Custom() {
            @Override
            public Object read(RpcInput in) {
                return codec.read(in);
            }

            @Override
            public void write(RpcOutput out, Object value) {
                codec.write(out, value);
            }
        };
    }

    @SuppressWarnings("unchecked") // the serializer was checked against the type
    private static CustomCodec<Object> codec(Class<?> type, String name, Supplier<Object> serializers) {
        return CustomCodec.of((Class<Object>) type, name, () -> (Serializer<Object>) serializers.get());
    }

    @Override
    public Sequence sequence(ContractType type) {
        return type instanceof ContractType.Array array
                ? new ArrayOf(classOf(array.element()))
                : collection(((ContractType.Container) type).name());
    }

    private static Sequence collection(String name) {
        return switch (name) {
            case "java.util.Set" -> new CollectionOf(count -> new LinkedHashSet<>(RpcInput.capacity(count)));
            case "java.util.SortedSet" -> new SortedOf();
            case "java.util.Deque" -> new DequeOf();
            default -> new CollectionOf(ArrayList::new);
        };
    }

    @Override
    public Entries entries(ContractType.Container type) {
        return type.name().equals("java.util.SortedMap") ? new SortedMapOf() : new MapOf();
    }

    @Override
    public Maybe maybe(ContractType.Container type) {
        return new Maybe() {
            @Override
            public Object of(@Nullable Object content) {
                return Optional.ofNullable(content);
            }

            @Override
            public @Nullable Object content(Object maybe) {
                return ((Optional<?>) maybe).orElse(null);
            }
        };
    }

    /** The class of a type without its arguments. */
    private Class<?> classOf(ContractType type) {
        if (type instanceof ContractType.Array array) {
            return Array.newInstance(classOf(array.element()), 0).getClass();
        } else if (type instanceof ContractType.Named named) {
            return Objects.requireNonNull(model.classes().get(named.name()));
        } else if (type instanceof ContractType.Custom) {
            return Objects.requireNonNull(model.classes().get(type.toString()));
        } else if (type instanceof ContractType.Container container) {
            return accessors.jdkClass(container.name());
        }
        String name = type.toString();
        BasicCodec<?> basic = BasicCodec.of(name);
        Class<?> primitive = PRIMITIVES.get(name);
        return primitive != null ? primitive : basic != null ? basic.type() : accessors.jdkClass(name);
    }

    /** A collection. */
    private record CollectionOf(IntFunction<Collection<@Nullable Object>> maker) implements Sequence {
        @Override
        public Object begin(int count, boolean nulls) {
            return maker.apply(count);
        }

        @Override
        @SuppressWarnings("unchecked") // begin made it
        public void add(Object sequence, int index, @Nullable Object element) {
            ((Collection<@Nullable Object>) sequence).add(element);
        }

        @Override
        public Collection<? extends @Nullable Object> elements(Object sequence) {
            return (Collection<?>) sequence;
        }
    }

    /** A sorted set, in the natural order of its elements, which cannot be null. */
    private static final class SortedOf implements Sequence {
        @Override
        public Object begin(int count, boolean nulls) {
            return new TreeSet<>();
        }

        @Override
        @SuppressWarnings("unchecked") // begin made it
        public void add(Object sequence, int index, @Nullable Object element) {
            ((SortedSet<Object>) sequence).add(NaturalOrder.required(element));
        }

        @Override
        public Collection<? extends @Nullable Object> elements(Object sequence) {
            NaturalOrder.check((SortedSet<?>) sequence);
            return (Collection<?>) sequence;
        }
    }

    /** A sorted map, in the natural order of its keys, which cannot be null. */
    private static final class SortedMapOf implements Entries {
        @Override
        public Object begin(int count) {
            return new TreeMap<>();
        }

        @Override
        @SuppressWarnings("unchecked") // begin made it
        public void put(Object entries, @Nullable Object key, @Nullable Object value) {
            ((SortedMap<Object, @Nullable Object>) entries).put(NaturalOrder.required(key), value);
        }

        @Override
        public int size(Object entries) {
            NaturalOrder.check((SortedMap<?, ?>) entries);
            return ((Map<?, ?>) entries).size();
        }

        @Override
        public Iterator<? extends Map.Entry<? extends @Nullable Object, ? extends @Nullable Object>> iterator(
                Object entries) {
            return ((Map<?, ?>) entries).entrySet().iterator();
        }
    }

    /** A deque: an {@code ArrayDeque} holds no null, so where there may be one it is a {@code LinkedList}. */
    private static final class DequeOf implements Sequence {
        @Override
        @SuppressWarnings("JdkObsolete") // for its nulls
        public Object begin(int count, boolean nulls) {
            return nulls ? new LinkedList<>() : new ArrayDeque<>(count);
        }

        @Override
        @SuppressWarnings("unchecked") // begin made it
        public void add(Object sequence, int index, @Nullable Object element) {
            ((Collection<@Nullable Object>) sequence).add(element);
        }

        @Override
        public Collection<? extends @Nullable Object> elements(Object sequence) {
            return (Collection<?>) sequence;
        }
    }

    /** An array of references. */
    private record ArrayOf(Class<?> element) implements Sequence {
        @Override
        public Object begin(int count, boolean nulls) {
            return Array.newInstance(element, count);
        }

        @Override
        public void add(Object sequence, int index, @Nullable Object value) {
            ((@Nullable Object[]) sequence)[index] = value;
        }

        @Override
        public Collection<? extends @Nullable Object> elements(Object sequence) {
            List<? extends @Nullable Object> elements = Arrays.asList((@Nullable Object[]) sequence);
            return elements;
        }
    }

    /** A map. */
    private static final class MapOf implements Entries {
        @Override
        public Object begin(int count) {
            return new LinkedHashMap<>(RpcInput.capacity(count));
        }

        @Override
        @SuppressWarnings("unchecked") // begin made it
        public void put(Object entries, @Nullable Object key, @Nullable Object value) {
            ((Map<@Nullable Object, @Nullable Object>) entries).put(key, value);
        }

        @Override
        public int size(Object entries) {
            return ((Map<?, ?>) entries).size();
        }

        @Override
        public Iterator<? extends Map.Entry<? extends @Nullable Object, ? extends @Nullable Object>> iterator(
                Object entries) {
            return ((Map<?, ?>) entries).entrySet().iterator();
        }
    }
}
