package dev.tern.rpc.codec;

import dev.tern.rpc.io.RpcOutput;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a collection, or an array of references. */
final class SequenceWriter implements ValueWriter {

    private final Target.Sequence sequence;
    private ValueWriter element = UnsetWriter.INSTANCE;

    /** A writer whose element is still to be {@linkplain #element set}: types can contain themselves. */
    SequenceWriter(Target.Sequence sequence) {
        this.sequence = sequence;
    }

    void element(ValueWriter writer) {
        element = writer;
    }

    @Override
    public void write(RpcOutput out, Object value) {
        Collection<? extends @Nullable Object> elements = sequence.elements(value);
        int left = elements.size();
        boolean nulls = false;
        for (Object each : elements) {
            nulls |= each == null;
        }
        out.putElements(left, nulls);
        for (Object each : elements) {
            left--;
            if (!nulls) {
                element.write(out, Objects.requireNonNull(each));
            } else if (out.putPresence(each) && each != null) {
                element.write(out, each);
            }
        }
        out.endElements(left);
    }
}
