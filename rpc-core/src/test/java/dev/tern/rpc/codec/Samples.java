package dev.tern.rpc.codec;

import dev.tern.rpc.codec.types.Beans;
import dev.tern.rpc.codec.types.Child;
import dev.tern.rpc.codec.types.Everything;
import dev.tern.rpc.codec.types.Everything.Arrays;
import dev.tern.rpc.codec.types.Everything.Boxes;
import dev.tern.rpc.codec.types.Everything.Colour;
import dev.tern.rpc.codec.types.Everything.Containers;
import dev.tern.rpc.codec.types.Everything.Empty;
import dev.tern.rpc.codec.types.Everything.Numbers;
import dev.tern.rpc.codec.types.Everything.Primitives;
import dev.tern.rpc.codec.types.Everything.Times;
import dev.tern.rpc.codec.types.Everything.Tree;
import dev.tern.rpc.codec.types.Hiding;
import dev.tern.rpc.codec.types.Immutable;
import dev.tern.rpc.codec.types.Library;
import dev.tern.rpc.codec.types.Marked;
import dev.tern.rpc.codec.types.Named;
import dev.tern.rpc.codec.types.Open;
import dev.tern.rpc.codec.types.Outer;
import dev.tern.rpc.codec.types.Pages;
import dev.tern.rpc.codec.types.Policies;
import dev.tern.rpc.codec.types.Risky;
import dev.tern.rpc.codec.types.Shapes;
import dev.tern.rpc.codec.types.Unions;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/** Calls with values of every kind that can be sent, those of the {@code types} package. */
final class Samples {

    /** A call of a method of a contract. */
    record Sample<S>(Class<S> contract, String name, Call<S> call) {
        @Override
        public String toString() {
            return contract.getSimpleName() + ": " + name;
        }
    }

    /** A call. */
    interface Call<S> {
        void on(S stub) throws Exception;
    }

    private final List<Sample<?>> samples = new ArrayList<>();

    private Samples() {}

    /** The contracts. */
    static List<Class<?>> contracts() {
        return List.of(
                Everything.class,
                Shapes.class,
                Pages.class,
                Outer.Items.class,
                Risky.class,
                Unions.class,
                Library.class,
                Marked.class,
                Policies.class);
    }

    static Stream<Sample<?>> all() {
        Samples all = new Samples();
        all.primitives();
        all.references();
        all.containers();
        all.classes();
        all.generics();
        all.methods();
        all.unions();
        all.library();
        all.marked();
        return all.samples.stream();
    }

    private void everything(String name, Call<Everything> call) {
        samples.add(new Sample<>(Everything.class, name, call));
    }

    private void primitives() {
        everything(
                "least",
                stub -> stub.primitives(new Primitives(
                        true,
                        Byte.MIN_VALUE,
                        Short.MIN_VALUE,
                        Character.MAX_VALUE,
                        Integer.MIN_VALUE,
                        Long.MIN_VALUE,
                        Float.MIN_VALUE,
                        Double.MIN_VALUE)));
        everything(
                "most",
                stub -> stub.primitives(new Primitives(
                        false,
                        Byte.MAX_VALUE,
                        Short.MAX_VALUE,
                        'x',
                        Integer.MAX_VALUE,
                        Long.MAX_VALUE,
                        Float.NEGATIVE_INFINITY,
                        Double.NaN)));
        everything("flag", stub -> stub.flag(true));
        everything("tiny", stub -> stub.tiny((byte) -3));
        everything("small", stub -> stub.small((short) -300));
        everything("letter", stub -> stub.letter('\uffff'));
        everything("number", stub -> stub.number(-70000));
        everything("large", stub -> stub.large(Long.MIN_VALUE));
        everything("real", stub -> stub.real(1.5f));
        everything("precise", stub -> stub.precise(Math.PI));
        everything(
                "all",
                stub -> stub.all(
                        true, (byte) 1, (short) 2, 'c', 4, 5, 6, 7, "i", Colour.GREEN, Instant.ofEpochSecond(1, 2)));
    }

