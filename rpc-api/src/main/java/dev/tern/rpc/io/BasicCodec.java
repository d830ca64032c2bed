package dev.tern.rpc.io;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
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
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The codec of a type that Tern itself knows, for readers and writers that follow a contract instead of generated code.
 *
 * @param type the Java type of the values
 */
public record BasicCodec<T>(Class<T> type, BiConsumer<RpcOutput, T> writer, Function<RpcInput, T> reader) {

    /** Those that can have many values of one hash code and no order that a hash table can use: they are not {@code Comparable} to themselves. */
    private static final Set<String> UNORDERED = Set.of(
            LocalDateTime.class.getName(),
            ZonedDateTime.class.getName(),
            Period.class.getName(),
            OptionalLong.class.getName(),
            OptionalDouble.class.getName(),
            ByteBuffer.class.getName());

    private static final Map<String, BasicCodec<?>> BY_NAME = new HashMap<>();

    static {
        add("byte[]", byte[].class, RpcOutput::putBytes, RpcInput::getBytes);
        add(String.class, RpcOutput::putText, RpcInput::getText);
        add(BigInteger.class, NumberCodecs::writeBigInteger, NumberCodecs::readBigInteger);
        add(BigDecimal.class, NumberCodecs::writeBigDecimal, NumberCodecs::readBigDecimal);
        add(UUID.class, NumberCodecs::writeUUID, NumberCodecs::readUUID);
        add(OptionalInt.class, NumberCodecs::writeOptionalInt, NumberCodecs::readOptionalInt);
        add(OptionalLong.class, NumberCodecs::writeOptionalLong, NumberCodecs::readOptionalLong);
        add(OptionalDouble.class, NumberCodecs::writeOptionalDouble, NumberCodecs::readOptionalDouble);
        add(URI.class, NetCodecs::writeURI, NetCodecs::readURI);
        add(ByteBuffer.class, NetCodecs::writeByteBuffer, NetCodecs::readByteBuffer);
        add(Instant.class, TimeCodecs::writeInstant, TimeCodecs::readInstant);
        add(Duration.class, TimeCodecs::writeDuration, TimeCodecs::readDuration);
        add(LocalDate.class, TimeCodecs::writeLocalDate, TimeCodecs::readLocalDate);
        add(LocalTime.class, TimeCodecs::writeLocalTime, TimeCodecs::readLocalTime);
        add(LocalDateTime.class, TimeCodecs::writeLocalDateTime, TimeCodecs::readLocalDateTime);
        add(ZoneOffset.class, TimeCodecs::writeZoneOffset, TimeCodecs::readZoneOffset);
        add(ZoneId.class, TimeCodecs::writeZoneId, TimeCodecs::readZoneId);
        add(OffsetDateTime.class, TimeCodecs::writeOffsetDateTime, TimeCodecs::readOffsetDateTime);
        add(OffsetTime.class, TimeCodecs::writeOffsetTime, TimeCodecs::readOffsetTime);
        add(ZonedDateTime.class, TimeCodecs::writeZonedDateTime, TimeCodecs::readZonedDateTime);
        add(Period.class, TimeCodecs::writePeriod, TimeCodecs::readPeriod);
        add(Year.class, TimeCodecs::writeYear, TimeCodecs::readYear);
        add(YearMonth.class, TimeCodecs::writeYearMonth, TimeCodecs::readYearMonth);
        add(MonthDay.class, TimeCodecs::writeMonthDay, TimeCodecs::readMonthDay);
    }

    /** The codec of a type by its name in contracts; null if there is none. Primitives and their boxes are not here. */
    public static @Nullable BasicCodec<?> of(String name) {
        return BY_NAME.get(name);
    }

    /** Whether a sender can choose values of this type, by its name in contracts, for which a hash table takes long: they need a {@link HashGuard}. */
    public static boolean canCollide(String name) {
        return UNORDERED.contains(name);
    }

    /** Writes a value that is known to be of the type. */
    public void write(RpcOutput out, Object value) {
        writer.accept(out, type.cast(value));
    }

    /** Reads a value. */
    public T read(RpcInput in) {
        return reader.apply(in);
    }

    private static <T> void add(Class<T> type, BiConsumer<RpcOutput, T> writer, Function<RpcInput, T> reader) {
        add(type.getName(), type, writer, reader);
    }

    private static <T> void add(
            String name, Class<T> type, BiConsumer<RpcOutput, T> writer, Function<RpcInput, T> reader) {
        BY_NAME.put(name, new BasicCodec<>(type, writer, reader));
    }
}
