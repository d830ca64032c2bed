package shop;

import dev.tern.rpc.*;

@RpcService
@LoadBalance(strategy = LoadBalance.CONSISTENT_HASH)
interface Bad {

    void call(
            @HashKey String one,
            int other,
            @HashKey String another);
}
