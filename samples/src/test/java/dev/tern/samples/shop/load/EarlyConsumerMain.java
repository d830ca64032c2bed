package dev.tern.samples.shop.load;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.client.RpcClient;
import dev.tern.samples.shop.api.OrderNotFound;
import dev.tern.samples.shop.api.OrderService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Calls until it gets an answer, whether or not there is a registry; tells of each call how it ended. */
public final class EarlyConsumerMain {

    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private EarlyConsumerMain() {}

    public static void main(String[] args) throws OrderNotFound, InterruptedException {
        try (RpcClient client =
                RpcClient.builder().application("web").registry(args[0]).build()) {
            OrderService orders = client.refer(OrderService.class, options -> options.deadline("get", DEADLINE));
            while (!answered(orders)) {
                TimeUnit.MILLISECONDS.sleep(50); // with ZooKeeper but without provider calls fail at once
            }
        }
    }

    private static boolean answered(OrderService orders) throws OrderNotFound {
        long start = System.nanoTime();
        try {
            orders.get(1);
            System.out.println("ANSWERED by " + CallInfo.last().instance());
            return true;
        } catch (RpcException e) {
            long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            System.out.println("FAILED after " + elapsed + " of " + DEADLINE.toMillis() + " ms: " + e);
            return false;
        }
    }
}
