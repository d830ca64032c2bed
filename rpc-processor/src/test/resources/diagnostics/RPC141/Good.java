package shop;

import dev.tern.rpc.*;

@RpcService
@Hedge(delay = "10ms")
interface Good extends Shared {

    @Idempotent
    @Retry
    void retried();
}

@Retry
interface Shared {

    void shared();
}
