package dev.shop;

import dev.tern.rpc.kernel.GeneratedContract;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.StubBinder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.annotation.processing.Generated;

/** Calls {@link OrderService} over the network without waiting. */
@Generated("dev.tern.rpc.processor.RpcProcessor")
@GeneratedContract(apiLevel = 3)
public final class OrderServiceAsyncStub implements OrderServiceAsync {
    private final MethodBinding clear;

    private final MethodBinding count;

    private final MethodBinding getString;

    private final MethodBinding getLong;

    private final MethodBinding pay;

    private final MethodBinding place;

    private final MethodBinding recent;

    private final MethodBinding viewed;

    /** Connects each method with what calls it. */
    public OrderServiceAsyncStub(StubBinder binder) {
        clear = binder.bind(OrderServiceCodecs.SERVICE, OrderServiceCodecs.CLEAR);
        count = binder.bind(OrderServiceCodecs.SERVICE, OrderServiceCodecs.COUNT);
        getString = binder.bind(OrderServiceCodecs.SERVICE, OrderServiceCodecs.GET_STRING);
        getLong = binder.bind(OrderServiceCodecs.SERVICE, OrderServiceCodecs.GET_LONG);
        pay = binder.bind(OrderServiceCodecs.SERVICE, OrderServiceCodecs.PAY);
        place = binder.bind(OrderServiceCodecs.SERVICE, OrderServiceCodecs.PLACE);
        recent = binder.bind(OrderServiceCodecs.SERVICE, OrderServiceCodecs.RECENT);
        viewed = binder.bind(OrderServiceCodecs.SERVICE, OrderServiceCodecs.VIEWED);
    }

    /** Deadline 500ms, circuit breaker at 40% failures or 80% slow calls (200ms) in 10s. */
    @Override
    public CompletableFuture<Void> clear() {
        return clear.callAsync(new OrderServiceCodecs.ClearArguments());
    }

    /** Deadline 500ms, circuit breaker at 40% failures or 80% slow calls (200ms) in 10s, at most 8 calls at once. */
    @Override
    public CompletableFuture<Long> count(OrderService.State state, boolean exact) {
        return count.callAsync(new OrderServiceCodecs.CountArguments(state, exact));
    }

    /** Deadline 2s, idempotent, another attempt after 50ms without an answer (at most 1 more), circuit breaker at 40% failures or 80% slow calls (200ms) in 10s. */
    @Override
    public CompletableFuture<Optional<OrderService.Order>> get(String reference) {
        return getString.callAsync(new OrderServiceCodecs.GetStringArguments(reference));
    }

    /** Deadline 500ms, idempotent, up to 4 attempts with pauses from 10ms to 500ms, each attempt at most 100ms, circuit breaker at 40% failures or 80% slow calls (200ms) in 10s, fallback Remembered. */
    @Override
    public CompletableFuture<OrderService.Order> get(long id) {
        return getLong.callAsync(new OrderServiceCodecs.GetLongArguments(id));
    }

    /** Deadline 500ms, circuit breaker at 40% failures or 80% slow calls (200ms) in 10s. */
    @Override
    public CompletableFuture<Void> pay(OrderService.Payment payment, String code) {
        return pay.callAsync(new OrderServiceCodecs.PayArguments(payment, code));
    }

    /** Deadline 500ms, request at most 65536 bytes, circuit breaker at 40% failures or 80% slow calls (200ms) in 10s, at most 100 calls in 1s. */
    @Override
    public CompletableFuture<OrderService.Order> place(OrderService.NewOrder order) {
        return place.callAsync(new OrderServiceCodecs.PlaceArguments(order));
    }

    /** Deadline 500ms, circuit breaker at 40% failures or 80% slow calls (200ms) in 10s, endpoint by strategy consistentHash by 'customer'. */
    @Override
    public CompletableFuture<List<OrderService.Order>> recent(String customer, int limit) {
        return recent.callAsync(new OrderServiceCodecs.RecentArguments(customer, limit));
    }

    /** One-way, deadline 500ms, circuit breaker at 40% failures or 80% slow calls (200ms) in 10s. */
    @Override
    public CompletableFuture<Void> viewed(long id) {
        return viewed.callAsync(new OrderServiceCodecs.ViewedArguments(id));
    }
}
