package dev.tern.rpc.codec;

import dev.tern.rpc.io.RpcOutput;

/** Writes an optional. */
final class MaybeWriter implements ValueWriter {

    private final Target.Maybe maybe;
    private ValueWriter content = UnsetWriter.INSTANCE;

    /** A writer whose content is still to be {@linkplain #content set}: types can contain themselves. */
    MaybeWriter(Target.Maybe maybe) {
        this.maybe = maybe;
    }

    void content(ValueWriter writer) {
        content = writer;
    }

    @Override
    public void write(RpcOutput out, Object value) {
        Object held = maybe.content(value);
        if (out.putPresence(held) && held != null) {
            content.write(out, held);
        }
    }
}
