package dev.tern.rpc.codec.types;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import dev.tern.rpc.RpcAlias;
import dev.tern.rpc.RpcDefault;
import dev.tern.rpc.RpcSerializer;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.RpcUnknown;
import dev.tern.rpc.Sensitive;
import java.time.LocalDate;
import java.util.List;

/** What annotations say, and types of the package alone. */
@RpcService
public interface Marked {

    @RpcAlias({"take", "fetch(Item)"})
    Item item(Item value, @RpcDefault("7") int count, @Sensitive String password);

    Point point(Point value, List<Point> more);

    @RpcSerializer(WholeNumber.class)
    Number number(@RpcSerializer(WholeNumber.class) Number value);

    Hidden hidden(Hidden value);

    record Item(
            @RpcAlias("title") String name,
            @RpcDefault("2026-11-22") LocalDate day,
            @RpcDefault("LOW") Level level,
            @Sensitive @RpcDefault("x") char secret,
            @RpcSerializer(WholeNumber.class) Number number) {}

    enum Level {
        @RpcAlias("SMALL")
        LOW,
        @RpcUnknown
        OTHER
    }

    @RpcSerializer(PointSerializer.class)
    final class Point {

        private final int x;

        public Point(int x) {
            this.x = x;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Point point && point.x == x;
        }

        @Override
        public int hashCode() {
            return x;
        }
    }

    /** Reads what no accessor tells. */
    final class PointSerializer extends Serializer<Point> {
        @Override
        public void write(Kryo kryo, Output output, Point point) {
            output.writeInt(point.x);
        }

        @Override
        public Point read(Kryo kryo, Input input, Class<? extends Point> type) {
            return new Point(input.readInt());
        }
    }

    /** For integers of any type. */
    final class WholeNumber extends Serializer<Number> {
        @Override
        public void write(Kryo kryo, Output output, Number number) {
            output.writeLong(number.longValue());
        }

        @Override
        public Number read(Kryo kryo, Input input, Class<? extends Number> type) {
            return input.readLong();
        }
    }
}
