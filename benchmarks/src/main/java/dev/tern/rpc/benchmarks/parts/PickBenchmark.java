package dev.tern.rpc.benchmarks.parts;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.cluster.EndpointLink;
import dev.tern.rpc.cluster.Endpoints;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RpcCall;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The choice of an endpoint among many that are ready, {@code endpoints -> slots with breakers -> the link of the one that was picked}, which ends the call. So an operation is a pick, a
 * permit, a verdict and its way back to breaker, latency and outlier detection.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PickBenchmark {

    private static final int FIRST_PORT = 10_000;

    /** How many endpoints there are. */
    @Param({"3", "100", "10000"})
    public int ready = 1;

    /** By which strategy. */
    @Param({"powerOfTwo", "roundRobin", "weightedRandom", "leastActive", "consistentHash"})
    public String strategy = "powerOfTwo";

    private final RpcCall reused = ExistUser.call(CallContext.none());
    private Invoker invoker = call -> {};

    /** Lists the instances. */
    @Setup
    public void prepare() {
        List<Instance> instances = IntStream.range(0, ready)
                .mapToObj(i -> Instance.of("instance-" + i, "users", "127.0.0.1:" + (FIRST_PORT + i), List.of()))
                .toList();
        invoker = endpoints(instances, call -> call.complete(Boolean.TRUE));
    }

    private Invoker endpoints(List<Instance> instances, Invoker last) {
        Endpoints endpoints = new Endpoints(
                ExistUser.SERVICE,
                "",
                "",
                (peer, changed) -> new ReadyLink(peer, last),
                TimeAndChance.ofSystem((task, delay) -> {}), // nothing is due
                new PolicyListener() {});
        endpoints.found(instances);
        return endpoints.invoker(ExistUser.METHOD.withPolicy(MethodPolicy.STANDARD
                .onMethod("loadBalance = " + strategy, "circuitBreaker.enabled = true")
                .withHashKey(0)));
    }

    /** One call serves for all operations, so what is counted is all but the call object. */
    @Benchmark
    public void pick() {
        invoker.invoke(reused);
    }

    /** A new call that its link completes at once. */
    @Benchmark
    public RpcCall call() {
        RpcCall call = ExistUser.call(CallContext.none());
        invoker.invoke(call);
        return call;
    }

    /** A link that is always ready, with a load that depends on its address. */
    private record ReadyLink(CallInfo.Peer peer, Invoker last, int outstanding) implements EndpointLink {

        private static final int LOADS = 7;

        ReadyLink(CallInfo.Peer peer, Invoker last) {
            this(peer, last, Math.floorMod(peer.hashCode(), LOADS));
        }

        @Override
        public State state() {
            return State.READY;
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
