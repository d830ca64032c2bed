package dev.tern.rpc.codec;

import dev.tern.rpc.io.RpcInput;

/** A node of an interpreter: reads a value that is there. */
@FunctionalInterface
interface ValueReader {

    /** Reads one value; throws {@link dev.tern.rpc.io.DecodingException} if the bytes are not one. */
    Object read(RpcInput in);
}
