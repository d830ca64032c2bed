package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    @RpcMethod(maxRequestBytes = -1, maxResponseBytes = -2)
    void call();
}
