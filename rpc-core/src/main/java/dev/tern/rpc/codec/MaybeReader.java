package dev.tern.rpc.codec;

import dev.tern.rpc.io.RpcInput;

/** Reads an optional. */
final class MaybeReader implements ValueReader {

    private final Target.Maybe maybe;
    private ValueReader content = UnsetReader.INSTANCE;

    /** A reader whose content is still to be {@linkplain #content set}: types can contain themselves. */
    MaybeReader(Target.Maybe maybe) {
        this.maybe = maybe;
    }

    void content(ValueReader reader) {
        content = reader;
    }

    @Override
    public Object read(RpcInput in) {
        return maybe.of(in.getBoolean() ? content.read(in) : null);
    }
}
