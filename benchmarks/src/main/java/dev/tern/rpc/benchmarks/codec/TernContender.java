package dev.tern.rpc.benchmarks.codec;

import dev.tern.rpc.benchmarks.Page;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.BodyWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The generated codecs, called as the framework does: an output that is reset, an input that is refilled. */
final class TernContender extends Contender {

    private static final int LIMIT = 4 << 20;

    private final RpcOutput out = new RpcOutput(512, LIMIT);
    private final RpcInput in = new RpcInput(512, input -> {});
    private final BodyWriter<Object> writer;
    private final BodyReader<?> reader;
    private int length;

    @SuppressWarnings("unchecked")
    TernContender(Shape shape) {
        writer = (BodyWriter<Object>) writer(shape);
        reader = reader(shape);
    }

    private static BodyWriter<?> writer(Shape shape) {
        return switch (shape) {
            case RECORD -> (BodyWriter<Item>) CodecServiceCodecs::writeItemResult;
            case USER -> (BodyWriter<Person>) CodecServiceCodecs::writePersonResult;
            case PAGE -> (BodyWriter<Page<Person>>) CodecServiceCodecs::writePageOfPersonResult;
            case LONGS -> (BodyWriter<List<Long>>) CodecServiceCodecs::writeListOfLongResult;
            case TEXTS -> (BodyWriter<Map<String, String>>) CodecServiceCodecs::writeMapOfStringToStringResult;
        };
    }

    private static BodyReader<?> reader(Shape shape) {
        return switch (shape) {
            case RECORD -> CodecServiceCodecs::readItemResult;
            case USER -> CodecServiceCodecs::readPersonResult;
            case PAGE -> CodecServiceCodecs::readPageOfPersonResult;
            case LONGS -> CodecServiceCodecs::readListOfLongResult;
            case TEXTS -> CodecServiceCodecs::readMapOfStringToStringResult;
        };
    }

    @Override
    int encode(Object value) {
        out.reset(LIMIT);
        writer.write(out, value);
        out.end();
        return (int) out.size();
    }

    @Override
    byte[] encoded() {
        return Arrays.copyOf(out.array(), (int) out.size());
    }

    @Override
    void fill(byte[] bytes) {
        in.refill(bytes.length);
        System.arraycopy(bytes, 0, in.array(), 0, bytes.length);
        length = bytes.length;
    }

    @Override
    Object decode() {
        in.refill(length); // the bytes are still there
        Object value = reader.read(in);
        in.expectEnd();
        return value;
    }
}
