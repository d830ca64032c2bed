package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.policy.Timer;
import dev.tern.rpc.registry.Instance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live endpoints of one service, and the last part of its chain: picks one for each attempt.
 *
 * <p><b>Which endpoints there are.</b> The registry's list is a hint, health is measured. An endpoint that is listed comes in. One that is not listed any
 * more stays while its connection lives; it leaves after a goodbye, or when it has no connection and others remain. So an empty list, or a registry
 * that lost its data, takes nothing away that works.
 *
 * <p><b>Which one is picked.</b> Of those that can take calls two at random, and of these the one with fewer unanswered calls ("power of two choices",
 * Mitzenmacher 2001). A repeated attempt avoids the endpoint it comes from, where there is another. Endpoints that said goodbye take calls only
 * when no other does.
 *
 * <p><b>Providers of several versions.</b> An endpoint whose contract lacks a method, or does not fit for it, is not picked for that method while another
 * one is there. Which these are is known once the endpoint told its contract; a call that comes before is refused there, surely not executed, and goes to
 * the next one, to each at most once.
 *
 * <p><b>Calls without endpoint</b> wait while the registry has not answered or a connection is being made, at the longest until their deadline. Once it is
 * known that there is nobody, they fail at once.
 *
 * <p>Thread-safe. One lock guards the endpoints and the waiting calls; it is never held while a call goes on. Picking takes no lock.
 */
