package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.RpcOutput;

/** Writes a value of one of several types. */
final class UnionWriter implements ValueWriter {

    private final Target.Subtypes subtypes;
    private final ValueWriter[] writers;

    /** A writer whose subtypes are still to be {@linkplain #subtype set}: types can contain themselves. */
    UnionWriter(Plan own, Target.Subtypes subtypes) {
        this.subtypes = subtypes;
        this.writers = new ValueWriter[own.steps()];
    }

    void subtype(int rank, ValueWriter writer) {
        writers[rank] = writer;
    }

    @Override
    public void write(RpcOutput out, Object value) {
        int rank = subtypes.subtype(value);
        out.reserve(RpcOutput.MAX_INT);
        out.putUnsigned(rank);
        writers[rank].write(out, subtypes.content(rank, value));
    }
}
