package dev.tern.rpc.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
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
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Values of basic types as a contract tells them: in text. */
final class DefaultText {

    private static final Map<String, Function<String, ?>> PARSERS = Map.ofEntries(
            Map.entry("boolean", DefaultText::parseBoolean),
            Map.entry("char", DefaultText::parseChar),
            Map.entry("byte", Byte::valueOf),
            Map.entry("short", Short::valueOf),
            Map.entry("int", Integer::valueOf),
            Map.entry("long", Long::valueOf),
            Map.entry("float", DefaultText::parseFloat),
            Map.entry("double", DefaultText::parseDouble),
            Map.entry("java.lang.Boolean", DefaultText::parseBoolean),
            Map.entry("java.lang.Character", DefaultText::parseChar),
            Map.entry("java.lang.Byte", Byte::valueOf),
            Map.entry("java.lang.Short", Short::valueOf),
            Map.entry("java.lang.Integer", Integer::valueOf),
            Map.entry("java.lang.Long", Long::valueOf),
            Map.entry("java.lang.Float", DefaultText::parseFloat),
            Map.entry("java.lang.Double", DefaultText::parseDouble),
            Map.entry("java.lang.String", text -> text),
            Map.entry("java.math.BigDecimal", BigDecimal::new),
            Map.entry("java.math.BigInteger", BigInteger::new),
            Map.entry("java.util.UUID", UUID::fromString),
            Map.entry("java.net.URI", URI::create),
            Map.entry("java.time.Instant", Instant::parse),
            Map.entry("java.time.Duration", Duration::parse),
            Map.entry("java.time.LocalDate", LocalDate::parse),
            Map.entry("java.time.LocalTime", LocalTime::parse),
            Map.entry("java.time.LocalDateTime", LocalDateTime::parse),
            Map.entry("java.time.OffsetDateTime", OffsetDateTime::parse),
            Map.entry("java.time.OffsetTime", OffsetTime::parse),
            Map.entry("java.time.ZonedDateTime", ZonedDateTime::parse),
            Map.entry("java.time.Period", Period::parse),
            Map.entry("java.time.Year", Year::parse),
            Map.entry("java.time.YearMonth", YearMonth::parse),
            Map.entry("java.time.MonthDay", MonthDay::parse),
            Map.entry("java.time.ZoneId", ZoneId::of),
            Map.entry("java.time.ZoneOffset", ZoneOffset::of));

    private DefaultText() {}

    /**
     * Reads a value.
     *
     * @param type the type's name in contracts
     * @throws IllegalArgumentException if the text is no value of the type
     */
    static Object parse(String type, String text) {
        Function<String, ?> parser = PARSERS.get(type);
        if (parser == null) {
            throw new IllegalArgumentException("default '" + text + "' of a " + type
                    + " (expected: a default only for primitives, texts, enums, numbers and dates)");
        }
        try {
            return parser.apply(text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("default '" + text + "' (expected: a " + type + ")", e);
        }
    }

    private static Boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    /** Finite: the processor takes no other, as it writes the default as a literal. */
    private static Float parseFloat(String text) {
        float value = Float.parseFloat(text);
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(text);
        }
        return value;
    }

    private static Double parseDouble(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(text);
        }
        return value;
    }

    private static Character parseChar(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException(text);
        }
        return text.charAt(0);
    }
}
