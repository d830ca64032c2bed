package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.NoProvider;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.OutlierPolicy;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.policy.TimeAndChance;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.RegistryState;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live endpoints of one service, and the last part of its chains: picks one for each attempt.
 *
 * <p>{@link Membership} says which endpoints there are, {@link Snapshot} which of them calls of a method can choose from, {@link MethodEndpoints} how one is picked. Who does not
 * get one waits among the {@link WaitingCalls}.
 *
 * <p><b>Providers of several versions.</b> An endpoint whose contract lacks a method, or does not fit for it, is not picked for that method while another
 * one is there. Which these are is known once the endpoint told its contract; a call that comes before is refused there, surely not executed, and goes to
 * the next one, to each at most once.
 *
 * <p><b>Changes.</b> After each change, of the registry's list, a connection, a breaker, an ejection, a weight, snapshots are made aside and swapped. With up to {@value #FEW}
 * endpoints that happens at once; of more, changes wait for each other, for ten times as long as it took last time, so that it never takes more than a tenth of a thread
 * however many change together.
 *
 * <p>Thread-safe. One lock guards what there is; it is never held while a call goes on or a listener is told. Picking takes no lock and allocates nothing.
 */
public final class Endpoints implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);
    private static final int FEW = 64;
    private static final int PAUSE_FACTOR = 10;
    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int RAMP_STEPS = 10;

    private final ServiceDescriptor service;
    private final String partition;
    private final BiFunction<CallInfo.Peer, Runnable, EndpointLink> connector;
    private final TimeAndChance time;
    private final Announcements announcements;
    private final Look look;
    private final Ejections ejections;
    private final WaitingCalls waiting;
    private final Object lock = new Object();
    private volatile CountDownLatch ready = new CountDownLatch(1);
    private volatile Supplier<String> registry = () -> "no registry";
    private volatile Supplier<RegistryState> registryState = () -> RegistryState.REACHED;
    private volatile long answeredNanos;
    private volatile int size;
    private volatile long pauseNanos = MIN_PAUSE_NANOS;

    // guarded by lock
    private final Membership membership;
    private final @Nullable MethodEndpoints[] methods; // by number; those that were asked for
    private @Nullable OutlierPolicy outlier;
    private long slowStartNanos;
    private volatile boolean answered; // whether the registry has ever answered; read also without the lock
    private volatile boolean closed; // read also without the lock

    /**
     * No endpoints yet. What concerns all methods is as the first method's policy says until {@link #configure}.
     *
     * @param group partition of providers that is called
     * @param version partition of providers that is called
     * @param connector makes the way to a provider; the given task is to be run after each change of its state
     * @param listener hears of breakers and ejections
     */
    public Endpoints(
            ServiceDescriptor service,
            String group,
            String version,
            BiFunction<CallInfo.Peer, Runnable, EndpointLink> connector,
            TimeAndChance time,
            PolicyListener listener) {
        this.service = service;
        this.partition = (group.isEmpty() ? "" : ", group '" + group + "'")
                + (version.isEmpty() ? "" : ", version '" + version + "'");
        this.connector = connector;
        this.time = time;
        this.announcements = new Announcements(service.name(), listener);
        this.look = new Look(time.timer(), time.nanoTime(), this::look);
        this.ejections = new Ejections(time.nanoTime(), announcements, this::changed, look);
        this.waiting = new WaitingCalls(time, this::diagnose);
        this.membership = new Membership(service, group, version);
        this.methods = new MethodEndpoints[service.methods().size()];
        configure(
                service.methods().isEmpty()
                        ? MethodPolicy.STANDARD
                        : service.methods().get(0).policy());
    }

    /**
     * Where it comes from what is told of the registry in error texts.
     *
     * @param description what it holds
     * @param state how it stands
     */
    public void registry(Supplier<String> description, Supplier<RegistryState> state) {
        registry = guarded(description, e -> "not described: " + e);
        registryState = guarded(state, e -> new RegistryState(false, "not known: " + e, 0, 0));
    }

    /** A registry may be users' code: no call is to be lost because it fails to tell how it stands. */
    private static <T> Supplier<T> guarded(Supplier<T> answer, Function<Throwable, T> otherwise) {
        return () -> {
            try {
                return answer.get();
            } catch (RuntimeException | Error e) {
                return otherwise.apply(e);
            }
        };
    }

    // ---------------------------------------------------------------- settings

    /**
     * The last invoker of a method's chain; the same one for all settings, which are those of the last descriptor. A breaker, with all it knows, stays as long as its settings do.
     *
     * @throws IllegalArgumentException if nobody knows the strategy that the policy names; then nothing has changed
     */
    public Invoker invoker(MethodDescriptor method) {
        MethodEndpoints endpoints;
        synchronized (lock) {
            endpoints = methods[method.number()];
            if (endpoints == null) {
                endpoints = new MethodEndpoints(method, this, ejections, announcements, time);
                methods[method.number()] = endpoints;
                if (closed) {
                    endpoints.close();
                }
            } else if (!endpoints.configure(method)) {
                return endpoints;
            }
        }
        refresh();
        return endpoints;
    }

    /**
     * What concerns all methods: slow start and outlier detection, which begins anew if its settings are others.
     *
     * @throws IllegalArgumentException if the values do not fit together; then nothing has changed
     */
    public void configure(MethodPolicy ofService) {
        OutlierPolicy policy = ofService.outlier();
        long slowStart = ofService.slowStart().toNanos();
        synchronized (lock) {
            if (!Objects.equals(policy, outlier) || slowStart != slowStartNanos) {
                ejections.configure(policy, slowStart, membership.all());
                outlier = policy;
                slowStartNanos = slowStart;
            }
        }
        refresh();
    }

    /** The circuit breakers. */
    public Breakers breakers() {
        return new Breakers(() -> {
            synchronized (lock) {
                return membership.all().stream()
                        .flatMap(endpoint -> endpoint.slots().stream())
                        .toList();
            }
        });
    }

    // ---------------------------------------------------------------- calls

    /**
     * Sends a call, which an endpoint refused because its contract does not fit, to another one, if there is or may come one that can execute it. Takes
     * the call over.
     */
    public void elsewhere(RpcCall call, RpcException refusal) {
        call.failAnswered(new ContractRefusal(refusal)); // its slot, whose attempt this ends, goes on from there
    }

    void await(RpcCall call, MethodEndpoints method, @Nullable RpcException refusal) {
        waiting.add(call, method, refusal);
    }

    /**
     * Waits until a provider can be called.
     *
     * @return false if there was none in time, or this is closed
     */
    public boolean awaitReady(long nanos) throws InterruptedException {
        return ready.await(nanos, TimeUnit.NANOSECONDS) && !closed;
    }

    /** Whether a provider can be called now. */
    public boolean isReady() {
        return ready.getCount() == 0 && !closed;
    }

    /** What there is, for an error text. */
    public String describe() {
        String held = registry.get(); // before the lock: the registry has one of its own
        synchronized (lock) {
            return describe(held);
        }
    }

    private String describe(String held) {
        return "service " + service.name() + partition + "; registry " + held + "; endpoints: "
                + (closed ? "closed" : membership);
    }

    /** Why nobody can be called: the reason's words, then what that means here, then what there is. */
    public String explain(String meaning) {
        return diagnose().text(meaning);
    }

    private Diagnosis diagnose() {
        String held = registry.get();
        RegistryState state = registryState.get();
        synchronized (lock) {
            NoProvider reason = closed ? NoProvider.CLOSED : membership.reason(answered, state.reached());
            return new Diagnosis(reason, state, describe(held));
        }
    }

    // ---------------------------------------------------------------- what is measured

    /** How many endpoints that want calls are in this state. */
    public int count(EndpointLink.State state) {
        synchronized (lock) {
            return (int) membership.all().stream()
                    .filter(endpoint -> endpoint.is(state))
                    .count();
        }
    }

    /** How many endpoints want no calls. */
    public int countNotReady() {
        synchronized (lock) {
            return (int) membership.all().stream()
                    .filter(endpoint -> !endpoint.wanted)
                    .count();
        }
    }

    /** How long ago the registry last told of the service; NaN if it never did. */
    public double secondsSinceAnswer() {
        return answered ? (time.nanoTime().getAsLong() - answeredNanos) / 1e9 : Double.NaN;
    }

    // ---------------------------------------------------------------- changes

    /** The registry's list of instances that provide the service. */
    public void found(List<Instance> instances) {
        take(instances, true);
    }

    /** What the registry said when it was last heard of, some time ago: these serve until its first answer. Changes nothing after that. */
    public void assume(List<Instance> instances) {
        take(instances, false);
    }

    /** Whether the registry's first answer is awaited. */
    boolean awaitsAnswer() {
        return !answered && !closed;
    }

    private void take(List<Instance> instances, boolean now) {
        List<Endpoint> turned;
        boolean forgotten;
        synchronized (lock) {
            if (closed || (answered && !now)) {
                return;
            }
            boolean before = membership.isForgotten();
            answeredNanos = now ? time.nanoTime().getAsLong() : 0;
            answered = now;
            for (Endpoint endpoint : membership.found(instances, peer -> connector.apply(peer, this::changed))) {
                log.info("{}: endpoint comes in: {}", service.name(), endpoint);
                ejections.add(endpoint);
            }
            turned = membership.takeTurned();
            forgotten = !before && membership.isForgotten();
        }
        turned.forEach(endpoint -> endpoint.link.listed(endpoint.listed));
        refresh();
        if (forgotten) { // once, until somebody is listed again
            log.info(
                    "{}: nobody is registered any more; whoever still answers is called: {}",
                    service.name(),
                    describe());
        }
    }

    /** A link, a breaker or an ejection has changed. */
    void changed() {
        if (size <= FEW) {
            refresh();
        } else {
            look.within(pauseNanos);
        }
    }

    /** Something has changed by time alone, or changes have waited for each other. */
    private void look() {
        ejections.sweep();
        refresh();
    }

    /** Makes the snapshots anew from what there is now. */
    void refresh() {
        long start = time.nanoTime().getAsLong();
        List<Endpoint> left;
        long nextNanos;
        boolean someEjected;
        synchronized (lock) {
            if (closed) {
                return;
            }
            left = membership.removeLeaving();
            nextNanos = Math.min(weigh(start), publish());
            someEjected = membership.all().stream().anyMatch(Endpoint::isEjected);
        }
        for (Endpoint endpoint : left) {
            log.info("{}: endpoint leaves: {}", service.name(), endpoint);
            endpoint.link.release();
            ejections.remove(endpoint);
        }
        long took = time.nanoTime().getAsLong() - start;
        pauseNanos = Math.max(
                MIN_PAUSE_NANOS, Math.min(MAX_PAUSE_NANOS, PAUSE_FACTOR * took)); // it may have been paused itself
        waiting.look();
        if (nextNanos < Long.MAX_VALUE) {
            look.within(Math.max(nextNanos, size <= FEW ? 0 : pauseNanos));
        }
        if (someEjected) {
            ejections.lookInTime();
        }
    }

    /** Computes the shares of all; how long until one of them changes by time alone. */
    private long weigh(long now) {
        boolean someOld = membership.all().stream()
                .anyMatch(endpoint -> endpoint.isReadySince(now - slowStartNanos / RAMP_STEPS));
        long next = Long.MAX_VALUE;
        for (Endpoint endpoint : membership.all()) {
            if (!endpoint.isSeenReady() && endpoint.link.state() == EndpointLink.State.READY) {
                endpoint.seenReady(now, someOld); // those that come together are not slowed
            }
            if (endpoint.ramps(now, slowStartNanos)) {
                long ramp = endpoint.startsSlowly() ? slowStartNanos : Ejections.rampNanos(slowStartNanos);
                next = Math.min(next, Math.max(1, ramp / RAMP_STEPS));
            }
        }
        return next;
    }

    /** Swaps the snapshots; how long until a breaker may be tried again. */
    private long publish() {
        size = membership.all().size();
        long next = Long.MAX_VALUE;
        for (MethodEndpoints method : methods) {
            if (method != null) {
                method.rebuild(membership.all(), answered);
                next = Math.min(next, method.snapshot().nanosUntilProbe());
            }
        }
        boolean callable = membership.all().stream()
                .anyMatch(e -> e.is(EndpointLink.State.READY) || e.is(EndpointLink.State.DRAINING));
        if (callable) {
            ready.countDown();
        } else if (ready.getCount() == 0) {
            ready = new CountDownLatch(1);
        }
        return next;
    }

    /** Gives all endpoints up; calls that wait, and later ones, fail. */
    @Override
    public void close() {
        List<Endpoint> all;
        synchronized (lock) {
            closed = true;
            ready.countDown(); // who waits has nothing to wait for
            all = membership.removeAll();
            for (MethodEndpoints method : methods) {
                if (method != null) {
                    method.close();
                }
            }
        }
        all.forEach(endpoint -> endpoint.link.release());
        waiting.look();
    }
}
