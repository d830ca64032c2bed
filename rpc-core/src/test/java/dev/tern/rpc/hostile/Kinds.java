package dev.tern.rpc.hostile;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import dev.tern.rpc.Deadline;
import dev.tern.rpc.RpcSerializer;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.RpcSubtypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
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
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;

/** A contract that holds every kind of codec. Each method answers its argument. */
@RpcService
@Deadline("20s")
public interface Kinds {

    /** Numbers and the like. */
    Primitives primitives(Primitives value);

    /** Numbers that may be null. */
    Boxes boxes(Boxes value);

    /** Times. */
    Times times(Times value);

    /** Big numbers. */
    Numbers numbers(Numbers value);

    /** Containers. */
    Containers containers(Containers value);

    /** Arrays. */
    Arrays arrays(Arrays value);

    /** A type that contains itself. */
    Tree tree(Tree value);

    /** A type that contains itself in a container of a container. */
    Graph graph(Graph value);

    /** A class. */
    Bean bean(Bean value);

    /** A generic record. */
    Page<Range> page(Page<Range> value);

    /** Keys of a map and a set that are the sender's to choose. */
    Keys keys(Keys value);

    /** Types that are closed. */
    List<Shape> shapes(List<Shape> value);

    /** A type that others extend, closed by annotation. */
    Animal animal(Animal value);

    /** Sorted and other containers. */
    Sorted sorted(Sorted value);

    /** Values that a serializer of the user's writes. */
    Serialized serialized(Serialized value);

    /** Texts. */
    List<String> texts(List<String> value);

    /** Bytes. */
    byte[] bytes(byte[] value);

    /** A type without properties. */
    List<Nothing> nothings(List<Nothing> value);

    /** Many parameters; the answer is the last. */
    Colour all(
            boolean a,
            byte b,
            short c,
            char d,
            int e,
            long f,
            float g,
            double h,
            String i,
            Integer j,
            int[] k,
            List<Tree> l,
            Colour m)
            throws Refusal;

    /** A sealed type. */
    sealed interface Shape permits Circle, Square, Group, Colour {}

    /** One of its kinds. */
    record Circle(double radius) implements Shape {}

    /** Another. */
    record Square(int side) implements Shape {}

    /** One that contains others. */
    record Group(List<Shape> shapes, Shape most) implements Shape {}

    /** An open type. */
    @RpcSubtypes({Dog.class, Cat.class})
    interface Animal {}

    /** One that extends it. */
    record Dog(String name, Animal friend) implements Animal {}

    /** Another. */
    record Cat(int lives) implements Animal {}

    /** Containers whose order or kind matters. */
    record Sorted(
            SortedSet<String> names,
            SortedMap<Integer, Colour> colours,
            Deque<Long> queue,
            SortedSet<BigDecimal> decimals,
            URI uri,
            ByteBuffer buffer) {}

    /** Values of a serializer. */
    record Serialized(
            Money price,
            List<Money> others,
            @RpcSerializer(TextSerializer.class) Object text) {}

    /** A type with a serializer. */
    @RpcSerializer(MoneySerializer.class)
    final class Money {

        private final String currency;
        private final long cents;
        private final byte[] more;

        /** Money. */
        public Money(String currency, long cents, byte[] more) {
            this.currency = currency;
            this.cents = cents;
            this.more = more;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Money money
                    && Objects.equals(currency, money.currency)
                    && cents == money.cents
                    && java.util.Arrays.equals(more, money.more);
        }

        @Override
        public int hashCode() {
            return Objects.hash(currency, cents);
        }
    }

    /** A serializer that trusts what it reads. */
    final class MoneySerializer extends Serializer<Money> {

        @Override
        public void write(Kryo kryo, Output out, Money value) {
            out.writeString(value.currency);
            out.writeVarLong(value.cents, false);
            out.writeInt(value.more.length);
            out.writeBytes(value.more);
        }

        @Override
        public Money read(Kryo kryo, Input in, Class<? extends Money> type) {
            return new Money(in.readString(), in.readVarLong(false), in.readBytes(in.readInt()));
        }
    }

    /** A serializer that reads whatever class the bytes name, as far as Kryo lets it. */
    final class TextSerializer extends Serializer<Object> {

        @Override
        public void write(Kryo kryo, Output out, Object value) {
            kryo.writeClassAndObject(out, value);
        }

