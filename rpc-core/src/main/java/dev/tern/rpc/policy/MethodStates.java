package dev.tern.rpc.policy;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RateLimitPolicy;
import dev.tern.rpc.kernel.RetryPolicy;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What policies remember of each method of a consumer: it outlives chains, which are built anew when a setting changes, and is shared by the references of
 * one service, such as an interface and its {@code ...Async} twin. Whoever asks with the same values gets the same object; with other values, another
 * one, which begins afresh. What was taken from the one before is given back to it, because its taker keeps it.
 *
 * <p>Of each kind a method has one, that of the last values: two references that set other values for one method do not share. Thread-safe; asked when chains are built, not per call.
 */
public final class MethodStates {

    private static final long BUDGET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private final ConcurrentMap<Key, State> states = new ConcurrentHashMap<>();

    /** Nothing remembered yet; time is told by this clock. */
    public MethodStates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The clock of all of it. */
    LongSupplier nanoTime() {
        return nanoTime;
    }

    /** Whose state it is, and of which kind. */
    private record Key(String method, Class<?> type) {}

    /** With the values that it is made from. */
    private record State(Object values, Object state) {}

    private record BudgetValues(double ratio, double perSecond) {}

    /** Out of which retries and extra attempts of the method come. */
    public RetryBudget budget(MethodDescriptor method) {
        RetryPolicy retry = method.policy().retry();
        return state(
                method,
                RetryBudget.class,
                new BudgetValues(retry.budgetRatio(), retry.budgetPerSecond()),
                () -> new RetryBudget(retry.budgetRatio(), retry.budgetPerSecond(), BUDGET_NANOS, nanoTime));
    }

    /** What bounds the attempts under way; null if they are not bounded. */
    public @Nullable Bulkhead bulkhead(MethodDescriptor method) {
        int maxConcurrent = method.policy().bulkhead();
        return maxConcurrent == 0
                ? null
                : state(method, Bulkhead.class, maxConcurrent, () -> new Bulkhead(maxConcurrent));
    }

    /** What bounds the attempts in a period; null if they are not bounded. */
    public @Nullable RateLimiter rateLimiter(MethodDescriptor method) {
        RateLimitPolicy limit = method.policy().rateLimit();
        return limit == null
                ? null
                : state(
                        method,
                        RateLimiter.class,
                        limit,
                        () -> new RateLimiter(limit.permits(), limit.period().toNanos(), nanoTime));
    }

    /** The name of a method in settings, {@code service#method(Type)}, which is the same for all references of the service. */
    private static String name(MethodDescriptor method) {
        return method.service() + "#" + method.signature();
    }

    private <T> T state(MethodDescriptor method, Class<T> type, Object values, Supplier<T> fresh) {
        State state = states.compute(
                new Key(name(method), type),
                (key, known) -> known != null && known.values.equals(values) ? known : new State(values, fresh.get()));
        return type.cast(state.state);
    }
}
