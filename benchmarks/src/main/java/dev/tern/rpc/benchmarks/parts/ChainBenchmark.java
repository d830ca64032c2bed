package dev.tern.rpc.benchmarks.parts;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.observe.TraceFilter;
import dev.tern.rpc.policy.DeadlineFilter;
import dev.tern.rpc.policy.MethodStates;
import dev.tern.rpc.policy.RetryFilter;
import dev.tern.rpc.policy.TimeAndChance;
import java.util.List;
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

/**
 * A client's filters, {@code trace -> deadline -> retry -> an invoker that completes the call at once}. Each operation needs a call of its own, so what the
 * filters cost is the difference to the same without them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ChainBenchmark {

    /** What the context of the caller holds. */
    @Param({"nothing", "trace"})
    public String context = "nothing";

    private final Invoker atOnce = call -> call.complete(Boolean.TRUE);
    private final TimeAndChance time = TimeAndChance.ofSystem((task, delay) -> task.run());
    private final Invoker chain = Filter.chain(
            List.of(
                    new TraceFilter(),
                    new DeadlineFilter(),
                    new RetryFilter(new MethodStates(time.nanoTime()), time, new PolicyListener() {})),
            ExistUser.METHOD,
            atOnce);
    private CallContext callers = CallContext.none();

    /** Makes the context. */
    @Setup
    public void prepare() {
        callers = context.equals("trace") ? CallContext.none().withNewTrace() : CallContext.none();
    }

    /** A call through the filters. */
    @Benchmark
    public RpcCall filters() {
        RpcCall call = ExistUser.call(callers);
        chain.invoke(call);
        return call;
    }

    /** A call without filters. */
    @Benchmark
    public RpcCall withoutFilters() {
        RpcCall call = ExistUser.call(callers);
        atOnce.invoke(call);
        return call;
    }
}
