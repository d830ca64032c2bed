package dev.tern.samples.shop.api;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.RpcService;

/** What the shop has in its warehouse. */
@RpcService
@Deadline("500ms")
public interface StockService {

    /** How many pieces there are; 0 of an article that nobody knows. */
    @Idempotent
    int available(String article);

    /** Takes pieces out of the stock for an order. */
    Reservation reserve(String article, int quantity) throws OutOfStock;

    /** Puts the pieces of an order that failed back. */
    void release(Reservation reservation);
}
