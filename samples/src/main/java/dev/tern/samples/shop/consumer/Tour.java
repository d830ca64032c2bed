package dev.tern.samples.shop.consumer;

import dev.tern.rpc.CallContext;
import dev.tern.samples.shop.api.NewOrder;
import dev.tern.samples.shop.api.Order;
import dev.tern.samples.shop.api.OrderNotFound;
import dev.tern.samples.shop.api.OrderService;
import dev.tern.samples.shop.api.OutOfStock;
import dev.tern.samples.shop.api.PaymentDeclined;
import dev.tern.samples.shop.api.StockService;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One call of each kind. */
final class Tour {

    private final OrderService orders;
    private final StockService stock;
    private final CallTable table;

    Tour(OrderService orders, StockService stock, CallTable table) {
        this.orders = orders;
        this.stock = stock;
        this.table = table;
    }

    void run() {
        table.header();
        table.call("orders.get(1)", () -> describe(orders.get(1)));
        table.call("orders.get(404)", () -> notFound(404));
        table.call("stock.available(teapot)", () -> stock.available("teapot") + " pieces");
        table.call("orders.place(2 teapots)", () -> place("teapot", 2));
        table.call("orders.place(1 unicorn)", () -> place("unicorn", 1));
        table.call("orders.place(1 piano)", () -> place("piano", 1));
        recent();
        table.call("orders.viewed(1), one-way", () -> {
            orders.viewed(1);
            return "sent";
        });
    }

    /** A declared exception arrives as itself, with its properties. */
    private String notFound(long id) {
        try {
            return describe(orders.get(id));
        } catch (OrderNotFound e) {
            return "OrderNotFound: id " + e.getId();
        }
    }

    private String place(String article, int quantity) {
        try {
            return describe(orders.place(new NewOrder("grace", List.of(new NewOrder.Item(article, quantity)))));
        } catch (OutOfStock e) {
            return "OutOfStock: " + e.getAvailable() + " " + e.getArticle() + " left";
        } catch (PaymentDeclined e) {
            return "PaymentDeclined: " + e.getReason();
        }
    }

    /** The trace is begun here, so that it is known although nobody waits for the call. */
    private void recent() {
        try (CallContext.Scope scope = CallContext.current().withNewTrace().attach()) {
            CompletableFuture<List<Order>> recent = orders.recent("ada", 3);
            CompletableFuture<String> ids = recent.thenApply(
                    list -> "orders " + list.stream().map(Order::id).toList());
            table.print(
                    "orders.recent(ada, 3), async", ids.join(), scope.context().traceId());
        }
    }

    private static String describe(Order order) {
        return "order " + order.id() + ", " + order.total() + ", " + order.status();
    }
}