    private void references() {
        everything(
                "boxes",
                stub -> stub.boxes(new Boxes(true, (byte) 1, (short) 2, 'd', 4, 5L, 6f, 7d, "i", Colour.BLUE)));
        everything(
                "no boxes", stub -> stub.boxes(new Boxes(null, null, null, null, null, null, null, null, null, null)));
        everything("null", stub -> stub.boxes(null));
        everything("box", stub -> stub.box(-1));
        everything("text", stub -> stub.text("a \u4e2d\u6587 text \ud83d\ude00"));
        everything("bytes", stub -> stub.bytes(new byte[] {1, 2, -3}));
        everything("varargs", stub -> stub.ints(1, 2, 3));
        everything("empty", stub -> stub.empty(new Empty()));
        everything("empties", stub -> stub.empties(java.util.Arrays.asList(new Empty(), null)));
        LocalDateTime dateTime = LocalDateTime.of(2026, 11, 22, 10, 15, 30, 123_456_789);
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        everything(
                "times",
                stub -> stub.times(new Times(
                        Instant.MAX,
                        LocalDate.MIN,
                        LocalTime.MAX,
                        dateTime,
                        OffsetDateTime.of(dateTime, ZoneOffset.MIN),
                        OffsetTime.MAX,
                        ZonedDateTime.of(dateTime, berlin),
                        Duration.ofSeconds(Long.MIN_VALUE, 1),
                        Period.of(1, -2, Integer.MAX_VALUE),
                        Year.of(-5),
                        YearMonth.of(2026, 2),
                        MonthDay.of(2, 29),
                        berlin,
                        ZoneOffset.ofHoursMinutesSeconds(5, 45, 1),
                        DayOfWeek.FRIDAY)));
        everything(
                "numbers",
                stub -> stub.numbers(new Numbers(
                        new BigDecimal("-12345678901234567890.0987654321"),
                        BigInteger.TWO.pow(1000).negate(),
                        UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210"),
                        OptionalInt.of(-1),
                        OptionalLong.empty(),
                        OptionalDouble.of(0.1))));
        Tree leaf = new Tree("leaf", List.of(), null);
        everything("tree", stub -> stub.tree(new Tree("root", List.of(leaf, new Tree("inner", null, leaf)), leaf)));
    }

