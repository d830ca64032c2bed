package dev.tern.rpc.cluster;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.registry.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Endpoints of a service with one method, whose links the test moves, in virtual time. */
final class Cluster {

    final VirtualTime time = new VirtualTime();
    final Map<String, FakeLink> links = new LinkedHashMap<>();
    final List<String> events = new ArrayList<>();
    final MethodDescriptor method;
    final Endpoints endpoints;
    final Invoker invoker;
    private final Map<String, Integer> weights = new LinkedHashMap<>();

    Cluster(MethodPolicy policy) {
        method = method(policy);
        ServiceDescriptor service = new ServiceDescriptor(
                "shop.Shop",
                "",
                "",
                7,
                () -> {
                    throw new AssertionError("both sides have the same");
                },
                List.of(method));
        endpoints = new Endpoints(service, "", "", this::connect, time.asTimeAndChance(), new Heard());
        invoker = endpoints.invoker(method);
    }

    /** Settings of the method, each {@code "name = value"}. */
    static Cluster with(String... settings) {
        return new Cluster(MethodPolicy.STANDARD.onMethod(settings));
    }

    static MethodDescriptor method(MethodPolicy policy) {
        return MethodDescriptor.builder("shop.Shop", 0, "get(String)")
                .policy(policy)
                .result(RpcOutput::putText, RpcInput::getText, (in, plan) -> in.getText())
                .arguments(in -> new Key(""), (in, plan) -> new Key(""));
    }

    private EndpointLink connect(CallInfo.Peer peer, Runnable changed) {
        FakeLink link = new FakeLink(peer, changed);
        links.put(peer.instance(), link);
        return link;
    }

    /** These are listed from now on, and those before. */
    void found(int weight, String... ids) {
        Stream.of(ids).forEach(id -> weights.put(id, weight));
        endpoints.found(weights.entrySet().stream()
                .map(entry -> new Instance(
                        entry.getKey(),
                        "shop",
                        Map.of(Instance.RPC_ADDRESS, entry.getKey() + ":1"),
                        "",
                        java.util.Set.of(),
                        entry.getValue(),
                        true,
                        List.of()))
                .toList());
    }

    /** As above with ordinary weight, and ready. */
    void ready(String... ids) {
        found(100, ids);
        Stream.of(ids).forEach(id -> link(id).become(EndpointLink.State.READY));
    }

    FakeLink link(String id) {
        return links.get(id);
    }

    RpcCall newCall(Object key) {
        return new RpcCall(method, new Key(key), CallContext.none(), time.getAsLong());
    }

    RpcCall call() {
        return call("key");
    }

    RpcCall call(Object key) {
        RpcCall call = newCall(key);
        invoker.invoke(call);
        return call;
    }

    /** Where a number of calls went. */
    Map<String, Integer> picks(int calls) {
        Map<String, Integer> picks = new LinkedHashMap<>();
        links.keySet().forEach(id -> picks.put(id, 0));
        for (int i = 0; i < calls; i++) {
            RpcCall call = call("key " + i);
            if (call.peer() != null) {
                picks.merge(call.peer().instance(), 1, Integer::sum);
            }
        }
        return picks;
    }

    void behave(String id, Behaviour behaviour) {
        link(id).behaviour = call -> behaviour.answer(call, this);
    }

    void advance(Duration duration) {
        time.advance(duration);
    }

    interface Behaviour {
        Behaviour ANSWERS = (call, cluster) -> call.complete("value");
        Behaviour FAILS = (call, cluster) -> call.failAnswered(new RpcException(Status.INTERNAL, "broken"));

        void answer(RpcCall call, Cluster cluster);

        static Behaviour after(Duration time, Behaviour then) {
            return (call, cluster) -> cluster.time.schedule(() -> then.answer(call, cluster), time.toNanos());
        }
    }

    record Key(Object value) implements Arguments {

        @Override
        public int size() {
            return 1;
        }

        @Override
        public String name(int index) {
            return "key";
        }

        @Override
        public Object get(int index) {
            return value;
        }

        @Override
        public void write(RpcOutput out) {}
    }

    private final class Heard implements PolicyListener {

        @Override
        public void breakerChanged(
                MethodDescriptor changed, CallInfo.Peer endpoint, String from, String to, String cause) {
            events.add(endpoint.instance() + " " + from + " -> " + to);
            throw new IllegalStateException("a listener's failure is its own");
        }

        @Override
        public void ejected(String service, CallInfo.Peer endpoint, String cause) {
            events.add(endpoint.instance() + " ejected: " + cause);
        }

        @Override
        public void returned(String service, CallInfo.Peer endpoint) {
            events.add(endpoint.instance() + " returned");
        }
    }
}
