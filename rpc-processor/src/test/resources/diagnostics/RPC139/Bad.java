package shop;

import dev.tern.rpc.*;

@RpcService
@CircuitBreaker(
        failureRate = 1.5,
        window = "11m")
interface Bad {

    @Idempotent
    @Retry(
            maxAttempts = 0,
            backoff = "soon",
            multiplier = Double.NaN,
            retryOnStatus = {Status.UNAVAILABLE, Status.OK},
            perAttempt = "0ms")
    void retried();

    @Idempotent
    @Hedge(delay = "", maxExtra = 5)
    void hedged();

    @Bulkhead(maxConcurrent = 0)
    @RateLimit(permits = -1, period = "2h")
    void bounded();

    @LoadBalance(strategy = "one two")
    void balanced();
}

@RateLimit(permits = 0)
class Implementation {

    @Bulkhead(maxConcurrent = 1_000_001)
    public void bounded() {}
}
