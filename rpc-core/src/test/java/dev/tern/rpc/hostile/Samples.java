package dev.tern.rpc.hostile;

import dev.tern.rpc.hostile.Kinds.Arrays;
import dev.tern.rpc.hostile.Kinds.Bean;
import dev.tern.rpc.hostile.Kinds.Boxes;
import dev.tern.rpc.hostile.Kinds.Colour;
import dev.tern.rpc.hostile.Kinds.Containers;
import dev.tern.rpc.hostile.Kinds.Graph;
import dev.tern.rpc.hostile.Kinds.Key;
import dev.tern.rpc.hostile.Kinds.Keys;
import dev.tern.rpc.hostile.Kinds.Nothing;
import dev.tern.rpc.hostile.Kinds.Numbers;
import dev.tern.rpc.hostile.Kinds.Page;
import dev.tern.rpc.hostile.Kinds.Primitives;
import dev.tern.rpc.hostile.Kinds.Range;
import dev.tern.rpc.hostile.Kinds.Refusal;
import dev.tern.rpc.hostile.Kinds.Times;
import dev.tern.rpc.hostile.Kinds.Tree;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.GeneratedTypes;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.StubBinder;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** A full value for each method of {@link Kinds}. */
@SuppressWarnings("checkstyle")
final class Samples {

    private Samples() {}

    static Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("primitives", new Primitives(true, (byte) 1, (short) 2, 'd', 4, 5L, 6f, 7d));
        values.put("boxes", boxes());
        values.put("times", times());
        values.put(
                "numbers",
                new Numbers(
                        new BigDecimal("123456789.987654321"),
                        BigInteger.ONE.shiftLeft(100),
                        new UUID(1, 2),
                        OptionalInt.of(1),
                        OptionalLong.of(2),
                        OptionalDouble.of(3)));
        values.put("containers", containers());
        values.put("arrays", arrays());
        values.put("tree", new Tree("a", List.of(new Tree("b", List.of(), null)), new Tree(null, null, null)));
        Graph leaf = new Graph(Map.of(), new Graph[0], Set.of());
        values.put("graph", new Graph(Map.of("a", Optional.of(leaf)), new Graph[] {leaf, null}, Set.of(leaf)));
        values.put("bean", bean());
        Range range = new Range(1, 2);
        values.put("page", new Page<>(1, List.of(range, new Range(0, 0)), Map.of("r", range), Optional.of(range)));
        values.put(
                "keys",
                new Keys(
                        Map.of(new Key(1, 2), 3),
                        Set.of(new Key(4, 5)),
                        Map.of("k", 1),
                        Set.of("t"),
                        Set.of(1.5),
                        Map.of(List.of(1, 2), new Nothing())));
        values.put(
                "texts",
                List.of("", "text", "\u20ac uro", "\u4e2d\u6587\u4e2d\u6587", "\ud83d\ude00 ascii to make it UTF-8"));
        values.put("bytes", new byte[] {1, 2, 3});
        values.put("nothings", java.util.Arrays.asList(new Nothing(), null, new Nothing()));
        return values;
    }

    static Boxes boxes() {
        return new Boxes(true, (byte) 1, (short) 2, 'd', 4, 5L, 6f, 7d, "i", Colour.GREEN);
    }

    private static Times times() {
        LocalDateTime at = LocalDateTime.of(2026, 11, 22, 10, 15, 30, 123_456_789);
        return new Times(
                Instant.parse("2026-11-22T10:15:30.5Z"),
                LocalDate.MIN,
                LocalTime.MAX,
                at,
                OffsetDateTime.of(at, ZoneOffset.ofHours(3)),
                OffsetTime.of(LocalTime.NOON, ZoneOffset.MIN),
                ZonedDateTime.of(at, ZoneId.of("Europe/Berlin")),
                Duration.ofMillis(-5),
                Period.of(1, 2, 3),
                Year.of(2026),
                YearMonth.of(2026, 11),
                MonthDay.of(2, 29),
                ZoneId.of("UTC"),
                ZoneOffset.MAX,
                DayOfWeek.MONDAY);
    }

    private static Containers containers() {
        return new Containers(
                java.util.Arrays.asList("a", null, "b"),
                Set.of(Colour.RED),
                Collections.singletonMap("one", 1),
                List.of(new Nothing(), new Nothing()),
                Optional.of(boxes()),
                Map.of(Colour.BLUE, List.of(Map.of(1, "x"))),
                Optional.of(Optional.of("y")),
                List.of(new int[] {1, 2}, new int[0]),
                Set.of(Set.of(1L, 2L)));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private static Arrays arrays() {
        return new Arrays(
                new boolean[] {true, false},
                new byte[] {1},
                new short[] {2},
                new char[] {'c'},
                new int[] {-1, 1 << 30},
                new long[] {Long.MIN_VALUE, 1},
                new float[] {1f},
                new double[] {2d},
                new String[] {"s", null},
                new Colour[][] {{Colour.RED}, null},
                new int[][][] {{{1}}},
                new Integer[] {1, null},
                new List[] {List.of("x")},
                new byte[][] {{1, 2}});
    }

    private static Bean bean() {
        Bean part = new Bean();
        part.setName("part");
        Bean bean = new Bean();
        bean.id = 7;
        bean.size = 8;
        bean.setName("bean");
        bean.setParts(List.of(part));
        return bean;
    }

    /** What the stub sends when its method is called with that value. */
    static Arguments arguments(String method, Object value) {
        Arguments[] found = new Arguments[1];
        StubBinder binder = (service, descriptor) -> new MethodBinding(
                descriptor,
                call -> {
                    found[0] = call.arguments();
                    call.complete(null);
                },
                Runnable::run);
        try {
            Kinds stub = (Kinds) GeneratedTypes.load(Kinds.class, "Stub")
                    .getConstructor(StubBinder.class)
                    .newInstance(binder);
            if (method.equals("all")) {
                stub.all(true, (byte) 1, (short) 2, 'd', 4, 5, 6, 7, "i", 9, new int[] {10}, List.of(), Colour.RED);
            } else {
                for (Method candidate : Kinds.class.getMethods()) {
                    if (candidate.getName().equals(method)) {
                        candidate.invoke(stub, value);
                    }
                }
            }
        } catch (ReflectiveOperationException | Refusal e) {
            throw new AssertionError(e);
        }
        return found[0];
    }
}
