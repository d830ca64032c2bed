package shop;

import dev.tern.rpc.*;

@Bulkhead(maxConcurrent = 100)
class Good implements Contract {

    @Override
    @NonBlocking
    @RateLimit(permits = 1000)
    public void call() {}

    @Override
    public String shared() {
        return "";
    }
}

@RpcService
@Deadline("1s")
interface Contract extends Shared {

    @Idempotent
    void call();
}

@Deadline("2s")
interface Shared {

    @Idempotent
    String shared();
}
