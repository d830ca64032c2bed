package dev.tern.rpc.hostile;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/** Makes values of any type that can be sent: nulls, extremes, lone surrogates, empty and nested containers, trees. */
final class Values {

    private static final int MAX_DEPTH = 60; // of values in each other, below the limit of what is sent
    private static final List<String> ZONES = List.of("Europe/Berlin", "UTC", "Z", "+18:00", "America/St_Johns");
    private static final Map<Class<?>, Function<Values, Object>> BASIC = new HashMap<>();

    static {
        BASIC.put(boolean.class, v -> v.random.nextBoolean());
        BASIC.put(byte.class, v -> (byte) v.integer());
        BASIC.put(short.class, v -> (short) v.integer());
        BASIC.put(char.class, v -> (char) v.integer());
        BASIC.put(int.class, v -> (int) v.integer());
        BASIC.put(long.class, Values::integer);
        BASIC.put(float.class, v -> (float) v.real());
        BASIC.put(double.class, Values::real);
        BASIC.put(String.class, Values::text);
        BASIC.put(Object.class, Values::text);
        BASIC.put(
                BigInteger.class,
                v -> new BigInteger(v.random.nextInt(200), v.random).multiply(BigInteger.valueOf(v.integer())));
        BASIC.put(BigDecimal.class, v -> new BigDecimal(BigInteger.valueOf(v.integer()), (int) v.integer()));
        BASIC.put(UUID.class, v -> new UUID(v.integer(), v.integer()));
        BASIC.put(OptionalInt.class, v -> v.few(2) ? OptionalInt.empty() : OptionalInt.of((int) v.integer()));
        BASIC.put(OptionalLong.class, v -> v.few(2) ? OptionalLong.empty() : OptionalLong.of(v.integer()));
        BASIC.put(OptionalDouble.class, v -> v.few(2) ? OptionalDouble.empty() : OptionalDouble.of(v.real()));
        BASIC.put(URI.class, v -> URI.create(v.few(3) ? "" : "tern://host/" + Math.abs(v.integer() % 1000) + "?q#f"));
        BASIC.put(ByteBuffer.class, v -> ByteBuffer.wrap(new byte[v.random.nextInt(5)]));
        BASIC.put(
                Instant.class,
                v -> v.pick(
                        Instant.MIN,
                        Instant.MAX,
                        Instant.ofEpochSecond(
                                v.within(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()), v.nanos())));
        BASIC.put(Duration.class, v -> Duration.ofSeconds(v.integer(), v.nanos()));
        BASIC.put(LocalDate.class, Values::date);
        BASIC.put(LocalTime.class, Values::time);
        BASIC.put(LocalDateTime.class, Values::dateTime);
        BASIC.put(OffsetDateTime.class, v -> OffsetDateTime.of(v.dateTime(), v.offset()));
        BASIC.put(OffsetTime.class, v -> OffsetTime.of(v.time(), v.offset()));
        BASIC.put(ZonedDateTime.class, Values::zoned);
        BASIC.put(Period.class, v -> Period.of((int) v.integer(), (int) v.integer(), (int) v.integer()));
        BASIC.put(Year.class, v -> Year.of(v.date().getYear()));
        BASIC.put(YearMonth.class, v -> YearMonth.from(v.date()));
        BASIC.put(MonthDay.class, v -> MonthDay.from(v.date()));
        BASIC.put(ZoneId.class, Values::zone);
        BASIC.put(ZoneOffset.class, Values::offset);
        BASIC.put(Kinds.Money.class, v -> new Kinds.Money(v.text(), v.integer(), new byte[v.random.nextInt(4)]));
        BASIC.put(Kinds.Bean.class, Values::bean);
        BASIC.put(Kinds.Range.class, v -> new Kinds.Range(v.random.nextInt(10), 10 + v.random.nextInt(10)));
        BASIC.put(
                Kinds.Shape.class,
                v -> v.one(Kinds.Circle.class, Kinds.Square.class, Kinds.Group.class, Kinds.Colour.class));
        BASIC.put(Kinds.Animal.class, v -> v.one(Kinds.Dog.class, Kinds.Cat.class));
        for (Class<?> box : List.of(
                Boolean.class,
                Byte.class,
                Short.class,
                Character.class,
                Integer.class,
                Long.class,
                Float.class,
                Double.class)) {
            BASIC.put(
                    box,
                    BASIC.get(
                            java.lang.invoke.MethodType.methodType(box).unwrap().returnType()));
        }
    }

    private final Random random;
    private int left = 200; // values; then only the smallest, so that trees end

    Values(long seed) {
        this.random = new Random(seed);
    }

    /** A value of a type; null now and then if it is no primitive. */
    Object value(Type type) {
        return value(type, Map.of(), 0);
    }

