package dev.tern.rpc.codec;

import dev.tern.rpc.io.RpcOutput;

/** Stands in a node until the node's parts are made. */
final class UnsetWriter implements ValueWriter {

    static final UnsetWriter INSTANCE = new UnsetWriter();

    private UnsetWriter() {}

    @Override
    public void write(RpcOutput out, Object value) {
        throw new IllegalStateException("a part was never made");
    }
}
