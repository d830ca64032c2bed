package dev.tern.rpc.processor;

import com.palantir.javapoet.CodeBlock;
import dev.tern.rpc.io.HashGuard;
import java.util.Set;

/** The code that refuses keys that were made to collide. */
final class HashedKeys {

    /** Library types of which few values have one hash code, or whose order a hash table uses: they are {@code Comparable} to themselves. */
    private static final Set<String> HARMLESS = Set.of(
            "BigDecimal",
            "BigInteger",
            "Duration",
            "Instant",
            "LocalDate",
            "LocalTime",
            "MonthDay",
            "OffsetDateTime",
            "OffsetTime",
            "OptionalInt",
            "URI",
            "UUID",
            "Year",
            "YearMonth",
            "ZoneId",
            "ZoneOffset");

    private HashedKeys() {}

    /** Whether a hash table may take long for keys of a type. */
    static boolean needGuard(CodecNames names, SentType key) {
        if (key instanceof SentType.Library library) {
            return !HARMLESS.contains(library.name());
        }
        return key instanceof SentType.Custom || (key instanceof SentType.Coded coded && !names.isEnum(coded));
    }

    static CodeBlock guard() {
        return CodeBlock.builder()
                .addStatement("$T guard = in.hashGuard(count)", HashGuard.class)
                .build();
    }

    static CodeBlock check(String key) {
        return CodeBlock.builder().addStatement("guard.check($N)", key).build();
    }
}
