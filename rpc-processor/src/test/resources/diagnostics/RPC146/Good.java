package shop;

import dev.tern.rpc.*;

@RpcService
@LoadBalance(strategy = LoadBalance.CONSISTENT_HASH)
interface Good {

    void fromType(@HashKey String key);

    @LoadBalance(strategy = "mine")
    void ofMyOwn(@HashKey String key);

    @LoadBalance(strategy = LoadBalance.ROUND_ROBIN)
    void settingsDo(@SuppressWarnings("tern") @HashKey String key);
}
