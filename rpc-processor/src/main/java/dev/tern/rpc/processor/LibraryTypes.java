package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
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
        Stream.of("OptionalInt", "OptionalLong", "OptionalDouble")
                .forEach(name -> CODECS.put("java.util." + name, numbers));
    }

    private LibraryTypes() {}

    /** The class with the codec; null if there is none. */
    static @Nullable ClassName codecs(String qualifiedName) {
        return CODECS.get(qualifiedName);
    }
}
