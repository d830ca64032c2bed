package dev.tern.rpc.io;

import static dev.tern.rpc.io.Bodies.assertRefused;
import static dev.tern.rpc.io.Bodies.assertRoundTrip;
import static dev.tern.rpc.io.Bodies.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NumberCodecsTest {

    @Test
    void bigIntegers_ofAllSizes_areRead() {
        for (BigInteger value : List.of(
                BigInteger.ZERO,
                BigInteger.ONE.negate(),
                BigInteger.valueOf(Long.MIN_VALUE),
                BigInteger.TWO.pow(2_000).negate())) {
            assertRoundTrip(value, NumberCodecs::writeBigInteger, NumberCodecs::readBigInteger);
        }
    }

    @Test
    void bigInteger_withoutBytesOrWithTooMany_isRefused() {
        assertThat(assertRefused(NumberCodecs::readBigInteger, bytes(0)))
                .isEqualTo("BigInteger: 0 bytes (expected: at least 1)");
        assertRefused(NumberCodecs::readBigInteger, bytes(0xff, 0xff, 0xff, 0xff, 0x07, 1));
    }

    @Test
    void bigDecimals_ofAllScales_areRead() {
        for (BigDecimal value : List.of(
                BigDecimal.ZERO,
                new BigDecimal("0.00"),
                new BigDecimal("-12345678901234567890.123456789"),
                new BigDecimal(BigInteger.TEN, Integer.MAX_VALUE),
                new BigDecimal(BigInteger.TEN, Integer.MIN_VALUE))) {
            assertRoundTrip(value, NumberCodecs::writeBigDecimal, NumberCodecs::readBigDecimal);
        }
    }

    @Test
    void uuids_ofAllBits_areRead() {
        for (UUID value : List.of(new UUID(0, 0), new UUID(-1, -1), new UUID(1, Long.MIN_VALUE))) {
            assertRoundTrip(value, NumberCodecs::writeUUID, NumberCodecs::readUUID);
        }
    }

    @Test
    void optionals_ofPrimitives_areRead() {
        for (OptionalInt value : List.of(OptionalInt.empty(), OptionalInt.of(Integer.MIN_VALUE))) {
            assertRoundTrip(value, NumberCodecs::writeOptionalInt, NumberCodecs::readOptionalInt);
        }
        for (OptionalLong value : List.of(OptionalLong.empty(), OptionalLong.of(Long.MIN_VALUE))) {
            assertRoundTrip(value, NumberCodecs::writeOptionalLong, NumberCodecs::readOptionalLong);
        }
        for (OptionalDouble value : List.of(OptionalDouble.empty(), OptionalDouble.of(Double.NaN))) {
            assertRoundTrip(value, NumberCodecs::writeOptionalDouble, NumberCodecs::readOptionalDouble);
        }
    }
}
