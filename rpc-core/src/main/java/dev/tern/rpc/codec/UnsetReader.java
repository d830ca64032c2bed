package dev.tern.rpc.codec;

import dev.tern.rpc.io.RpcInput;

/** Stands in a node until the node's parts are made. */
final class UnsetReader implements ValueReader {

    static final UnsetReader INSTANCE = new UnsetReader();

    private UnsetReader() {}

    @Override
    public Object read(RpcInput in) {
        throw new IllegalStateException("a part was never made");
    }
}
