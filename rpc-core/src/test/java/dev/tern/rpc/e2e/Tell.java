package dev.tern.rpc.e2e;

import dev.tern.rpc.OneWay;
import dev.tern.rpc.RpcService;

/** A method that is not answered, and one whose answer is empty. */
@RpcService
public interface Tell {

    /** Is not answered. */
    @OneWay
    void tell(String text);

    /** Is answered with nothing. */
    void ping();
}
