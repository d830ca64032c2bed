package dev.tern.rpc.cluster;

import dev.tern.rpc.kernel.LoadBalancer;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.policy.CircuitBreaker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What calls of one method can choose from at one moment. Immutable; a pick needs nothing else.
 *
 * <p>In this order: endpoints that are ready, else those that said goodbye; of these the ones that serve the method, in either state, else all, as one of them has to say that
 * it does not; without those of weight 0, unless all are; without the ejected ones, unless too few are left (panic mode); without open breakers, always.
 */
final class Snapshot {

    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);
    private static final Slot[] NONE = {};

    /** Nobody is there, and the registry has not answered. */
    static final Snapshot FIRST =
            new Snapshot(NONE, NONE, false, true, true, new double[0], (call, refused, random) -> 0);

    private final Slot[] slots;
    private final Slot[] open;
    private final boolean serving;
    private final boolean somebodyMayCome;
    private final boolean servingMayCome;
    private final double[] weights;
    private final LoadBalancer.Picker picker;

    private Snapshot(
            Slot[] slots,
            Slot[] open,
            boolean serving,
            boolean somebodyMayCome,
            boolean servingMayCome,
            double[] weights,
            LoadBalancer.Picker picker) {
        this.slots = slots;
        this.open = open;
        this.serving = serving;
        this.somebodyMayCome = somebodyMayCome;
        this.servingMayCome = servingMayCome;
        this.weights = weights;
        this.picker = picker;
    }

    /** Nobody is there or will come. */
    static Snapshot closed() {
        return new Snapshot(NONE, NONE, false, false, false, FIRST.weights, FIRST.picker);
    }

    /**
     * What there is now. Under the lock of {@link Endpoints}.
     *
     * @param endpoints all of them
     * @param answered whether the registry has ever answered
     */
    static Snapshot of(
            Collection<Endpoint> endpoints,
            boolean answered,
            MethodEndpoints method,
            Ejections ejections,
            LoadBalancer strategy,
            Snapshot before) {
        List<Slot> callable = callable(endpoints, method, Slot::serves);
        boolean serving = !callable.isEmpty();
        if (!serving) {
            callable = callable(endpoints, method, slot -> true);
        }
        List<Slot> wanted = withWeight(callable);
        List<Slot> well = filter(wanted, slot -> !slot.endpoint().isEjected());
        List<Slot> chosen = ejections.isPanic(well.size(), wanted.size()) ? wanted : well;
        List<Slot> closed = filter(chosen, slot -> !slot.isOpen());
        if (closed.isEmpty()) {
            chosen = wanted;
            closed = filter(chosen, slot -> !slot.isOpen());
        }
        Slot[] slots = closed.toArray(NONE);
        double[] weights = closed.stream().mapToDouble(Slot::weight).toArray();
        boolean same = Arrays.equals(slots, before.slots) && Arrays.equals(weights, before.weights);
        return new Snapshot(
                slots,
                filter(chosen, Slot::isOpen).toArray(NONE),
                serving,
                !answered || endpoints.stream().anyMatch(Endpoint::mayTakeCalls),
                endpoints.stream()
                        .anyMatch(e -> e.mayTakeCalls() && e.slot(method).serves()),
                weights,
                same || slots.length < 2 ? before.picker : picker(strategy, closed));
    }

    /** A user's strategy may fail. */
    private static LoadBalancer.Picker picker(LoadBalancer strategy, List<Slot> slots) {
        try {
            return strategy.picker(slots);
        } catch (RuntimeException | Error e) {
            log.warn(
                    "strategy '{}' cannot make a picker for {} endpoints; they are picked by powerOfTwo",
                    strategy.name(),
                    slots.size(),
                    e);
            return new PowerOfTwo().picker(slots);
        }
    }

    private static List<Slot> callable(Collection<Endpoint> all, MethodEndpoints method, Predicate<Slot> fits) {
        List<Slot> ready = in(EndpointLink.State.READY, all, method, fits);
        return ready.isEmpty() ? in(EndpointLink.State.DRAINING, all, method, fits) : ready;
    }

    private static List<Slot> in(
            EndpointLink.State state, Collection<Endpoint> all, MethodEndpoints method, Predicate<Slot> fits) {
        List<Slot> found = new ArrayList<>();
        for (Endpoint endpoint : all) {
            if (endpoint.is(state) && fits.test(endpoint.slot(method))) {
                found.add(endpoint.slot(method));
            }
        }
        return found;
    }

    private static List<Slot> withWeight(List<Slot> slots) {
        List<Slot> found = filter(slots, slot -> slot.endpoint().registeredWeight > 0);
        return found.isEmpty() ? slots : found;
    }

    private static List<Slot> filter(List<Slot> slots, Predicate<Slot> fits) {
        return slots.stream().filter(fits).toList();
    }

    /** Chooses among {@link #slots()}, which are not empty. */
    Slot pick(RpcCall call, int refused, RandomGenerator random) {
        return slots.length == 1 ? slots[0] : slots[picker.pick(call, refused, random)];
    }

    /** Those that can be chosen. */
    Slot[] slots() {
        return slots;
    }

    /** Those that could be, were it not for their open breakers. */
    Slot[] open() {
        return open;
    }

    /** How long until one of the open breakers may let a probe through; {@link Long#MAX_VALUE} if there is none. */
    long nanosUntilProbe() {
        long next = Long.MAX_VALUE;
        for (Slot slot : open) {
            CircuitBreaker breaker = slot.breaker();
            next = breaker == null ? next : Math.min(next, breaker.nanosUntilHalfOpen());
        }
        return next;
    }

    /** Whether nobody can take a call, breakers aside. */
    boolean isEmpty() {
        return slots.length + open.length == 0;
    }

    /** Whether somebody could take a call, breakers aside, and executes the method as far as is known. */
    boolean isServing() {
        return serving;
    }

    /** Whether a call should wait when nobody can take it. A link can be ready while this does not hold it yet: then it is about to tell. */
    boolean somebodyMayCome() {
        return somebodyMayCome;
    }

    /** Whether a call should wait that the others refused: for somebody who did not refuse the method. */
    boolean servingMayCome() {
        return servingMayCome;
    }
}
