package dev.tern.rpc.codec;

import dev.tern.rpc.io.HashGuard;
import dev.tern.rpc.io.RpcInput;
import org.jspecify.annotations.Nullable;

/** Reads a collection, or an array of references. */
final class SequenceReader implements ValueReader {

    private final Target.Sequence sequence;
    private final boolean isHashed;
    private ValueReader element = UnsetReader.INSTANCE;

    /**
     * A reader whose element is still to be {@linkplain #element set}: types can contain themselves.
     *
     * @param isHashed whether elements can be made to collide
     */
    SequenceReader(Target.Sequence sequence, boolean isHashed) {
        this.sequence = sequence;
        this.isHashed = isHashed;
    }

    void element(ValueReader reader) {
        element = reader;
    }

    @Override
    public Object read(RpcInput in) {
        int header = in.elements(1);
        int count = header >>> 1;
        boolean nulls = (header & 1) != 0;
        Object value = sequence.begin(count, nulls);
        HashGuard guard = isHashed ? in.hashGuard(count) : null;
        for (int i = 0; i < count; i++) {
            @Nullable Object read = !nulls || in.getBoolean() ? element.read(in) : null;
            if (guard != null) {
                guard.check(read);
            }
            sequence.add(value, i, read);
        }
        return value;
    }
}
