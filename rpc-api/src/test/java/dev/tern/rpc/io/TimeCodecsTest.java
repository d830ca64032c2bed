package dev.tern.rpc.io;

import static dev.tern.rpc.io.Bodies.assertRefused;
import static dev.tern.rpc.io.Bodies.assertRoundTrip;
import static dev.tern.rpc.io.Bodies.write;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TimeCodecsTest {

    private static final LocalDateTime SOME = LocalDateTime.of(2026, 11, 22, 10, 15, 30, 999_999_999);

    @Test
    void instantsAndDurations_upToTheirExtremes_areRead() {
        for (Instant value : List.of(Instant.EPOCH, Instant.MIN, Instant.MAX, Instant.ofEpochSecond(-1, 1))) {
            assertRoundTrip(value, TimeCodecs::writeInstant, TimeCodecs::readInstant);
        }
        for (Duration value : List.of(
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))) {
            assertRoundTrip(value, TimeCodecs::writeDuration, TimeCodecs::readDuration);
        }
    }

    @Test
    void localValues_upToTheirExtremes_areRead() {
        for (LocalDate value : List.of(LocalDate.MIN, LocalDate.MAX, LocalDate.of(2024, 2, 29))) {
            assertRoundTrip(value, TimeCodecs::writeLocalDate, TimeCodecs::readLocalDate);
        }
        for (LocalTime value : List.of(LocalTime.MIN, LocalTime.MAX, LocalTime.NOON)) {
            assertRoundTrip(value, TimeCodecs::writeLocalTime, TimeCodecs::readLocalTime);
        }
        for (LocalDateTime value : List.of(LocalDateTime.MIN, LocalDateTime.MAX, SOME)) {
            assertRoundTrip(value, TimeCodecs::writeLocalDateTime, TimeCodecs::readLocalDateTime);
        }
    }

    @Test
    void valuesWithOffset_upToTheirExtremes_areRead() {
        for (ZoneOffset value : List.of(ZoneOffset.UTC, ZoneOffset.MIN, ZoneOffset.MAX)) {
            assertRoundTrip(value, TimeCodecs::writeZoneOffset, TimeCodecs::readZoneOffset);
        }
        for (OffsetDateTime value : List.of(OffsetDateTime.MIN, OffsetDateTime.MAX, SOME.atOffset(ZoneOffset.UTC))) {
            assertRoundTrip(value, TimeCodecs::writeOffsetDateTime, TimeCodecs::readOffsetDateTime);
        }
        for (OffsetTime value : List.of(OffsetTime.MIN, OffsetTime.MAX)) {
            assertRoundTrip(value, TimeCodecs::writeOffsetTime, TimeCodecs::readOffsetTime);
        }
    }

    @Test
    void zones_ofAllKinds_areRead() {
        for (String id :
                List.of("Z", "+01:00", "UTC", "UTC+01:00", "Europe/Berlin", "America/Argentina/Buenos_Aires")) {
            ZoneId zone = ZoneId.of(id);
            assertRoundTrip(zone, TimeCodecs::writeZoneId, TimeCodecs::readZoneId);
            assertRoundTrip(SOME.atZone(zone), TimeCodecs::writeZonedDateTime, TimeCodecs::readZonedDateTime);
        }
    }

    @Test
    void zonedDateTime_inTheHourThatComesTwice_keepsItsOffset() {
        LocalDateTime twice = LocalDateTime.of(2026, 10, 25, 2, 30);
        ZonedDateTime first = twice.atZone(ZoneId.of("Europe/Berlin"));
        for (ZonedDateTime value : List.of(first, first.withLaterOffsetAtOverlap())) {
            assertRoundTrip(value, TimeCodecs::writeZonedDateTime, TimeCodecs::readZonedDateTime);
        }
    }

    @Test
    void zonedDateTime_withOffsetThatTheZoneDoesNotHave_keepsTheInstant() {
        byte[] body = write(out -> {
            TimeCodecs.writeLocalDateTime(out, SOME);
            TimeCodecs.writeZoneOffset(out, ZoneOffset.UTC);
            TimeCodecs.writeZoneId(out, ZoneId.of("Europe/Berlin"));
        });
        assertThat(Bodies.read(TimeCodecs::readZonedDateTime, body).toInstant())
                .isEqualTo(SOME.toInstant(ZoneOffset.UTC));
    }

    @Test
    void partsOfDates_upToTheirExtremes_areRead() {
        for (Period value :
                List.of(Period.ZERO, Period.of(Integer.MIN_VALUE, Integer.MAX_VALUE, -1), Period.of(1, 2, 3))) {
            assertRoundTrip(value, TimeCodecs::writePeriod, TimeCodecs::readPeriod);
        }
        for (int year : List.of(Year.MIN_VALUE, 0, 2026, Year.MAX_VALUE)) {
            assertRoundTrip(Year.of(year), TimeCodecs::writeYear, TimeCodecs::readYear);
            assertRoundTrip(YearMonth.of(year, 12), TimeCodecs::writeYearMonth, TimeCodecs::readYearMonth);
        }
        assertRoundTrip(MonthDay.of(2, 29), TimeCodecs::writeMonthDay, TimeCodecs::readMonthDay);
    }

    @Test
    void fields_thatMakeNoDate_areRefused() {
        for (long date : List.of(
                2025L << 9 | 2 << 5 | 29,
                2025L << 9 | 1,
                2025L << 9 | 1 << 5,
                1_000_000_000L << 9 | 1 << 5 | 1,
                1L << 62)) {
            assertRefused(TimeCodecs::readLocalDate, write(out -> packed(out, date)));
        }
        assertRefused(TimeCodecs::readYearMonth, write(out -> ints(out, 2025, 13)));
        assertRefused(TimeCodecs::readMonthDay, write(out -> date(out, 4, 31, 0)));
        assertRefused(TimeCodecs::readYear, write(out -> ints(out, Year.MAX_VALUE + 1)));
        assertRefused(TimeCodecs::readZoneOffset, write(out -> ints(out, 18 * 3600 + 1)));
        for (long time : List.of(24L << 12, 60L << 6, 60L, 1_000_000_000L << 17, 1L << 60, -1L)) {
            assertRefused(TimeCodecs::readLocalTime, write(out -> packed(out, time)));
        }
    }

    @Test
    void secondsAndNanos_outOfRange_areRefused() {
        Function<RpcInput, ?> instant = TimeCodecs::readInstant;
        assertRefused(instant, write(out -> seconds(out, Instant.MAX.getEpochSecond() + 1, 0)));
        assertRefused(instant, write(out -> seconds(out, Long.MIN_VALUE, 0)));
        assertRefused(instant, write(out -> seconds(out, 0, 1_000_000_000)));
        assertRefused(instant, write(out -> seconds(out, 0, -1)));
        assertRefused(TimeCodecs::readDuration, write(out -> seconds(out, Long.MAX_VALUE, 1_000_000_000)));
    }

    @Test
    void zone_thatDoesNotExist_isRefused() {
        for (String id : List.of("", "Nowhere/Atlantis", "+99:00", "x".repeat(10_000))) {
            assertThat(assertRefused(TimeCodecs::readZoneId, write(out -> out.putText(id))))
                    .hasSizeLessThan(200);
        }
    }

    private static void date(RpcOutput out, int year, int month, int day) {
        out.reserve(7);
        out.putInt(year);
        out.putByte(month);
        out.putByte(day);
    }

    private static void packed(RpcOutput out, long value) {
        out.reserve(RpcOutput.MAX_LONG);
        out.putLong(value);
    }

    private static void ints(RpcOutput out, int... values) {
        for (int value : values) {
            out.reserve(RpcOutput.MAX_INT);
            out.putInt(value);
        }
    }

    private static void seconds(RpcOutput out, long seconds, int nanos) {
        out.reserve(RpcOutput.MAX_LONG + RpcOutput.MAX_INT);
        out.putLong(seconds);
        out.putUnsigned(nanos);
    }
}
