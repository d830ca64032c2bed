package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    @RpcMethod(maxRequestBytes = 1, maxResponseBytes = 2)
    void call();

    @RpcMethod
    void unlimited();
}
