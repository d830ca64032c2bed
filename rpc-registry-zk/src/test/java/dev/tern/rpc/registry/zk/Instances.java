package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import java.util.Arrays;

/** Instances for tests. */
final class Instances {

    static final String ORDERS = "shop.OrderService";
    static final String STOCK = "shop.StockService";

    private Instances() {}

    static Instance of(String id, String application, String... services) {
        return Instance.of(
                id,
                application,
                "127.0.0.1:20880",
                Arrays.stream(services)
                        .map(name -> new ProvidedService(name, "", "", 0xdeadbeefL))
                        .toList());
    }
}
