package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what a struct, arguments or a result are made of, into an array by slot. */
final class MembersReader {

    private final Plan plan;
    private final @Nullable ValueReader[] readers; // by step; null where the value is skipped
    private final @Nullable Object[] initial; // by slot: what is there if no value arrives
    private final @Nullable Supplier<?>[]
            made; // by slot: the same for what can be changed later, so that each has its own

    /** A reader whose steps are still to be {@linkplain #step set}: types can contain themselves. */
    MembersReader(Plan plan, @Nullable Supplier<?>[] absent) {
        this.plan = plan;
        this.readers = new ValueReader[plan.steps()];
        this.initial = new Object[absent.length];
        this.made = new Supplier<?>[absent.length];
        for (int slot = 0; slot < absent.length; slot++) {
            Supplier<?> value = absent[slot];
            if (value instanceof AbsentValue.Constant constant) {
                initial[slot] = constant.value();
            } else {
                made[slot] = value;
            }
        }
    }

    void step(int step, ValueReader reader) {
        readers[step] = reader;
    }

    @Nullable
    Object[] read(RpcInput in) {
        @Nullable Object[] values = initial.clone();
        for (int slot = 0; slot < made.length; slot++) {
            Supplier<?> value = made[slot];
            if (value != null) {
                values[slot] = value.get();
            }
        }
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < readers.length; step++) {
                int slot = plan.next(in, nulls, step);
                if (slot != Plan.NONE) {
                    values[slot] = Objects.requireNonNull(readers[step]).read(in);
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        return values;
    }
}
