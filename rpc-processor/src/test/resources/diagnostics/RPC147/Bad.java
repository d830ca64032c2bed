package shop;

import dev.tern.rpc.*;

@RpcService
@LoadBalance(strategy = LoadBalance.CONSISTENT_HASH)
interface Bad {

    void fromType(String key);

    @LoadBalance(strategy = LoadBalance.CONSISTENT_HASH)
    void own(String key);
}
