package dev.tern.rpc.codec;

import dev.tern.rpc.io.RpcOutput;

/** A node of an interpreter: writes a value that is there. */
@FunctionalInterface
interface ValueWriter {

    /** Writes one value and reserves room for it. */
    void write(RpcOutput out, Object value);
}
