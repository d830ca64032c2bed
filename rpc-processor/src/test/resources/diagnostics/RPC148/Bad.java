package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    @OneWay
    @Idempotent
    @Retry
    @CircuitBreaker
    @Bulkhead(maxConcurrent = 1)
    @Fallback(Down.class)
    void sent();

    @OneWay
    @Idempotent
    @Hedge(delay = "10ms")
    void alsoSent();
}

class Down implements Bad {

    @Override
    public void sent() {}

    @Override
    public void alsoSent() {}
}
