package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    void call();
}
