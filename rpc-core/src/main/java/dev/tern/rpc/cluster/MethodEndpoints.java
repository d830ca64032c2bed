package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.NoProvider;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.LoadBalancer;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.policy.CircuitBreaker;
import dev.tern.rpc.policy.TimeAndChance;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last invoker of a method's chain: picks an endpoint for each attempt from its {@link Snapshot}, without a lock. One for each method, whatever its settings are.
 *
 * <p>A choice whose breaker gives no permit, or that the attempt comes from, is not taken: the strategy chooses again, a few times, then whoever takes the call gets it. Only if
 * there is no other does an attempt go where it comes from.
 */
final class MethodEndpoints implements Invoker {

    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);
    private static final int CHOICES = 4;
    private static final int SHOWN = 5;

    private final Endpoints owner;
    private final Ejections ejections;
    private final Announcements announcements;
    private final TimeAndChance time;
    private volatile boolean strategyFailed;
    private volatile Snapshot snapshot = Snapshot.FIRST;

    // written under the lock of Endpoints
    private volatile MethodDescriptor descriptor;
    private LoadBalancer strategy;

    MethodEndpoints(
            MethodDescriptor descriptor,
            Endpoints owner,
            Ejections ejections,
            Announcements announcements,
            TimeAndChance time) {
        this.descriptor = descriptor;
        this.owner = owner;
        this.ejections = ejections;
        this.announcements = announcements;
        this.time = time;
        this.strategy = Strategies.of(descriptor, time.random().get());
    }

    /**
     * How the method is called from now on. Under the lock of {@link Endpoints}.
     *
     * @return whether that changes anything
     */
    boolean configure(MethodDescriptor now) {
        MethodDescriptor before = descriptor;
        if (now.policy().equals(before.policy())) {
            return false;
        }
        boolean same = now.policy().loadBalance().equals(before.policy().loadBalance())
                && now.policy().hashKey() == before.policy().hashKey();
        strategy = same ? strategy : Strategies.of(now, time.random().get());
        descriptor = now;
        return true;
    }

    MethodDescriptor descriptor() {
        return descriptor;
    }

    /** What there is has changed. Under the lock of {@link Endpoints}. */
    void rebuild(Collection<Endpoint> endpoints, boolean answered) {
        snapshot = Snapshot.of(endpoints, answered, this, ejections, strategy, snapshot);
    }

    void close() {
        snapshot = Snapshot.closed();
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** A slot of this method, as it is called now. */
    Slot slot(Endpoint endpoint, @Nullable Slot before) {
        return new Slot(endpoint, this, before, ejections, time.nanoTime());
    }

    void breakerChanged(CallInfo.Peer peer, CircuitBreaker.State from, CircuitBreaker.State to, String cause) {
        announcements.breakerChanged(descriptor, peer, from.name(), to.name(), cause);
        owner.changed();
    }

    // ---------------------------------------------------------------- picking

    @Override
    public void invoke(RpcCall call) {
        Snapshot from = snapshot;
        if (from.isEmpty()) {
            owner.await(call, this, null);
        } else if (!sent(call, from, false)) {
            call.fail(allOpen(from));
        }
    }

    /**
     * Sends a call, which an endpoint refused because its contract does not fit, to another one, if there is or may come one that can execute it. Takes the call over.
     */
    void elsewhere(RpcCall call, RpcException refusal) {
        Snapshot from = snapshot;
        if (from.isServing()) {
            if (sent(call, from, true)) {
                return;
            }
            owner.refresh(); // none of them serves any more, or all that do have open breakers
            from = snapshot;
        }
        if (!from.isServing()) {
            owner.await(call, this, refusal);
        } else if (!sent(call, from, true)) {
            call.fail(allOpen(from));
        }
    }

    /** Whether somebody took the call; else it is still in the caller's hands. */
    private boolean sent(RpcCall call, Snapshot from, boolean toServing) {
        long now = call.nowNanos(time.nanoTime());
        RandomGenerator random = time.random().get();
        call.picked(now, CircuitBreaker.REFUSED); // the strategy needs the time, the permit is still to be got
        CallInfo.Peer avoided = call.peer();
        int choices = from.slots().length == 0 ? 0 : CHOICES;
        for (int refused = 0; refused < choices; refused++) {
            Slot slot = choice(call, from, refused, random);
            if (takes(slot, call, now, avoided, toServing)) {
                return true;
            }
        }
        return sentToAny(call, from, now, random, avoided, toServing)
                || (avoided != null && sentToAny(call, from, now, random, null, toServing));
    }

    /** A strategy of the user's that fails must not fail the call. */
    private Slot choice(RpcCall call, Snapshot from, int refused, RandomGenerator random) {
        try {
            return from.pick(call, refused, random);
        } catch (RuntimeException | Error e) { // a StackOverflowError of a key's toString, say
            if (!strategyFailed) {
                strategyFailed = true; // told once, not for each call
                log.warn(
                        "{}: strategy '{}' failed; an endpoint is picked at random",
                        descriptor,
                        descriptor.policy().loadBalance(),
                        e);
            }
            return from.slots()[random.nextInt(from.slots().length)];
        }
    }

    private static boolean takes(
            Slot slot, RpcCall call, long now, CallInfo.@Nullable Peer avoided, boolean toServing) {
        return (avoided == null || !slot.isAt(avoided)) && (!toServing || slot.serves()) && slot.sends(call, now);
    }

    /** From a random place on, those with open breakers last: the wait of one may be over. */
    private static boolean sentToAny(
            RpcCall call,
            Snapshot from,
            long now,
            RandomGenerator random,
            CallInfo.@Nullable Peer avoided,
            boolean toServing) {
        return sentToAny(call, from.slots(), now, random, avoided, toServing)
                || sentToAny(call, from.open(), now, random, avoided, toServing);
    }

    private static boolean sentToAny(
            RpcCall call,
            Slot[] slots,
            long now,
            RandomGenerator random,
            CallInfo.@Nullable Peer avoided,
            boolean toServing) {
        int start = slots.length == 0 ? 0 : random.nextInt(slots.length);
        for (int i = 0; i < slots.length; i++) {
            if (takes(slots[(start + i) % slots.length], call, now, avoided, toServing)) {
                return true;
            }
        }
        return false;
    }

    /** Ends a call that was sent nowhere: that is no attempt. */
    private RpcException allOpen(Snapshot from) {
        Slot[] all =
                Stream.of(from.slots(), from.open()).flatMap(Arrays::stream).toArray(Slot[]::new);
        String shown = Arrays.stream(all).limit(SHOWN).map(Slot::toString).collect(Collectors.joining(", "));
        long wait = from.nanosUntilProbe();
        String probe = "no probe, as long as they are forced";
        if (from.slots().length > 0) {
            probe = "as many probes as are allowed are under way";
        } else if (wait < Long.MAX_VALUE) {
            probe = "next probe in " + TimeUnit.NANOSECONDS.toMillis(wait) + " ms";
        }
        return RpcException.neverExecuted(
                        Status.UNAVAILABLE,
                        NoProvider.ALL_BREAKERS_OPEN.words() + ": all " + all.length + " endpoints of " + descriptor
                                + " have open circuit breakers (" + shown + (all.length > SHOWN ? ", ..." : "") + "), "
                                + probe,
                        null)
                .noProvider(NoProvider.ALL_BREAKERS_OPEN);
    }

    @Override
    public String toString() {
        Slot[] slots = snapshot.slots();
        String shown = Arrays.stream(slots).limit(SHOWN).map(Slot::toString).collect(Collectors.joining(", "));
        return descriptor.policy().loadBalance() + " of " + slots.length + " endpoints [" + shown
                + (slots.length > SHOWN ? ", ..." : "") + "]";
    }
}
