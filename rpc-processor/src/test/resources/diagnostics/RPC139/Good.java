package shop;

import dev.tern.rpc.*;

@RpcService
@CircuitBreaker(failureRate = 1, slowCallRate = 0.01, slowCallDuration = "1ms", window = "10m", waitInOpen = "1h")
interface Good {

    @Idempotent
    @Retry(maxAttempts = 5, backoff = "0ms", multiplier = 1, jitter = 0, retryOnStatus = {}, perAttempt = "")
    void retried();

    @Idempotent
    @Hedge(delay = "0ms", maxExtra = 4)
    void hedged();

    @Bulkhead(maxConcurrent = 1)
    @RateLimit(permits = 1, period = " 1h ")
    void bounded();

    @LoadBalance(strategy = "nearest")
    void balanced();
}

@RateLimit(permits = 1)
class Implementation {

    @Bulkhead(maxConcurrent = 1_000_000)
    public void bounded() {}
}
