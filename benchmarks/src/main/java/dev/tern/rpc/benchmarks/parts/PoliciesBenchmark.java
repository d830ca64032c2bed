package dev.tern.rpc.benchmarks.parts;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.cluster.EndpointLink;
import dev.tern.rpc.cluster.Endpoints;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.policy.BulkheadFilter;
import dev.tern.rpc.policy.DeadlineFilter;
import dev.tern.rpc.policy.FallbackFilter;
import dev.tern.rpc.policy.HedgeFilter;
import dev.tern.rpc.policy.MethodStates;
import dev.tern.rpc.policy.RateLimitFilter;
import dev.tern.rpc.policy.RetryFilter;
import dev.tern.rpc.policy.TimeAndChance;
import dev.tern.rpc.registry.Instance;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What all policies together cost a call that succeeds at once: {@code deadline -> fallback -> retry -> bulkhead -> rate limit -> pick of three by load -> breaker and outlier detection -> a link that
 * completes the call}, beside the same call given to the link's invoker. The difference is theirs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PoliciesBenchmark {

    private static final MethodPolicy EVERYTHING = MethodPolicy.STANDARD
            .asIdempotent()
            .onMethod(
                    "deadline = 1s",
                    "retry.maxAttempts = 3",
                    "circuitBreaker.slowCallDuration = 100ms",
                    "bulkhead.maxConcurrent = 1000",
                    "rateLimit.permits = 1000000000");

    private final Invoker atOnce = call -> call.complete(Boolean.TRUE);
    private final Invoker usual = chain(MethodPolicy.STANDARD.asIdempotent());
    private final Invoker guarded =
            chain(MethodPolicy.STANDARD.asIdempotent().onMethod("circuitBreaker.enabled = true"));
    private final Invoker everything = chain(EVERYTHING);

    private Invoker chain(MethodPolicy policy) {
        TimeAndChance time = TimeAndChance.ofSystem((task, delay) -> {}); // nothing is due
        PolicyListener nobody = PolicyListener.all(List.of());
        MethodStates states = new MethodStates(time.nanoTime());
        MethodDescriptor method = ExistUser.METHOD.withPolicy(policy);
        Endpoints endpoints =
                new Endpoints(ExistUser.SERVICE, "", "", (peer, changed) -> new ReadyLink(peer, atOnce), time, nobody);
        endpoints.found(IntStream.range(0, 3)
                .mapToObj(i -> Instance.of("users-" + i, "users", "127.0.0.1:" + (20_880 + i), List.of()))
                .toList());
        return Filter.chain(
                List.of(
                        new DeadlineFilter(),
                        new FallbackFilter(m -> policy == EVERYTHING ? arguments -> Boolean.FALSE : null, nobody),
                        new HedgeFilter(states, time, nobody),
                        new RetryFilter(states, time, nobody),
                        new BulkheadFilter(states, nobody),
                        new RateLimitFilter(states, nobody)),
                method,
                endpoints.invoker(method));
    }

    private static RpcCall run(Invoker chain) {
        RpcCall call = ExistUser.call(CallContext.none());
        chain.invoke(call);
        return call;
    }

    /** No chain: the call alone. */
    @Benchmark
    public RpcCall empty() {
        return run(atOnce);
    }

    /** What every idempotent method has: deadline, retry, pick, outlier detection. */
    @Benchmark
    public RpcCall usual() {
        return run(usual);
    }

    /** The same with circuit breakers. */
    @Benchmark
    public RpcCall guarded() {
        return run(guarded);
    }

    /** All of them. */
    @Benchmark
    public RpcCall everything() {
        return run(everything);
    }

    /** The clock, which policies read. */
    @Benchmark
    public long clock() {
        return System.nanoTime();
    }

    private record ReadyLink(CallInfo.Peer peer, Invoker last) implements EndpointLink {

        @Override
        public State state() {
            return State.READY;
        }

        @Override
        public int outstanding() {
            return 0;
        }

        @Override
        public String lastError() {
            return "";
        }

        @Override
        public Invoker invoker(MethodDescriptor method) {
            return last;
        }

        @Override
        public void release() {}
    }
}
