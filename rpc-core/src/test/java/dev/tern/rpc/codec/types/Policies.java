package dev.tern.rpc.codec.types;

import dev.tern.rpc.Bulkhead;
import dev.tern.rpc.CircuitBreaker;
import dev.tern.rpc.Deadline;
import dev.tern.rpc.Fallback;
import dev.tern.rpc.HashKey;
import dev.tern.rpc.Hedge;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.OneWay;
import dev.tern.rpc.RateLimit;
import dev.tern.rpc.Retry;
import dev.tern.rpc.RpcMethod;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.Status;
import java.io.FileNotFoundException;
import java.util.concurrent.TimeoutException;

/** All annotations that say how methods are called, on all places where they can stand. */
@RpcService
@Deadline(" 2s ")
@Hedge(delay = "30ms")
@CircuitBreaker(
        failureRate = 0.25,
        slowCallDuration = "300ms",
        window = "30s",
        recordOn = {IllegalStateException.class, Policies.Busy.class})
@LoadBalance(strategy = LoadBalance.CONSISTENT_HASH)
public interface Policies extends SharedPolicies {

    void standard();

    @Idempotent
    String hedged(@HashKey String key);

    @Idempotent
    @Retry(
            maxAttempts = 5,
            backoff = "5ms",
            maxBackoff = "1s",
            multiplier = 1.5,
            jitter = 0.125,
            retryOn = Busy.class,
            retryOnStatus = {Status.UNAVAILABLE, Status.ABORTED},
            abortOn = {IllegalArgumentException.class, UnsupportedOperationException.class},
            abortOnStatus = Status.INTERNAL,
            perAttempt = "100ms")
    @Fallback(
            value = Down.class,
            alsoOn = {Busy.class, FileNotFoundException.class})
    void retried(int number, @HashKey long key) throws Busy, FileNotFoundException;

    @Idempotent
    @Retry(
            maxAttempts = 2,
            retryOnStatus = {})
    @Deadline("1m")
    @LoadBalance(strategy = LoadBalance.ROUND_ROBIN)
    @CircuitBreaker(minimumCalls = 5, halfOpenCalls = 2, waitInOpen = "1s", ignoreOn = TimeoutException.class)
    void replaced();

    @Idempotent
    @Hedge(delay = "0ms", maxExtra = 3)
    void hedgedItself();

    @Bulkhead(maxConcurrent = 8)
    @RateLimit(permits = 1000, period = "1m")
    @RpcMethod(maxRequestBytes = 4096)
    void bounded();

    @OneWay
    @RateLimit(permits = 10)
    void sent();

    /** Too much to do. */
    final class Busy extends Exception {

        private static final long serialVersionUID = 1L;
    }

    /** Answers nothing. */
    class Down implements Policies {

        @Override
        public void standard() {}

        @Override
        public String hedged(String key) {
            return "";
        }

        @Override
        public void retried(int number, long key) {}

        @Override
        public void replaced() {}

        @Override
        public void hedgedItself() {}

        @Override
        public void bounded() {}

        @Override
        public void sent() {}

        @Override
        public void shared() {}

        @Override
        public void sharedAsIs() {}
    }
}
