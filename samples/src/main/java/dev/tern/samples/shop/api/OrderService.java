package dev.tern.samples.shop.api;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.OneWay;
import dev.tern.rpc.RpcService;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The shop's orders. */
@RpcService
@Deadline("1s")
public interface OrderService {

    /** Not idempotent, so it is never repeated once it may have run: nobody wants to pay twice. */
    @Deadline("2s")
    Order place(NewOrder order) throws OutOfStock, PaymentDeclined;

    /** Idempotent, so it is tried again at another provider when the connection is lost before the answer. */
    @Idempotent
    Order get(long id) throws OrderNotFound;

    /** The customer's orders, the latest first; asynchronous, because the method returns a future. */
    @Idempotent
    CompletableFuture<List<Order>> recent(String customer, int limit);

    /** Counts a look at an order; not worth waiting for an answer. */
    @OneWay
    void viewed(long id);
}