    private Object value(Type type, Map<String, Type> bound, int depth) {
        if (type instanceof TypeVariable<?> variable) {
            return value(bound.get(variable.getName()), bound, depth);
        }
        boolean isPrimitive = type instanceof Class<?> c && c.isPrimitive();
        if (!isPrimitive && (few(8) || depth > MAX_DEPTH || left < 0)) {
            return null;
        }
        left--;
        if (type instanceof GenericArrayType array) {
            return array(array.getGenericComponentType(), bound, depth);
        } else if (type instanceof ParameterizedType generic) {
            return generic((Class<?>) generic.getRawType(), generic.getActualTypeArguments(), bound, depth);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isArray()) {
            return array(raw.getComponentType(), bound, depth);
        } else if (BASIC.containsKey(raw)) {
            return BASIC.get(raw).apply(this);
        } else if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        }
        return record(raw, bound, depth);
    }

    private Object generic(Class<?> raw, Type[] arguments, Map<String, Type> bound, int depth) {
        if (raw == Optional.class) {
            return Optional.ofNullable(value(arguments[0], bound, depth + 1));
        } else if (raw == Map.class || raw == SortedMap.class) {
            Map<Object, Object> map = raw == Map.class ? new LinkedHashMap<>() : new TreeMap<>();
            for (int i = size(); i > 0; i--) {
                Object key = value(arguments[0], bound, depth + 1);
                if (key != null || raw == Map.class) {
                    map.put(key, value(arguments[1], bound, depth + 1));
                }
            }
            return map;
        } else if (Collection.class.isAssignableFrom(raw)) {
            Collection<Object> all = raw == Set.class
                    ? new LinkedHashSet<>()
                    : raw == SortedSet.class
                            ? new TreeSet<>()
                            : raw == Deque.class ? new ArrayDeque<>() : new ArrayList<>();
            for (int i = size(); i > 0; i--) {
                Object element = value(arguments[0], bound, depth + 1);
                if (element != null || (raw != SortedSet.class && raw != Deque.class)) {
                    all.add(element);
                }
            }
            return all;
        }
        Map<String, Type> own = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            own.put(raw.getTypeParameters()[i].getName(), arguments[i]);
        }
        return record(raw, own, depth);
    }

    private Object array(Type component, Map<String, Type> bound, int depth) {
        Type erased = component instanceof ParameterizedType generic ? generic.getRawType() : component;
        Object array = Array.newInstance((Class<?>) erased, size());
        for (int i = 0; i < Array.getLength(array); i++) {
            Array.set(array, i, value(component, bound, depth + 1));
        }
        return array;
    }

    private Object record(Class<?> type, Map<String, Type> bound, int depth) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> value(component.getGenericType(), bound, depth + 1))
                .toArray();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private Object one(Class<?>... types) {
        Class<?> type = types[random.nextInt(types.length)];
        return Objects.requireNonNullElseGet(
                value(type), () -> types[0] == Kinds.Dog.class ? new Kinds.Cat(9) : Kinds.Colour.RED);
    }

    private Object bean() {
        Kinds.Bean bean = new Kinds.Bean();
        bean.id = integer();
        bean.size = (int) integer();
        bean.setName(text());
        if (few(2)) {
            bean.setParts(new ArrayList<>(Arrays.asList((Kinds.Bean) value(Kinds.Bean.class), null)));
        }
        return bean;
    }

    // ---------------------------------------------------------------- basic values

    private boolean few(int in) {
        return random.nextInt(in) == 0;
    }

    private int size() {
        return few(3) ? 0 : few(20) ? 40 : random.nextInt(4);
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    /** Of any length, and the extremes of all sizes. */
    private long integer() {
        return few(4)
                ? pick(
                        0L,
                        -1L,
                        1L,
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        (long) Integer.MIN_VALUE,
                        (long) Integer.MAX_VALUE,
                        127L,
                        128L,
                        -65L)
                : random.nextLong() >> random.nextInt(64);
    }

    private long within(long min, long max) {
        return min + Math.floorMod(random.nextLong(), max - min + 1);
    }

    private int nanos() {
        return few(3) ? pick(0, 999_999_999) : random.nextInt(1_000_000_000);
    }

    private double real() {
        return few(3)
                ? pick(0d, -0d, Double.NaN, Double.MIN_VALUE, Double.MAX_VALUE, Double.NEGATIVE_INFINITY, 1.5)
                : Double.longBitsToDouble(random.nextLong());
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int kind = random.nextInt(4);
        for (int i = size() * (few(5) ? 20 : 1); i > 0; i--) {
            text.append((char) (kind == 0 ? 'a' + random.nextInt(26) : random.nextInt(kind == 1 ? 0x100 : 0x10000)));
            if (kind == 3) {
                text.append("mostly ascii").append(pick("", "\ud83d\ude00", "\ud83d", "\udc00", "\ufffd"));
            }
        }
        return text.toString();
    }

    private LocalDate date() {
        return few(4)
                ? pick(LocalDate.MIN, LocalDate.MAX, LocalDate.EPOCH, LocalDate.of(2024, 2, 29))
                : LocalDate.ofEpochDay(within(LocalDate.MIN.toEpochDay(), LocalDate.MAX.toEpochDay()));
    }

    private LocalTime time() {
        return few(4)
                ? pick(LocalTime.MIN, LocalTime.MAX)
                : LocalTime.ofNanoOfDay(within(0, LocalTime.MAX.toNanoOfDay()));
    }

    private LocalDateTime dateTime() {
        return LocalDateTime.of(date(), time());
    }

    private ZoneOffset offset() {
        return ZoneOffset.ofTotalSeconds((int) within(-18 * 3600, 18 * 3600));
    }

    private ZoneId zone() {
        return few(4) ? offset() : ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    }

    /** Not at the end of time, where no zone but the offset's own can tell it. */
    private ZonedDateTime zoned() {
        return ZonedDateTime.of(LocalDateTime.of(LocalDate.ofEpochDay(within(-1_000_000, 1_000_000)), time()), zone());
    }
}
