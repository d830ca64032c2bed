package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    @Retry
    void retried();

    @Hedge(delay = "10ms")
    void hedged();
}
