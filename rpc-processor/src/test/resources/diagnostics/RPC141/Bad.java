package shop;

import dev.tern.rpc.*;

@RpcService
@Retry
@Hedge(delay = "10ms")
interface Bad extends Shared {

    @Idempotent
    @Retry
    @Hedge(delay = "10ms")
    void both();
}

@Retry
@Hedge(delay = "10ms")
interface Shared {

    void shared();
}
