package dev.tern.rpc.codec.types;

import dev.tern.rpc.RpcService;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

@RpcService
public interface Everything {

    Primitives primitives(Primitives value);

    Boxes boxes(Boxes value);

    Times times(Times value);

    Numbers numbers(Numbers value);

    Containers containers(Containers value);

    Arrays arrays(Arrays value);

    Tree tree(Tree value);

    boolean flag(boolean value);

    byte tiny(byte value);

    short small(short value);

    char letter(char value);

    int number(int value);

    long large(long value);

    float real(float value);

    double precise(double value);

    String text(String value);

    Integer box(Integer value);

    byte[] bytes(byte[] value);

    int[] ints(int... value);

    Empty empty(Empty value);

    List<Empty> empties(List<Empty> value);

    String all(boolean a, byte b, short c, char d, int e, long f, float g, double h, String i, Colour j, Instant k);

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "like grass";
            }
        },
        BLUE
    }

    record Empty() {}

    record Primitives(boolean a, byte b, short c, char d, int e, long f, float g, double h) {}

    record Boxes(Boolean a, Byte b, Short c, Character d, Integer e, Long f, Float g, Double h, String i, Colour j) {}

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

    record Numbers(BigDecimal a, BigInteger b, UUID c, OptionalInt d, OptionalLong e, OptionalDouble f) {}

    record Containers(
            List<String> texts,
            Set<Colour> colours,
            Map<String, Integer> counts,
            Collection<Empty> empties,
            Optional<Boxes> maybe,
            Map<Colour, List<Map<Integer, String>>> nested,
            Optional<Optional<String>> twice,
            List<int[]> vectors) {}

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

    record Tree(String name, List<Tree> children, Tree twin) {}
}
