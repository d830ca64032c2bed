package shop;

import dev.tern.rpc.*;

@RpcService
@Retry
interface Good {

    void once();

    @Idempotent
    @Retry(maxAttempts = 2)
    void retried();

    @Idempotent
    @Hedge(delay = "10ms")
    void hedged();
}
