package dev.tern.samples.shop.api;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.RpcService;

/** Takes the customers' money. */
@RpcService
@Deadline("800ms")
public interface PaymentService {

    /** Charges a customer. */
    Receipt charge(String customer, Money amount) throws PaymentDeclined;
}
