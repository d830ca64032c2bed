package dev.tern.rpc.codec;

import dev.tern.rpc.io.HashGuard;
import dev.tern.rpc.io.RpcInput;
import org.jspecify.annotations.Nullable;

/** Reads a map. */
final class EntriesReader implements ValueReader {

    private final Target.Entries entries;
    private final boolean isHashed;
    private ValueReader key = UnsetReader.INSTANCE;
    private ValueReader content = UnsetReader.INSTANCE;

    /**
     * A reader whose parts are still to be {@linkplain #parts set}: types can contain themselves.
     *
     * @param isHashed whether keys can be made to collide
     */
    EntriesReader(Target.Entries entries, boolean isHashed) {
        this.entries = entries;
        this.isHashed = isHashed;
    }

    void parts(ValueReader keyReader, ValueReader contentReader) {
        key = keyReader;
        content = contentReader;
    }

    @Override
    public Object read(RpcInput in) {
        int header = in.elements(2);
        int count = header >>> 1;
        boolean nulls = (header & 1) != 0;
        Object value = entries.begin(count);
        HashGuard guard = isHashed ? in.hashGuard(count) : null;
        for (int i = 0; i < count; i++) {
            @Nullable Object readKey = !nulls || in.getBoolean() ? key.read(in) : null;
            if (guard != null) {
                guard.check(readKey);
            }
            entries.put(value, readKey, !nulls || in.getBoolean() ? content.read(in) : null);
        }
        return value;
    }
}
