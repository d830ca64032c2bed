package dev.tern.rpc.connection; // the table is package-private there

import dev.tern.rpc.CallContext;
import dev.tern.rpc.benchmarks.parts.ExistUser;
import dev.tern.rpc.kernel.RpcCall;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The table of unanswered calls while their number stays the same: the call that has waited longest is taken out and put in again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PendingBenchmark {

    private static final int CAPACITY = 256; // as a connection begins with

    /** How many calls wait. */
    @Param({"1", "256", "10000"})
    public int outstanding = 1;

    private final PendingCalls pending = new PendingCalls(CAPACITY);
    private int[] ids = {};
    private int oldest;

    /** Fills the table. */
    @Setup
    public void prepare() {
        ids = new int[outstanding];
        for (int i = 0; i < outstanding; i++) {
            ids[i] = pending.put(ExistUser.call(CallContext.none()));
        }
    }

    /** An answer and the next request. */
    @Benchmark
    public int remove_put() {
        int at = oldest;
        oldest = at + 1 == ids.length ? 0 : at + 1;
        RpcCall call = Objects.requireNonNull(pending.remove(ids[at]));
        int id = pending.put(call);
        ids[at] = id;
        return id;
    }
}
