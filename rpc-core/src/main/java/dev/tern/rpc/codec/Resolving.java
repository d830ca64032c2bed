package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.ResolvingReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads by plans. The nodes of a plan are made once, as long as not many other plans are in use. Thread-safe. */
final class Resolving<T extends @Nullable Object> implements ResolvingReader<T> {

    /** How many other versions there may be at a time; of more than that the nodes are made again and again. */
    private static final int MAX_PLANS = 16;

    private final Function<Plan, BodyReader<T>> readers;
    private volatile List<Bound<T>> known = List.of(); // the latest first; written under this

    Resolving(Function<Plan, BodyReader<T>> readers) {
        this.readers = readers;
    }

    private record Bound<T extends @Nullable Object>(Plan plan, BodyReader<T> reader) {}

    @Override
    public T read(RpcInput in, Plan plan) {
        return bind(plan).read(in);
    }

    @Override
    public BodyReader<T> bind(Plan plan) {
        BodyReader<T> reader = find(plan);
        return reader == null ? make(plan) : reader;
    }

    private @Nullable BodyReader<T> find(Plan plan) {
        for (Bound<T> bound : known) {
            if (bound.plan == plan) {
                return bound.reader;
            }
        }
        return null;
    }

    private synchronized BodyReader<T> make(Plan plan) {
        BodyReader<T> reader = find(plan);
        if (reader == null) {
            reader = readers.apply(plan);
            List<Bound<T>> all = new ArrayList<>(known.subList(0, Math.min(known.size(), MAX_PLANS - 1)));
            all.add(0, new Bound<>(plan, reader));
            known = List.copyOf(all);
        }
        return reader;
    }
}
