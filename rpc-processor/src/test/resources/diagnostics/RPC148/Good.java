package shop;

import dev.tern.rpc.*;

@RpcService
@Retry
@CircuitBreaker
interface Good {

    @OneWay
    @Deadline("1s")
    @RateLimit(permits = 1)
    @LoadBalance(strategy = LoadBalance.ROUND_ROBIN)
    void sent();

    @OneWay
    @CircuitBreaker
    @SuppressWarnings("tern")
    void known();
}
