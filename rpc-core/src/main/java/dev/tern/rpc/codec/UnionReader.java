package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.RpcInput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a value of one of several types. */
final class UnionReader implements ValueReader {

    private final Plan plan;
    private final Target.Subtypes subtypes;
    private final @Nullable ValueReader[]
            readers; // by the writer's subtypes; null for those that the reader does not have

    /** A reader whose subtypes are still to be {@linkplain #subtype set}: types can contain themselves. */
    UnionReader(Plan plan, Target.Subtypes subtypes) {
        this.plan = plan;
        this.subtypes = subtypes;
        this.readers = new ValueReader[plan.steps()];
    }

    void subtype(int step, ValueReader reader) {
        readers[step] = reader;
    }

    @Override
    public Object read(RpcInput in) {
        int step = plan.subtype(in);
        return subtypes.make(
                plan.slot(step), Objects.requireNonNull(readers[step]).read(in));
    }
}
