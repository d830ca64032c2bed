package shop;

import dev.tern.rpc.*;

@Deadline("1s")
class Bad implements Contract {

    @Override
    @Idempotent
    public void call() {}

    @OneWay
    void other() {}
}

@RpcService
interface Contract {

    void call();

    @RpcMethod
    static void local() {}

    @Deadline("1s")
    default void alsoLocal() {
        hidden();
    }

    @Idempotent
    private void hidden() {}
}

@CircuitBreaker
class Other {

    @Retry
    public void call() {}

    @Bulkhead(maxConcurrent = 1)
    private void hidden() {}

    @RateLimit(permits = 1)
    static void local() {}
}

interface NoContract {

    @Bulkhead(maxConcurrent = 1)
    default void local() {}
}
