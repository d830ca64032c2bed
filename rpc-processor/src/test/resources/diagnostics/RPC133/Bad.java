package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    @RpcAlias("old name")
    Order get(long id);

    record Order(@RpcAlias("id") long number, long id, State state) {}

    enum State {
        @RpcAlias({"NEW", "PAID"})
        OPEN,
        PAID
    }
}
