package dev.tern.samples.shop.provider;

import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import dev.tern.samples.shop.api.OrderService;
import dev.tern.samples.shop.api.PaymentService;
import dev.tern.samples.shop.api.StockService;
import java.time.Duration;
import java.util.List;

/**
 * Provides the shop's services on a free port: {@code ProviderMain <registry> [order] [stock] [payment]}, all three if
 * none is named. Prints a line that begins with {@code READY} once it is registered, and runs until it gets a SIGTERM.
 */
public final class ProviderMain {

    private static final List<String> ALL = List.of("order", "stock", "payment");

    private ProviderMain() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length == 0 || !ALL.containsAll(services(args))) {
            System.err.println(
                    "arguments: <registry> [order] [stock] [payment], such as zk://127.0.0.1:2181/shop order");
            System.exit(2);
        }
        String registry = args[0];
        // The order service is a consumer too: it finds the stock and the payment service by the same registry.
        try (RpcClient client = RpcClient.builder()
                        .application("shop")
                        .registry(registry)
                        .build();
                RpcServer server = start(registry, services(args), client)) {
            server.awaitRegistered(Duration.ofSeconds(30));
            System.out.println("READY instance=" + server.instanceId() + " port=" + server.port());
            server.awaitTermination();
        }
    }

    private static List<String> services(String[] args) {
        return args.length > 1 ? List.of(args).subList(1, args.length) : ALL;
    }

    private static RpcServer start(String registry, List<String> services, RpcClient client) {
        RpcServer.Builder server = RpcServer.builder().application("shop").registry(registry);
        if (services.contains("order")) {
            server.provide(
                    OrderService.class,
                    new Orders(client.refer(StockService.class), client.refer(PaymentService.class)));
        }
        if (services.contains("stock")) {
            server.provide(StockService.class, new Stock());
        }
        if (services.contains("payment")) {
            server.provide(PaymentService.class, new Payments());
        }
        return server.start();
    }
}
