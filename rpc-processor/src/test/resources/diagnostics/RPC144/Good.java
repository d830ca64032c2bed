package shop;

import dev.tern.rpc.*;

@RpcService
@LoadBalance(strategy = LoadBalance.CONSISTENT_HASH)
interface Good {

    void call(int other, @HashKey String one);

    void unkeyed(int other);
}
