package dev.tern.samples.shop.consumer;

import dev.tern.rpc.client.RpcClient;
import dev.tern.samples.shop.api.OrderService;
import dev.tern.samples.shop.api.StockService;
import java.time.Duration;

/**
 * Calls the shop: {@code ConsumerMain <registry> [seconds]}. First one call of each kind, then a steady stream of calls
 * for that many seconds. Ends with exit code 1 if one of the steady calls failed.
 */
public final class ConsumerMain {

    private ConsumerMain() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.err.println("arguments: <registry> [seconds], such as zk://127.0.0.1:2181/shop 10");
            System.exit(2);
        }
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        boolean allAnswered;
        try (RpcClient client =
                RpcClient.builder().application("web").registry(args[0]).build()) {
            OrderService orders = client.refer(OrderService.class);
            StockService stock = client.refer(StockService.class);
            client.awaitReady(OrderService.class, Duration.ofSeconds(20));
            client.awaitReady(StockService.class, Duration.ofSeconds(20));
            new Tour(orders, stock, new CallTable(System.out)).run();
            allAnswered = new SteadyCalls(orders, System.out).run(seconds);
        }
        System.exit(allAnswered ? 0 : 1);
    }
}
