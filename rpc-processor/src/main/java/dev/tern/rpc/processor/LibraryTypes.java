package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import dev.tern.rpc.io.NetCodecs;
import dev.tern.rpc.io.NumberCodecs;
import dev.tern.rpc.io.TimeCodecs;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The classes of the JDK whose codecs rpc-api brings. */
final class LibraryTypes {

    private static final Map<String, ClassName> CODECS = new HashMap<>();

    static {
        ClassName time = ClassName.get(TimeCodecs.class);
        Stream.of("Instant", "Duration", "LocalDate", "LocalTime", "LocalDateTime", "OffsetDateTime", "OffsetTime")
                .forEach(name -> CODECS.put("java.time." + name, time));
        Stream.of("ZonedDateTime", "ZoneId", "ZoneOffset", "Period", "Year", "YearMonth", "MonthDay")
                .forEach(name -> CODECS.put("java.time." + name, time));
        ClassName numbers = ClassName.get(NumberCodecs.class);
        Stream.of("java.math.BigDecimal", "java.math.BigInteger", "java.util.UUID")
                .forEach(name -> CODECS.put(name, numbers));
        ClassName net = ClassName.get(NetCodecs.class);
        Stream.of("java.net.URI", "java.nio.ByteBuffer").forEach(name -> CODECS.put(name, net));
        Stream.of("OptionalInt", "OptionalLong", "OptionalDouble")
                .forEach(name -> CODECS.put("java.util." + name, numbers));
    }

    private LibraryTypes() {}

    /** What is made when a collection or map of this interface is read. */
    static ClassName implementation(ClassName container) {
        return ClassName.get(
                "java.util",
                switch (container.simpleName()) {
                    case "Set" -> "LinkedHashSet";
                    case "SortedSet" -> "TreeSet";
                    case "Deque" -> "ArrayDeque";
                    case "Map" -> "LinkedHashMap";
                    case "SortedMap" -> "TreeMap";
                    default -> "ArrayList";
                });
    }

    /** The class with the codec; null if there is none. */
    static @Nullable ClassName codecs(String qualifiedName) {
        return CODECS.get(qualifiedName);
    }
}