    private void containers() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("z", 1);
        counts.put("a", -2);
        everything(
                "containers",
                stub -> stub.containers(new Containers(
                        List.of("b", "a"),
                        Set.of(Colour.RED),
                        counts,
                        List.of(new Empty(), new Empty()),
                        Optional.of(new Boxes(null, null, null, null, 5, null, null, null, null, null)),
                        Map.of(Colour.GREEN, List.of(Map.of(1, "one"), Map.of())),
                        Optional.of(Optional.of("x")),
                        List.of(new int[] {1, 2}))));
        Map<String, Integer> nulls = new LinkedHashMap<>();
        nulls.put(null, 1);
        nulls.put("null", null);
        everything(
                "nulls inside",
                stub -> stub.containers(new Containers(
                        Collections.singletonList(null),
                        Collections.singleton(null),
                        nulls,
                        Collections.singletonList(null),
                        Optional.empty(),
                        Collections.singletonMap(Colour.RED, Collections.singletonList(null)),
                        Optional.of(Optional.empty()),
                        Collections.singletonList(null))));
        everything("arrays", stub -> stub.arrays(arrays()));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists
    private static Arrays arrays() {
        int[] many = new int[5000];
        java.util.Arrays.setAll(many, i -> i * i * i);
        return new Arrays(
                new boolean[] {true, false},
                new byte[] {1, -1},
                new short[] {Short.MIN_VALUE},
                new char[] {'a', '\uffff'},
                many,
                new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE},
                new float[] {1.5f},
                new double[] {Math.PI},
                new String[] {"a", "b", null},
                new Colour[][] {{Colour.RED}, {}},
                new int[][][] {{{1, 2}, {3}}, {}, null},
                new Integer[] {1, 2},
                new List[] {List.of("x"), null},
                new byte[][] {{1}, {}});
    }

    private void classes() {
        Beans beans = new Beans();
        beans.setActive(true);
        beans.setKnown(false);
        beans.setOpen(true);
        beans.setName("name");
        beans.setTags(List.of("a", "b"));
        samples.add(new Sample<>(Shapes.class, "beans", stub -> stub.beans(beans)));
        Child child = new Child();
        child.own = "own";
        child.setContent(List.of("x"));
        samples.add(new Sample<>(Shapes.class, "child", stub -> stub.child(child)));
        samples.add(new Sample<>(Shapes.class, "immutable", stub -> stub.immutable(new Immutable(7L, "a", 8))));
        samples.add(new Sample<>(Shapes.class, "named", stub -> stub.named(new Named(1, 2))));
        Open open = new Open();
        open.number = 5;
        open.inner = new Open.Inner();
        samples.add(new Sample<>(Shapes.class, "open", stub -> stub.open(open)));
    }

    private void generics() {
        Pages.Order order = new Pages.Order(3);
        Pages.Page<Pages.Order> page =
                new Pages.Page<>(List.of(order), Optional.of(order), new Pages.Order[] {order}, Map.of(), 1);
        Pages.Page<String> texts =
                new Pages.Page<>(List.of("t"), Optional.empty(), new String[] {"u"}, Map.of("k", textPage()), 2);
        pages("page of orders", stub -> stub.orders(page));
        pages("page of texts", stub -> stub.texts(texts));
        pages("deep", stub -> stub.deep(Map.of("x", List.of(page, page))));
        pages("pair", stub -> stub.pair(new Pages.Pair<>(texts, Optional.of(order))));
        pages(
                "wildcards",
                stub -> stub.wild(
                        List.of(order),
                        List.of("a"),
                        Set.of(Pages.Level.HIGH),
                        Map.of("m", order),
                        Optional.of(order)));
        pages("node", stub -> stub.node(new Pages.Node<>(1, new Pages.Node<>(null, null))));
        pages("phantom", stub -> stub.id(new Pages.Id<>(9)));
        Pages.Box<String[]> box = new Pages.Box<>();
        box.setContent(new String[] {"b"});
        pages("box", stub -> stub.box(box));
        pages("same simple names", stub -> stub.place(new dev.tern.rpc.codec.types.other.Order("o")));
        pages("the other", stub -> stub.second(new dev.tern.rpc.codec.types.other.Order("o")));
    }

    private void unions(String name, Call<Unions> call) {
        samples.add(new Sample<>(Unions.class, name, call));
    }

    private void unions() {
        Unions.Polygon polygon = new Unions.Polygon();
        polygon.corners = 3;
        Unions.Polygon.Square square = new Unions.Polygon.Square();
        square.side = 4;
        Unions.Regular regular = new Unions.Regular();
        regular.name = "regular";
        Unions.Circle circle = new Unions.Circle(1.5, "c");
        for (Unions.Shape shape : List.of(
                polygon,
                square,
                regular,
                circle,
                new Unions.Group(List.of(circle, polygon), new Unions.Group(null, null)),
                Unions.Star.LARGE,
                Unions.Star.SMALL,
                new Unions.Empty())) {
            unions(shape.getClass().getSimpleName(), stub -> stub.echo(shape));
        }
        unions("class and subclasses", stub -> stub.polygon(square));
        unions(
                "shapes",
                stub -> stub.shapes(
                        new Unions.Shape[] {circle, null, Unions.Star.LARGE},
                        Map.of(circle, Unions.Star.SMALL),
                        Optional.of(regular),
                        List.of(new Unions.Empty())));
        unions("result of a text", stub -> stub.text(new Unions.Result.Ok<>("fine")));
        unions("result of a number", stub -> stub.number(new Unions.Result.Zero()));
        unions("failed", stub -> stub.number(new Unions.Result.Failed<>("why")));
        Unions.Dog dog = new Unions.Dog();
        dog.setName("rex");
        unions("dog", stub -> stub.animal(dog));
        unions("cat", stub -> stub.animal(new Unions.Cat("tom")));
        unions("a dog itself", stub -> stub.dog(dog));
        unions("vehicle", stub -> stub.vehicle(new Unions.Truck()));
        unions("sorted", stub -> stub.ranks(new TreeSet<>(List.of(new Unions.Other(9), new Unions.First()))));
        unions(
                "tree",
                stub -> stub.tree(new Unions.Node<>(
                        new Unions.Leaf<>(circle), new Unions.Node<>(new Unions.Leaf<>(null), null))));
    }

    private void library(String name, Call<Library> call) {
        samples.add(new Sample<>(Library.class, name, call));
    }

    private void library() {
        library(
                "everything",
                stub -> stub.echo(new Library.Everything(
                        URI.create("https://example.org/x"),
                        ByteBuffer.wrap(new byte[] {1, 2}),
                        new TreeSet<>(List.of(Instant.EPOCH, Instant.MAX)),
                        new TreeMap<>(Map.of(MonthDay.of(2, 29), URI.create("urn:a"))),
                        new ArrayDeque<>(List.of(ByteBuffer.wrap(new byte[] {3}))),
                        DayOfWeek.SUNDAY,
                        java.time.Month.MAY,
                        new TreeMap<>(Map.of(java.time.Month.MAY, new TreeSet<>(List.of(DayOfWeek.MONDAY)))))));
        library("sorted", stub -> stub.sorted(new TreeSet<>(List.of("b", "a"))));
        library("sorted map", stub -> stub.sortedMap(new TreeMap<>(Map.of(2, List.of("x"), 1, List.of()))));
        library("deque", stub -> stub.deque(new ArrayDeque<>(List.of(1, 2))));
        library(
                "immutable",
                stub -> stub.immutable(
                        new Library.Immutable(List.of("a"), Set.of(1L), Map.of("b", URI.create("urn:b")), List.of(3))));
        library(
                "arrays",
                stub -> stub.arrays(new Library.Arrays(
                        new int[][] {{1}, null},
                        new long[][][] {{{2}}},
                        new byte[][] {{3}},
                        new boolean[][] {{true}},
                        new String[][] {{"a", null}},
                        null,
                        new Integer[][] {{4}},
                        new DayOfWeek[][] {{DayOfWeek.FRIDAY}},
                        null,
                        new char[][] {{'c'}},
                        new double[][] {{5}},
                        new URI[] {URI.create("urn:c")})));
    }

    private void marked() {
        Marked.Item item = new Marked.Item("name", LocalDate.EPOCH, Marked.Level.OTHER, 'y', 5L);
        samples.add(new Sample<>(Marked.class, "item", stub -> stub.item(item, 1, "password")));
        samples.add(new Sample<>(
                Marked.class, "custom", stub -> stub.point(new Marked.Point(3), List.of(new Marked.Point(4)))));
        samples.add(new Sample<>(Marked.class, "custom by its use", stub -> stub.number(77)));
        samples.add(new Sample<>(Marked.class, "hidden", Hiding::send));
    }

    private static Pages.Page<String> textPage() {
        return new Pages.Page<>(null, null, null, null, 0);
    }

    private void pages(String name, Call<Pages> call) {
        samples.add(new Sample<>(Pages.class, name, call));
    }

    private void items(String name, Call<Outer.Items> call) {
        samples.add(new Sample<>(Outer.Items.class, name, call));
    }

    private void methods() {
        items("inherited", stub -> stub.find("key"));
        items("inherited list", stub -> stub.findAll(List.of("a", "b")));
        items("overridden", stub -> stub.save(new Outer.Item("item")));
        items("overloaded", stub -> stub.save(new Outer.Item("item"), 3));
        items("many", stub -> stub.save(new Outer.Item("a"), new Outer.Item("b")));
        items("without parameters", Outer.Named::name);
        items("default method", stub -> stub.title());
        items("count", stub -> stub.count("x", List.of("y")));
        items("later", stub -> stub.later(4));
        items("later nothing", Outer.Items::laterNothing);
        items("one-way", stub -> stub.told("what"));
        samples.add(new Sample<>(Risky.class, "later", stub -> stub.later("x")));
    }
}
