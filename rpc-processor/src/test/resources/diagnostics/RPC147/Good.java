package shop;

import dev.tern.rpc.*;

@RpcService
@LoadBalance(strategy = LoadBalance.CONSISTENT_HASH)
interface Good {

    void fromType(@HashKey String key);

    void unkeyed(String key);
}
