package dev.tern.rpc.codec;

import dev.tern.rpc.io.RpcOutput;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a map. */
final class EntriesWriter implements ValueWriter {

    private final Target.Entries entries;
    private ValueWriter key = UnsetWriter.INSTANCE;
    private ValueWriter content = UnsetWriter.INSTANCE;

    /** A writer whose parts are still to be {@linkplain #parts set}: types can contain themselves. */
    EntriesWriter(Target.Entries entries) {
        this.entries = entries;
    }

    void parts(ValueWriter keyWriter, ValueWriter contentWriter) {
        key = keyWriter;
        content = contentWriter;
    }

    @Override
    public void write(RpcOutput out, Object value) {
        int left = entries.size(value);
        boolean nulls = hasNulls(value);
        out.putElements(left, nulls);
        var all = entries.iterator(value);
        while (all.hasNext()) {
            left--;
            Map.Entry<? extends @Nullable Object, ? extends @Nullable Object> entry = all.next();
            write(out, nulls, key, entry.getKey());
            write(out, nulls, content, entry.getValue());
        }
        out.endElements(left);
    }

    private static void write(RpcOutput out, boolean nulls, ValueWriter writer, @Nullable Object value) {
        if (!nulls) {
            writer.write(out, Objects.requireNonNull(value));
        } else if (out.putPresence(value) && value != null) {
            writer.write(out, value);
        }
    }

    private boolean hasNulls(Object value) {
        Iterator<? extends Map.Entry<? extends @Nullable Object, ? extends @Nullable Object>> all =
                entries.iterator(value);
        while (all.hasNext()) {
            Map.Entry<? extends @Nullable Object, ? extends @Nullable Object> entry = all.next();
            if (entry.getKey() == null || entry.getValue() == null) {
                return true;
            }
        }
        return false;
    }
}