        @Override
        public Object read(Kryo kryo, Input in, Class<?> type) {
            return kryo.readClassAndObject(in);
        }
    }

    /** A record without properties. */
    record Nothing() {}

    /** An enum, with a body. */
    enum Colour implements Shape {
        /** Without. */
        RED,
        /** With. */
        GREEN {
            @Override
            boolean isCold() {
                return true;
            }
        },
        /** Without. */
        BLUE;

        boolean isCold() {
            return false;
        }
    }

    /** All primitives. */
    record Primitives(boolean a, byte b, short c, char d, int e, long f, float g, double h) {}

    /** All boxes. */
    record Boxes(Boolean a, Byte b, Short c, Character d, Integer e, Long f, Float g, Double h, String i, Colour j) {}

    /** All times. */
    record Times(
            Instant instant,
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            OffsetDateTime offsetDateTime,
            OffsetTime offsetTime,
            ZonedDateTime zoned,
            Duration duration,
            Period period,
            Year year,
            YearMonth yearMonth,
            MonthDay monthDay,
            ZoneId zone,
            ZoneOffset offset,
            DayOfWeek day) {}

    /** All numbers that are objects. */
    record Numbers(BigDecimal a, BigInteger b, UUID c, OptionalInt d, OptionalLong e, OptionalDouble f) {}

    /** Containers in containers. */
    record Containers(
            List<String> texts,
            Set<Colour> colours,
            Map<String, Integer> counts,
            Collection<Nothing> nothings,
            Optional<Boxes> maybe,
            Map<Colour, List<Map<Integer, String>>> nested,
            Optional<Optional<String>> twice,
            List<int[]> vectors,
            Set<Set<Long>> sets) {}

    /** Arrays of everything. */
    @SuppressWarnings("ArrayRecordComponent") // arrays are what is tested
    record Arrays(
            boolean[] a,
            byte[] b,
            short[] c,
            char[] d,
            int[] e,
            long[] f,
            float[] g,
            double[] h,
            String[] i,
            Colour[][] j,
            int[][][] k,
            Integer[] l,
            List<String>[] m,
            byte[][] n) {}

    /** A tree. */
    record Tree(String name, List<Tree> children, Tree twin) {}

    /** A tree whose nodes are keys. */
    record Graph(Map<String, Optional<Graph>> edges, Graph[] more, Set<Graph> others) {}

    /** A generic record. */
    record Page<T>(int number, List<T> items, Map<String, T> byName, Optional<T> first) {}

    /** A record that does not take everything. */
    record Range(int from, int to) {

        /** Refuses what is no range. */
        public Range {
            if (from > to) {
                throw new IllegalArgumentException("from: " + from + " (expected: at most " + to + ", to)");
            }
        }
    }

    /** A key without an order. */
    record Key(int a, int b) {}

    /** Keys without and with an order. */
    record Keys(
            Map<Key, Integer> byKey,
            Set<Key> keys,
            Map<String, Integer> byText,
            Set<String> texts,
            Set<Double> doubles,
            Map<List<Integer>, Nothing> byList) {}

    /** A class with a superclass, fields and properties. */
    final class Bean extends Base {

        /** A field. */
        public int size;

        private String name;
        private List<Bean> parts;

        /** Empty. */
        public Bean() {}

        /** A property. */
        public String getName() {
            return name;
        }

        /** A property. */
        public void setName(String newName) {
            name = newName;
        }

        /** A property. */
        public List<Bean> getParts() {
            return parts;
        }

        /** A property. */
        public void setParts(List<Bean> newParts) {
            parts = newParts;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bean bean
                    && size == bean.size
                    && id == bean.id
                    && Objects.equals(name, bean.name)
                    && Objects.equals(parts, bean.parts);
        }

        @Override
        public int hashCode() {
            return Objects.hash(size, id, name, parts);
        }
    }

    /** A superclass. */
    class Base {

        /** An inherited field. */
        public long id;
    }

    /** A declared exception. */
    final class Refusal extends Exception {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // it travels by its codec, not by Java's serialization
        private final Range range;

        /** A refusal with a field. */
        public Refusal(String message, Range range) {
            super(message);
            this.range = range;
        }

        /** A property. */
        public Range getRange() {
            return range;
        }
    }
}
