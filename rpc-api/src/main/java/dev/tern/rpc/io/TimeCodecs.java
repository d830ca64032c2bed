package dev.tern.rpc.io;

import java.time.DateTimeException;
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

/**
 * The codecs of {@code java.time}. Values are written as their fields; fields that make no date are a {@link DecodingException}.
 *
 * <pre>
 * Instant, Duration   seconds (long), nanos (unsigned)
 * LocalDate           year &lt;&lt; 9 | month &lt;&lt; 5 | day (long)
 * LocalTime           nano &lt;&lt; 17 | hour &lt;&lt; 12 | minute &lt;&lt; 6 | second (long)
 * ZoneOffset          total seconds (int)
 * ZoneId              its id (text)
 * ZonedDateTime       date, time, offset, zone
 * Period              years, months, days (int)
 * </pre>
 */
public final class TimeCodecs {

    private static final int MAX_DATE = RpcOutput.MAX_LONG;
    private static final int MAX_TIME = RpcOutput.MAX_LONG;
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private TimeCodecs() {}

    /** Writes an instant. */
    public static void writeInstant(RpcOutput out, Instant value) {
        putSeconds(out, value.getEpochSecond(), value.getNano());
    }

    /** Reads an instant. */
    public static Instant readInstant(RpcInput in) {
        long seconds = in.getLong();
        int nanos = nanos(in);
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            throw new DecodingException(
                    "Instant: " + seconds + " s (expected: between " + Instant.MIN + " and " + Instant.MAX + ")");
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    /** Writes a duration. */
    public static void writeDuration(RpcOutput out, Duration value) {
        putSeconds(out, value.getSeconds(), value.getNano());
    }

    /** Reads a duration. */
    public static Duration readDuration(RpcInput in) {
        long seconds = in.getLong();
        return Duration.ofSeconds(seconds, nanos(in));
    }

    /** Writes a date. */
    public static void writeLocalDate(RpcOutput out, LocalDate value) {
        out.reserve(MAX_DATE);
        putDate(out, value);
    }

    /** Reads a date. */
    public static LocalDate readLocalDate(RpcInput in) {
        long packed = in.getLong();
        long year = packed >> 9;
        int month = ((int) packed >> 5) & 0xf;
        int day = (int) packed & 0x1f;
        try {
            return LocalDate.of(Math.toIntExact(year), month, day);
        } catch (DateTimeException | ArithmeticException e) {
            throw invalid("LocalDate", year + "-" + month + "-" + day);
        }
    }

    /** Writes a time of day. */
    public static void writeLocalTime(RpcOutput out, LocalTime value) {
        out.reserve(MAX_TIME);
        putTime(out, value);
    }

    /** Reads a time of day. */
    public static LocalTime readLocalTime(RpcInput in) {
        long packed = in.getLong();
        long nano = packed >> 17;
        int hour = ((int) packed >> 12) & 0x1f;
        int minute = ((int) packed >> 6) & 0x3f;
        int second = (int) packed & 0x3f;
        try {
            return LocalTime.of(hour, minute, second, Math.toIntExact(nano));
        } catch (DateTimeException | ArithmeticException e) {
            throw invalid("LocalTime", hour + ":" + minute + ":" + second + " and " + nano + " ns");
        }
    }

    /** Writes a date and time. */
    public static void writeLocalDateTime(RpcOutput out, LocalDateTime value) {
        out.reserve(MAX_DATE + MAX_TIME);
        putDate(out, value.toLocalDate());
        putTime(out, value.toLocalTime());
    }

    /** Reads a date and time. */
    public static LocalDateTime readLocalDateTime(RpcInput in) {
        LocalDate date = readLocalDate(in);
        return LocalDateTime.of(date, readLocalTime(in));
    }

    /** Writes an offset. */
    public static void writeZoneOffset(RpcOutput out, ZoneOffset value) {
        out.reserve(RpcOutput.MAX_INT);
        out.putInt(value.getTotalSeconds());
    }

    /** Reads an offset. */
    public static ZoneOffset readZoneOffset(RpcInput in) {
        int seconds = in.getInt();
        try {
            return ZoneOffset.ofTotalSeconds(seconds);
        } catch (DateTimeException e) {
            throw invalid("ZoneOffset", seconds + " s");
        }
    }

    /** Writes a time zone. */
    public static void writeZoneId(RpcOutput out, ZoneId value) {
        out.putText(value.getId());
    }

    /** Reads a time zone. */
    public static ZoneId readZoneId(RpcInput in) {
        String id = in.getText();
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw invalid("ZoneId", id.length() <= 64 ? "'" + id + "'" : id.length() + " characters");
        }
    }