public final class Endpoints {

    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);
    private static final Endpoint[] NONE = {};
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ServiceDescriptor service;
    private final String group;
    private final String version;
    private final BiFunction<CallInfo.Peer, Runnable, EndpointLink> connector;
    private final Timer timer;
    private final Supplier<RandomGenerator> random;
    private volatile Endpoint[] callable = NONE;
    private volatile Endpoint @Nullable [][] serving; // by method; null if all that are callable serve all methods
    private volatile Supplier<String> registry = () -> "no registry";

    // guarded by this
    private final Map<CallInfo.Peer, Endpoint> endpoints = new LinkedHashMap<>();
    private final Set<WaitingCall> waiting = new HashSet<>();
    private boolean answered; // whether the registry has ever answered
    private boolean ticking;
    private boolean closed;

    /**
     * No endpoints yet.
     *
     * @param group partition of providers that is called
     * @param version partition of providers that is called
     * @param connector makes the way to a provider; the given task is to be run after each change of its state
     * @param random gives the calling thread's source of chance
     */
    public Endpoints(
            ServiceDescriptor service,
            String group,
            String version,
            BiFunction<CallInfo.Peer, Runnable, EndpointLink> connector,
            Timer timer,
            Supplier<RandomGenerator> random) {
        this.service = service;
        this.group = group;
        this.version = version;
        this.connector = connector;
        this.timer = timer;
        this.random = random;
    }

    /** Where the text comes from that says what the registry holds. */
    public void registry(Supplier<String> description) {
        registry = description;
    }

    // ---------------------------------------------------------------- picking

    /** The last invoker of a method's chain. */
    public Invoker invoker(MethodDescriptor method) {
        return new Invoker() {
            @Override
            public void invoke(RpcCall call) {
                Endpoint[] choice = callable;
                Endpoint[][] byMethod = serving;
                if (byMethod != null && byMethod[method.number()].length > 0) {
                    choice = byMethod[method.number()];
                }
                if (choice.length == 0) {
                    await(call, this, null);
                } else {
                    pick(choice, call.peer()).invoker(method).invoke(call);
                }
            }

            @Override
            public String toString() {
                return "endpoints " + List.of(callable);
            }
        };
    }

    private Endpoint pick(Endpoint[] choice, CallInfo.@Nullable Peer avoided) {
        int n = choice.length;
        if (n == 1) {
            return choice[0];
        }
        RandomGenerator chance = random.get();
        int first = chance.nextInt(n);
        int second = (first + 1 + chance.nextInt(n - 1)) % n;
        Endpoint a = choice[first];
        Endpoint b = choice[second];
        if (avoided != null) {
            if (a.peer().equals(avoided)) {
                return b;
            }
            if (b.peer().equals(avoided)) {
                return a;
            }
        }
        return b.link.outstanding() < a.link.outstanding() ? b : a;
    }

    /**
     * Sends a call, which an endpoint refused because its contract does not fit, to another one, if there is or may come one that can execute it. Takes
     * the call over.
     */
    public void elsewhere(RpcCall call, RpcException refusal) {
        Endpoint[] choice = serving(call.method());
        if (choice.length > 0) {
            pick(choice, call.peer()).invoker(call.method()).invoke(call);
        } else {
            await(call, invoker(call.method()), refusal);
        }
    }

    /** The endpoints that can be called and, as far as is known, execute the method. */
    private Endpoint[] serving(MethodDescriptor method) {
        Endpoint[][] byMethod = serving;
        return byMethod == null ? callable : byMethod[method.number()];
    }

    // ---------------------------------------------------------------- waiting

    private void await(RpcCall call, Invoker invoker, @Nullable RpcException refusal) {
        WaitingCall wait = new WaitingCall(call, invoker, this, refusal);
        if (!call.heldBy(wait)) {
            return;
        }
        synchronized (this) {
            waiting.add(wait);
        }
        if (!call.isHeldBy(wait)) {
            forget(wait); // aborted before it was in the list
        }
        goOnIfPossible();
        tickLater();
    }

    /** Whether a call should wait. A link can be ready while {@code callable} does not hold it yet: then it is about to tell. */
    private boolean somebodyMayCome() {
        return !answered || endpoints.values().stream().anyMatch(e -> e.wanted && mayTakeCalls(e.link.state()));
    }

    private static boolean mayTakeCalls(EndpointLink.State state) {
        return switch (state) {
            case CONNECTING, READY, DRAINING -> true;
            case REFUSED, WRONG_INSTANCE -> false;
        };
    }

    void forget(WaitingCall call) {
        synchronized (this) {
            waiting.remove(call);
        }
    }

    RpcException unavailable(RpcCall call, @Nullable RpcException cause) {
        long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - call.startNanos());
        return RpcException.neverExecuted(
                Status.UNAVAILABLE,
                call.method() + ": no provider can be called after " + waited + " ms; " + describe(),
                cause);
    }

    /** What there is, for an error text. */
    public String describe() {
        String held = registry.get(); // before the lock: the registry has one of its own
        String partition = (group.isEmpty() ? "" : ", group '" + group + "'")
                + (version.isEmpty() ? "" : ", version '" + version + "'");
        synchronized (this) {
            return "service " + service.name() + partition + "; registry " + held + "; endpoints: "
                    + (closed
                            ? "closed"
                            : endpoints.isEmpty() ? "none" : endpoints.values().toString());
        }
    }

    /** Whether a call that was refused should wait: for an endpoint that did not refuse its method, and can be about to tell that it is ready, as above. */
    private boolean otherMayCome(MethodDescriptor method) {
        return endpoints.values().stream()
                .anyMatch(e -> e.wanted && mayTakeCalls(e.link.state()) && e.link.serves(method));
    }

    private boolean mayCome(WaitingCall wait) {
        return wait.refusal == null ? somebodyMayCome() : otherMayCome(wait.call.method());
    }

    private boolean isThere(WaitingCall wait) {
        return (wait.refusal == null ? callable : serving(wait.call.method())).length > 0;
    }

    /** Invokes the calls that wait for an endpoint that is there, fails those for which it is known that there is none. */
    private void goOnIfPossible() {
        List<WaitingCall> on = new ArrayList<>();
        List<WaitingCall> over = new ArrayList<>();
        synchronized (this) {
            for (WaitingCall wait : waiting) {
                if (isThere(wait)) {
                    on.add(wait);
                } else if (closed || !mayCome(wait)) {
                    over.add(wait);
                }
            }
            on.forEach(waiting::remove);
            over.forEach(waiting::remove);
        }
        for (WaitingCall wait : on) {
            if (wait.call.releasedBy(wait)) {
                wait.invoker.invoke(wait.call);
            }
        }
        for (WaitingCall wait : over) {
            if (wait.call.releasedBy(wait)) {
                if (wait.refusal == null) {
                    wait.call.fail(unavailable(wait.call, null));
                } else {
                    wait.call.failAnswered(wait.refusal);
                }
            }
        }
    }

    private void tickLater() {
        synchronized (this) {
            if (ticking || waiting.isEmpty()) {
                return;
            }
            ticking = true;
        }
        timer.schedule(this::tick, TICK_NANOS);
    }

    /** Ends the waiting calls whose deadline has passed. */
    private void tick() {
        long now = System.nanoTime();
        List<WaitingCall> expired = new ArrayList<>();
        synchronized (this) {
            ticking = false;
            for (WaitingCall wait : waiting) {
                if (wait.call.hasDeadline() && wait.call.deadlineNanos() - now <= 0) {
                    expired.add(wait);
                }
            }
        }
        expired.forEach(wait -> wait.call.abort(wait.call.deadlineExceeded()));
        tickLater();
    }

    // ---------------------------------------------------------------- what the registry tells

    /** The registry's list of instances that provide the service. */
    public void found(List<Instance> instances) {
        Map<CallInfo.Peer, Boolean> listed = new LinkedHashMap<>();
        for (Instance instance : instances) {
            String address = instance.addresses().get(Instance.RPC_ADDRESS);
            if (address != null && provides(instance)) {
                listed.put(new CallInfo.Peer(address, instance.id()), instance.ready());
            }
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            answered = true;
            endpoints.forEach((peer, endpoint) -> {
                endpoint.listed = listed.containsKey(peer);
                endpoint.wanted = listed.getOrDefault(peer, endpoint.wanted);
            });
            listed.forEach((peer, wanted) -> {
                if (!endpoints.containsKey(peer)) {
                    log.info(
                            "{}: endpoint {} of instance '{}' comes in",
                            service.name(),
                            peer.address(),
                            peer.instance());
                    Endpoint endpoint = new Endpoint(connector.apply(peer, this::changed), service.methods());
                    endpoint.wanted = wanted;
                    endpoints.put(peer, endpoint);
                }
            });
        }
        changed();
    }

    private boolean provides(Instance instance) {
        return instance.services().isEmpty()
                || instance.services().stream()
                        .anyMatch(provided -> provided.name().equals(service.name())
                                && provided.group().equals(group)
                                && provided.version().equals(version));
    }

    /** The state of a link, or the registry's list, has changed. */
    private void changed() {
        List<Endpoint> left = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                return;
            }
            for (Endpoint endpoint : List.copyOf(endpoints.values())) {
                if (leaves(endpoint)) {
                    log.info("{}: endpoint leaves: {}", service.name(), endpoint);
                    endpoints.remove(endpoint.peer());
                    left.add(endpoint);
                }
            }
            callable = callable(endpoints.values(), endpoint -> true);
            serving = servingByMethod();
            notifyAll(); // awaitReady
        }
        left.forEach(endpoint -> endpoint.link.release());
        goOnIfPossible();
    }

    private boolean leaves(Endpoint endpoint) {
        return switch (endpoint.link.state()) {
            case READY, CONNECTING -> false;
            case WRONG_INSTANCE -> true;
            case DRAINING -> !endpoint.listed;
            case REFUSED -> !endpoint.listed && endpoints.size() > 1;
        };
    }

    /** By method, where endpoints differ. */
    private Endpoint @Nullable [][] servingByMethod() {
        List<MethodDescriptor> methods = service.methods();
        boolean alike = endpoints.values().stream()
                .allMatch(endpoint -> methods.stream().allMatch(endpoint.link::serves));
        return alike
                ? null
                : methods.stream()
                        .map(method -> callable(endpoints.values(), endpoint -> endpoint.link.serves(method)))
                        .toArray(Endpoint[][]::new);
    }

    private static Endpoint[] callable(Collection<Endpoint> all, Predicate<Endpoint> fits) {
        Endpoint[] best = inState(all, EndpointLink.State.READY, fits);
        return best.length > 0 ? best : inState(all, EndpointLink.State.DRAINING, fits);
    }

    private static Endpoint[] inState(Collection<Endpoint> all, EndpointLink.State state, Predicate<Endpoint> fits) {
        return all.stream()
                .filter(e -> e.wanted && e.link.state() == state && fits.test(e))
                .toArray(Endpoint[]::new);
    }

    /**
     * Waits until a provider can be called.
     *
     * @return false if there was none in time
     */
    public synchronized boolean awaitReady(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (callable.length == 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** Gives all endpoints up; calls that wait, and later ones, fail. */
    public void close() {
        List<Endpoint> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(endpoints.values());
            endpoints.clear();
            callable = NONE;
            serving = null;
        }
        all.forEach(endpoint -> endpoint.link.release());
        goOnIfPossible();
    }
}
