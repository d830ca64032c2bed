package dev.shop;

import dev.tern.rpc.kernel.GeneratedContract;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.annotation.processing.Generated;

/** {@link OrderService} with a future for every result. Cancelling a future cancels its call. */
@Generated("dev.tern.rpc.processor.RpcProcessor")
@GeneratedContract(apiLevel = 3)
public interface OrderServiceAsync {
    /** @see OrderService#clear() */
    CompletableFuture<Void> clear();

    /** @see OrderService#count(OrderService.State, boolean) */
    CompletableFuture<Long> count(OrderService.State state, boolean exact);

    /** @see OrderService#get(String) */
    CompletableFuture<Optional<OrderService.Order>> get(String reference);

    /** @see OrderService#get(long) */
    CompletableFuture<OrderService.Order> get(long id);

    /** @see OrderService#pay(OrderService.Payment, String) */
    CompletableFuture<Void> pay(OrderService.Payment payment, String code);

    /** @see OrderService#place(OrderService.NewOrder) */
    CompletableFuture<OrderService.Order> place(OrderService.NewOrder order);

    /** @see OrderService#recent(String, int) */
    CompletableFuture<List<OrderService.Order>> recent(String customer, int limit);

    /**
     * Not answered: the future completes when the call has been handed over.
     *
     * @see OrderService#viewed(long)
     */
    CompletableFuture<Void> viewed(long id);
}
