package dev.tern.rpc.simulation;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.cluster.Breakers;
import dev.tern.rpc.cluster.Endpoints;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodHandler;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.policy.DeadlineFilter;
import dev.tern.rpc.policy.FallbackFilter;
import dev.tern.rpc.policy.HedgeFilter;
import dev.tern.rpc.policy.MethodStates;
import dev.tern.rpc.policy.RetryFilter;
import dev.tern.rpc.policy.TimeAndChance;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.support.TestCalls;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A consumer: the real policies and the real cluster, over simulated connections. */
final class SimulatedConsumer {

    private static final MethodHandler<Arguments> NONE = arguments -> null;

    private final World world;
    private final MethodDescriptor method;
    private final Invoker chain;
    private final Endpoints endpoints;

    /** One method with these settings, and providers whose addresses are their places in the list. */
    SimulatedConsumer(World world, long seed, List<SimulatedServer> servers, String... settings) {
        this(world, seed, servers, NONE, settings);
    }

    /** The same with what answers failed calls. */
    SimulatedConsumer(
            World world,
            long seed,
            List<SimulatedServer> servers,
            MethodHandler<Arguments> fallback,
            String... settings) {
        this.world = world;
        MethodPolicy policy = MethodPolicy.STANDARD.asIdempotent().onMethod(settings);
        method = MethodDescriptor.builder("shop.Stock", 0, "available()")
                .policy(policy)
                .result(RpcOutput::putText, RpcInput::getText, (in, plan) -> in.getText())
                .arguments(in -> TestCalls.NONE, (in, plan) -> TestCalls.NONE);
        ServiceDescriptor service = new ServiceDescriptor(
                "shop.Stock",
                "",
                "",
                1,
                () -> {
                    throw new AssertionError("both sides have the same");
                },
                List.of(method));
        TimeAndChance time = world.timeAndChance(seed);
        Map<String, SimulatedServer> byAddress = new HashMap<>(); // never iterated
        for (int i = 0; i < servers.size(); i++) {
            byAddress.put(address(i), servers.get(i));
        }
        PolicyListener nobody = new PolicyListener() {};
        endpoints = new Endpoints(
                service,
                "",
                "",
                (peer, changed) -> new SimulatedLink(world, peer, byAddress.get(peer.address())),
                time,
                nobody);
        Invoker last = endpoints.invoker(method);
        endpoints.found(IntStream.range(0, servers.size())
                .mapToObj(i -> Instance.of("stock-" + i, "stock", address(i), List.of()))
                .toList());
        MethodStates states = new MethodStates(world);
        chain = Filter.chain(
                List.of(
                        new DeadlineFilter(),
                        new FallbackFilter(m -> fallback == NONE ? null : fallback, nobody),
                        new HedgeFilter(states, time, nobody),
                        new RetryFilter(states, time, nobody)),
                method,
                last);
    }

    private static String address(int place) {
        return "10.0.0." + place + ":20880";
    }

    /** Makes a call in a context, and tells how it ended. */
    void call(CallContext context, Consumer<RpcCall> ended) {
        RpcCall call = new RpcCall(method, TestCalls.NONE, context, world.getAsLong());
        call.onCompletion(done -> {
            ended.accept(done);
            return true;
        });
        chain.invoke(call);
    }

    /** The breakers as they stand. */
    Breakers breakers() {
        return endpoints.breakers();
    }

    /** Makes calls at random times, so many a second on average, until so many seconds after the beginning. */
    void load(double perSecond, double until, Outcomes outcomes) {
        world.schedule(
                () -> {
                    if (world.seconds() < until) {
                        callAndCount(outcomes);
                        load(perSecond, until, outcomes);
                    }
                },
                world.exponential(1e9 / perSecond));
    }

    private void callAndCount(Outcomes outcomes) {
        outcomes.calls++;
        long start = world.getAsLong();
        call(CallContext.none(), ended -> {
            if (ended.failed()) {
                outcomes.failed++;
            } else {
                outcomes.succeeded(world.getAsLong() - start);
            }
        });
    }
}
