package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.policy.CircuitBreaker;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The circuit breakers of a service as they stand, for who looks at them or overrides them by hand. What is forced stays so until it is reset, the method gets other settings for its
 * breakers, or the endpoint leaves. Thread-safe.
 */
public final class Breakers {

    /** Instead of a method or an address: all of them. */
    public static final String ALL = "*";

    private static final Set<CircuitBreaker.State> LETS_ALL_THROUGH =
            EnumSet.of(CircuitBreaker.State.CLOSED, CircuitBreaker.State.FORCED_CLOSED);

    private final Supplier<List<Slot>> slots;

    Breakers(Supplier<List<Slot>> slots) {
        this.slots = slots;
    }

    /** The breakers of several references together. */
    public static Breakers of(List<Breakers> parts) {
        return new Breakers(
                () -> parts.stream().flatMap(part -> part.slots.get().stream()).toList());
    }

    /**
     * One breaker.
     *
     * @param method {@code "place(NewOrder)"}
     * @param endpoint the provider
     * @param untilProbe how long it lets no call through at least; zero if it lets some through, {@link Long#MAX_VALUE} nanoseconds while it is forced open
     */
    public record Breaker(String method, CallInfo.Peer endpoint, CircuitBreaker.State state, Duration untilProbe) {}

    /** All there are: one for each method with a breaker and each endpoint. */
    public List<Breaker> list() {
        return slots.get().stream().mapMulti(Breakers::describe).toList();
    }

    private static void describe(Slot slot, Consumer<Breaker> to) {
        CircuitBreaker breaker = slot.breaker();
        if (breaker != null) {
            to.accept(new Breaker(
                    slot.method().signature(),
                    slot.endpoint().peer(),
                    breaker.state(),
                    Duration.ofNanos(breaker.nanosUntilHalfOpen())));
        }
    }

    /** At how many endpoints the breaker of the method is not closed. */
    public int notClosed(MethodDescriptor method) {
        int count = 0;
        for (Slot slot : slots.get()) {
            CircuitBreaker breaker = slot.breaker();
            boolean isOf = slot.method().number() == method.number();
            if (breaker != null && isOf && !LETS_ALL_THROUGH.contains(breaker.state())) {
                count++;
            }
        }
        return count;
    }

    /**
     * Lets no calls through until {@link #reset}.
     *
     * @param method its name or its signature, or {@link #ALL}
     * @param address {@code host:port}, or {@link #ALL}
     * @param cause for the listener
     * @return how many breakers that are
     */
    public int forceOpen(String method, String address, String cause) {
        return change(method, address, breaker -> breaker.forceOpen(cause));
    }

    /** Lets all calls through until {@link #reset}; parameters and result as above. */
    public int forceClosed(String method, String address, String cause) {
        return change(method, address, breaker -> breaker.forceClosed(cause));
    }

    /** Back to automatic, closed and with nothing counted; parameters and result as above. */
    public int reset(String method, String address, String cause) {
        return change(method, address, breaker -> breaker.reset(cause));
    }

    private int change(String method, String address, Consumer<CircuitBreaker> change) {
        int changed = 0;
        for (Slot slot : slots.get()) {
            CircuitBreaker breaker = slot.breaker();
            boolean meant = method.equals(ALL)
                    || method.equals(slot.method().name())
                    || method.equals(slot.method().signature());
            if (breaker != null && meant && (address.equals(ALL) || address.equals(slot.id()))) {
                change.accept(breaker);
                changed++;
            }
        }
        return changed;
    }

    @Override
    public String toString() {
        return list().toString();
    }
}
