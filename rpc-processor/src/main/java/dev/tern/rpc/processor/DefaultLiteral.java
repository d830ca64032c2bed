package dev.tern.rpc.processor;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
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
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.lang.model.element.ElementKind;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/**
 * A default that was written as text, as Java.
 *
 * @param code the expression; null if the text says no value of the type
 * @param expected what text would; empty if there is code
 */
record DefaultLiteral(@Nullable CodeBlock code, String expected) {

    private static final Map<String, Parsed> LIBRARY = new HashMap<>();

    static {
        add(BigDecimal.class, "new $T($S)", BigDecimal::new, "10.50");
        add(BigInteger.class, "new $T($S)", BigInteger::new, "100");
        add(UUID.class, "$T.fromString($S)", UUID::fromString, "00000000-0000-0000-0000-000000000000");
        add(URI.class, "$T.create($S)", URI::create, "https://example.org/");
        add(ZoneId.class, "$T.of($S)", ZoneId::of, "Europe/Berlin");
        add(ZoneOffset.class, "$T.of($S)", ZoneOffset::of, "+02:00");
        addParsed(Duration.class, Duration::parse, "PT1.5S");
        addParsed(Period.class, Period::parse, "P1D");
        addParsed(Instant.class, Instant::parse, "1970-01-01T00:00:00Z");
        addParsed(LocalDate.class, LocalDate::parse, "1970-01-01");
        addParsed(LocalTime.class, LocalTime::parse, "00:00");
        addParsed(LocalDateTime.class, LocalDateTime::parse, "1970-01-01T00:00");
        addParsed(OffsetDateTime.class, OffsetDateTime::parse, "1970-01-01T00:00+02:00");
        addParsed(OffsetTime.class, OffsetTime::parse, "00:00+02:00");
        addParsed(ZonedDateTime.class, ZonedDateTime::parse, "1970-01-01T00:00+01:00[Europe/Berlin]");
        addParsed(Year.class, Year::parse, "1970");
        addParsed(YearMonth.class, YearMonth::parse, "1970-01");
        addParsed(MonthDay.class, MonthDay::parse, "--01-01");
    }

    /** The default of a type. */
    static DefaultLiteral of(String text, TypeMirror type, SentType sent) {
        if (sent instanceof SentType.Primitive primitive) {
            return ofPrimitive(text, primitive.kind());
        } else if (sent instanceof SentType.Box box) {
            return ofPrimitive(text, box.kind());
        } else if (sent instanceof SentType.Text) {
            return new DefaultLiteral(CodeBlock.of("$S", text), "");
        } else if (sent instanceof SentType.Library library) {
            Parsed parsed = LIBRARY.get(library.contract().toString());
            return parsed == null ? none() : parsed.literal(text, library.java());
        } else if (type instanceof DeclaredType declared && declared.asElement().getKind() == ElementKind.ENUM) {
            return ofEnum(text, declared, sent.java());
        }
        return none();
    }

    private static DefaultLiteral none() {
        return new DefaultLiteral(
                null,
                "no default, as this type can have none: only primitives, their boxes, String, enums, UUID, URI and the types of"
                        + " java.math and java.time can");
    }

    private static DefaultLiteral ofEnum(String text, DeclaredType type, TypeName java) {
        var constants = type.asElement().getEnclosedElements().stream()
                .filter(element -> element.getKind() == ElementKind.ENUM_CONSTANT)
                .map(Names::simple)
                .toList();
        return constants.contains(text)
                ? new DefaultLiteral(CodeBlock.of("$T.$L", java, text), "")
                : new DefaultLiteral(null, constants.stream().collect(Collectors.joining(", ", "one of ", "")));
    }

    private static DefaultLiteral ofPrimitive(String text, PrimitiveKind kind) {
        try {
            return new DefaultLiteral(primitive(text, kind), "");
        } catch (IllegalArgumentException e) {
            String expected = switch (kind) {
                case BOOLEAN -> "true or false";
                case CHAR -> "one character";
                default -> "a number of that type, such as 1";
            };
            return new DefaultLiteral(null, expected);
        }
    }

    private static CodeBlock primitive(String text, PrimitiveKind kind) {
        return switch (kind) {
            case BOOLEAN -> {
                check(text.equals("true") || text.equals("false"));
                yield CodeBlock.of("$L", text);
            }
            case CHAR -> {
                check(text.length() == 1);
                yield CodeBlock.of("$L", character(text.charAt(0)));
            }
            case BYTE -> CodeBlock.of("(byte) $L", Byte.parseByte(text));
            case SHORT -> CodeBlock.of("(short) $L", Short.parseShort(text));
            case INT -> CodeBlock.of("$L", Integer.parseInt(text));
            case LONG -> CodeBlock.of("$LL", Long.parseLong(text));
            case FLOAT -> {
                float value = Float.parseFloat(text);
                check(Float.isFinite(value));
                yield CodeBlock.of("$Lf", value);
            }
            case DOUBLE -> {
                double value = Double.parseDouble(text);
                check(Double.isFinite(value));
                yield CodeBlock.of("$L", value);
            }
        };
    }

    private static void check(boolean isRight) {
        if (!isRight) {
            throw new IllegalArgumentException();
        }
    }

    private static String character(char c) {
        if (c == '\'' || c == '\\') {
            return "'\\" + c + "'";
        }
        return c >= ' ' && c < 0x7f ? "'" + c + "'" : "(char) " + (int) c;
    }

    private static void addParsed(Class<?> type, Function<String, ?> parser, String example) {
        add(type, "$T.parse($S)", parser, example);
    }

    private static void add(Class<?> type, String format, Function<String, ?> parser, String example) {
        LIBRARY.put(type.getName(), new Parsed(format, parser, example));
    }

    /** How a type's text is parsed, here to check it and in generated code. */
    private record Parsed(String format, Function<String, ?> parser, String example) {

        DefaultLiteral literal(String text, TypeName java) {
            try {
                Object value = parser.apply(text);
                return new DefaultLiteral(value == null ? null : CodeBlock.of(format, java, text), "");
            } catch (RuntimeException e) { // each of these types has its own
                return new DefaultLiteral(null, "text as it parses it, such as " + example);
            }
        }
    }
}
