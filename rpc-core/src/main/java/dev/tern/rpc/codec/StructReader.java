package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.RpcInput;

/** Reads a struct. */
final class StructReader implements ValueReader {

    private final MembersReader members;
    private final Target.Struct struct;
    private final boolean isRecursive;

    StructReader(Plan plan, MembersReader members, Target.Struct struct) {
        this.members = members;
        this.struct = struct;
        this.isRecursive = plan.isRecursive();
    }

    @Override
    public Object read(RpcInput in) {
        if (!isRecursive) {
            return struct.make(members.read(in));
        }
        in.enter();
        Object value = struct.make(members.read(in));
        in.exit();
        return value;
    }
}
