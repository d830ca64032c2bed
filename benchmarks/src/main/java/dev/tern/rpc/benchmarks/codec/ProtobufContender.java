package dev.tern.rpc.benchmarks.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.tern.rpc.benchmarks.Page;
import dev.tern.rpc.benchmarks.codec.proto.ItemMessage;
import dev.tern.rpc.benchmarks.codec.proto.LongsMessage;
import dev.tern.rpc.benchmarks.codec.proto.PageMessage;
import dev.tern.rpc.benchmarks.codec.proto.PersonMessage;
import dev.tern.rpc.benchmarks.codec.proto.TextsMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Protobuf's generated messages, with the mapping from and to the user's objects. */
final class ProtobufContender extends Contender {

    private final Function<Object, MessageLite> toMessage;
    private final Function<Object, Object> fromMessage;
    private final Parser<?> parser;
    private byte[] buffer = new byte[512];
    private int length;
    private byte[] bytes = {};

    @SuppressWarnings("unchecked")
    ProtobufContender(Shape shape) {
        switch (shape) {
            case RECORD -> {
                toMessage = value -> ProtobufMapping.toMessage((Item) value);
                fromMessage = message -> ProtobufMapping.fromMessage((ItemMessage) message);
                parser = ItemMessage.parser();
            }
            case USER -> {
                toMessage = value -> ProtobufMapping.toMessage((Person) value);
                fromMessage = message -> ProtobufMapping.fromMessage((PersonMessage) message);
                parser = PersonMessage.parser();
            }
            case PAGE -> {
                toMessage = value -> ProtobufMapping.toMessage((Page<Person>) value);
                fromMessage = message -> ProtobufMapping.fromMessage((PageMessage) message);
                parser = PageMessage.parser();
            }
            case LONGS -> {
                toMessage = value -> LongsMessage.newBuilder()
                        .addAllValues((List<Long>) value)
                        .build();
                fromMessage = message -> new ArrayList<>(((LongsMessage) message).getValuesList());
                parser = LongsMessage.parser();
            }
            case TEXTS -> {
                toMessage = value -> TextsMessage.newBuilder()
                        .putAllTexts((Map<String, String>) value)
                        .build();
                fromMessage = message -> new HashMap<>(((TextsMessage) message).getTextsMap());
                parser = TextsMessage.parser();
            }
            default -> throw new IllegalArgumentException(shape.name());
        }
    }

    @Override
    int encode(Object value) throws Exception {
        MessageLite message = toMessage.apply(value);
        length = message.getSerializedSize();
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        CodedOutputStream out = CodedOutputStream.newInstance(buffer, 0, length);
        message.writeTo(out);
        return length;
    }

    @Override
    byte[] encoded() {
        return Arrays.copyOf(buffer, length);
    }

    @Override
    void fill(byte[] newBytes) {
        bytes = newBytes;
    }

    @Override
    Object decode() throws Exception {
        return fromMessage.apply(parser.parseFrom(bytes));
    }
}
