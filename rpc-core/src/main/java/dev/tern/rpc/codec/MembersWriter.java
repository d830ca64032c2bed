package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Form;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.RpcOutput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes what a struct, arguments or a result are made of, from an array by slot: null bits, primitives, references that are there. */
final class MembersWriter {

    private final int[] slots; // in the order of the wire
    private final ValueWriter[] writers; // the same
    private final int primitives;
    private final int nullBytes;

    /** A writer whose parts are still to be {@linkplain #part set}: types can contain themselves. */
    MembersWriter(Plan own) {
        slots = new int[own.steps()];
        writers = new ValueWriter[own.steps()];
        int counted = 0;
        for (int step = 0; step < slots.length; step++) {
            slots[step] = own.slot(step);
            counted += Form.isNeverNull(own.type(step)) ? 1 : 0;
        }
        primitives = counted;
        nullBytes = (slots.length - primitives + 7) >>> 3;
    }

    void part(int step, ValueWriter writer) {
        writers[step] = writer;
    }

    /** How many values there are. */
    int size() {
        return slots.length;
    }

    void write(RpcOutput out, @Nullable Object[] values) {
        out.reserve(nullBytes);
        for (int i = 0; i < nullBytes; i++) {
            out.putByte(nullBits(values, primitives + 8 * i));
        }
        for (int step = 0; step < slots.length; step++) {
            Object value = values[slots[step]];
            if (value != null) {
                writers[step].write(out, value);
            } else if (step < primitives) {
                Objects.requireNonNull(value, "a primitive is null");
            }
        }
    }

    private int nullBits(@Nullable Object[] values, int from) {
        int bits = 0;
        int to = Math.min(from + 8, slots.length);
        for (int step = from; step < to; step++) {
            bits |= values[slots[step]] == null ? 0 : 1 << (step - from);
        }
        return bits;
    }
}
