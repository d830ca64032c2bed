package dev.tern.rpc.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasicCodecTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.time.LocalDateTime",
                "java.time.ZonedDateTime",
                "java.time.Period",
                "java.util.OptionalLong",
                "java.util.OptionalDouble",
                "java.nio.ByteBuffer"
            })
    void typeWithoutAnOrderOfItsOwn_canCollide(String name) {
        assertThat(BasicCodec.of(name)).isNotNull();
        assertThat(BasicCodec.canCollide(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.String",
                "java.math.BigDecimal",
                "java.math.BigInteger",
                "java.net.URI",
                "java.time.Duration",
                "java.time.Instant",
                "java.time.LocalDate",
                "java.time.LocalTime",
                "java.time.MonthDay",
                "java.time.OffsetDateTime",
                "java.time.OffsetTime",
                "java.time.Year",
                "java.time.YearMonth",
                "java.time.ZoneOffset",
                "java.util.UUID"
            })
    void typeWithAnOrderOfItsOwn_cannotCollide(String name) {
        assertThat(Comparable.class).isAssignableFrom(BasicCodec.of(name).type());
        assertThat(BasicCodec.canCollide(name)).isFalse();
    }
}
