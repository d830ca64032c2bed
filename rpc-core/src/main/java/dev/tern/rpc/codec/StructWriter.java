package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.RpcOutput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a struct. */
final class StructWriter implements ValueWriter {

    private final MembersWriter members;
    private final Target.Struct struct;
    private final boolean isRecursive;

    StructWriter(Plan own, MembersWriter members, Target.Struct struct) {
        this.members = members;
        this.struct = struct;
        this.isRecursive = own.isRecursive();
    }

    @Override
    public void write(RpcOutput out, Object value) {
        if (isRecursive) {
            out.enter();
        }
        @Nullable Object[] values = new Object[members.size()];
        struct.take(value, values);
        if (values.length == 0) {
            Objects.requireNonNull(value); // there is no property to fail at a null
            out.putEmpty();
        }
        members.write(out, values);
        if (isRecursive) {
            out.exit();
        }
    }
}
