package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    void unbalanced(@HashKey String key);

    @LoadBalance(strategy = LoadBalance.ROUND_ROBIN)
    void other(
            int number,
            @HashKey String key);
}
