package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    @RpcAlias({"find", "load(long)", "load(String,int[])"})
    Order get(long id);

    record Order(@RpcAlias("number") long id, State state) {}

    enum State {
        @RpcAlias("NEW")
        OPEN,
        PAID
    }
}
