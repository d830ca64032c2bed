package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    @OneWay
    void viewed(long id);
}