    /** Writes a date and time with an offset. */
    public static void writeOffsetDateTime(RpcOutput out, OffsetDateTime value) {
        writeLocalDateTime(out, value.toLocalDateTime());
        writeZoneOffset(out, value.getOffset());
    }

    /** Reads a date and time with an offset. */
    public static OffsetDateTime readOffsetDateTime(RpcInput in) {
        LocalDateTime dateTime = readLocalDateTime(in);
        return OffsetDateTime.of(dateTime, readZoneOffset(in));
    }

    /** Writes a time of day with an offset. */
    public static void writeOffsetTime(RpcOutput out, OffsetTime value) {
        writeLocalTime(out, value.toLocalTime());
        writeZoneOffset(out, value.getOffset());
    }

    /** Reads a time of day with an offset. */
    public static OffsetTime readOffsetTime(RpcInput in) {
        LocalTime time = readLocalTime(in);
        return OffsetTime.of(time, readZoneOffset(in));
    }

    /** Writes a date and time in a zone. */
    public static void writeZonedDateTime(RpcOutput out, ZonedDateTime value) {
        writeLocalDateTime(out, value.toLocalDateTime());
        writeZoneOffset(out, value.getOffset());
        writeZoneId(out, value.getZone());
    }

    /** Reads a date and time in a zone. The instant is kept if this side's rules for the zone are others than the writer's. */
    public static ZonedDateTime readZonedDateTime(RpcInput in) {
        LocalDateTime dateTime = readLocalDateTime(in);
        ZoneOffset offset = readZoneOffset(in);
        ZoneId zone = readZoneId(in);
        try {
            return ZonedDateTime.ofInstant(dateTime, offset, zone);
        } catch (DateTimeException e) {
            throw invalid("ZonedDateTime", dateTime + " " + offset + " " + zone);
        }
    }

    /** Writes a period. */
    public static void writePeriod(RpcOutput out, Period value) {
        out.reserve(3 * RpcOutput.MAX_INT);
        out.putInt(value.getYears());
        out.putInt(value.getMonths());
        out.putInt(value.getDays());
    }

    /** Reads a period. */
    public static Period readPeriod(RpcInput in) {
        int years = in.getInt();
        int months = in.getInt();
        return Period.of(years, months, in.getInt());
    }

    /** Writes a year. */
    public static void writeYear(RpcOutput out, Year value) {
        out.reserve(RpcOutput.MAX_INT);
        out.putInt(value.getValue());
    }

    /** Reads a year. */
    public static Year readYear(RpcInput in) {
        int year = in.getInt();
        try {
            return Year.of(year);
        } catch (DateTimeException e) {
            throw invalid("Year", year);
        }
    }

    /** Writes a month of a year. */
    public static void writeYearMonth(RpcOutput out, YearMonth value) {
        out.reserve(RpcOutput.MAX_INT + 1);
        out.putInt(value.getYear());
        out.putByte(value.getMonthValue());
    }

    /** Reads a month of a year. */
    public static YearMonth readYearMonth(RpcInput in) {
        int year = in.getInt();
        int month = in.getByte();
        try {
            return YearMonth.of(year, month);
        } catch (DateTimeException e) {
            throw invalid("YearMonth", year + "-" + month);
        }
    }

    /** Writes a day of a month. */
    public static void writeMonthDay(RpcOutput out, MonthDay value) {
        out.reserve(2);
        out.putByte(value.getMonthValue());
        out.putByte(value.getDayOfMonth());
    }

    /** Reads a day of a month. */
    public static MonthDay readMonthDay(RpcInput in) {
        int month = in.getByte();
        int day = in.getByte();
        try {
            return MonthDay.of(month, day);
        } catch (DateTimeException e) {
            throw invalid("MonthDay", month + "-" + day);
        }
    }

    private static void putSeconds(RpcOutput out, long seconds, int nanos) {
        out.reserve(RpcOutput.MAX_LONG + RpcOutput.MAX_INT);
        out.putLong(seconds);
        out.putUnsigned(nanos);
    }

    private static void putDate(RpcOutput out, LocalDate value) {
        out.putLong(((long) value.getYear() << 9) | (value.getMonthValue() << 5) | value.getDayOfMonth());
    }

    private static void putTime(RpcOutput out, LocalTime value) {
        out.putLong(((long) value.getNano() << 17)
                | (value.getHour() << 12)
                | (value.getMinute() << 6)
                | value.getSecond());
    }

    private static int nanos(RpcInput in) {
        int nanos = in.getUnsigned();
        if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
            throw new DecodingException("nanos: " + Integer.toUnsignedString(nanos) + " (expected: 0 to 999999999)");
        }
        return nanos;
    }

    private static DecodingException invalid(String type, Object found) {
        return new DecodingException(type + ": " + found + " (expected: one that exists)");
    }
}
