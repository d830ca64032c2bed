package dev.tern.samples.shop.provider;

import dev.tern.samples.shop.api.Money;
import dev.tern.samples.shop.api.NewOrder;
import dev.tern.samples.shop.api.Order;
import dev.tern.samples.shop.api.OrderLine;
import dev.tern.samples.shop.api.OrderNotFound;
import dev.tern.samples.shop.api.OrderService;
import dev.tern.samples.shop.api.OrderStatus;
import dev.tern.samples.shop.api.OutOfStock;
import dev.tern.samples.shop.api.PaymentDeclined;
import dev.tern.samples.shop.api.PaymentService;
import dev.tern.samples.shop.api.Reservation;
import dev.tern.samples.shop.api.StockService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes orders with the help of the stock and the payment service, which it calls over Tern as any consumer does.
 *
 * <p>Orders are kept in memory, so each instance knows the same ten old ones and those it took itself. Instances of a
 * real shop would share a database.
 */
final class Orders implements OrderService {

    private static final Logger log = LoggerFactory.getLogger(Orders.class);

    private final StockService stock;
    private final PaymentService payments;
    private final Map<Long, Order> orders = new ConcurrentHashMap<>();

    /** Starts anywhere, so that two instances hardly give the same id to two orders. */
    private final AtomicLong lastId = new AtomicLong(ThreadLocalRandom.current().nextLong(1_000, 1_000_000));

    Orders(StockService stock, PaymentService payments) {
        this.stock = stock;
        this.payments = payments;
        for (long id = 1; id <= 10; id++) {
            OrderLine line = new OrderLine("teapot", (int) id, Money.euros("19.90"));
            Instant placedAt = Instant.parse("2025-03-01T12:00:00Z").plusSeconds(3600 * id);
            keep(new Order(id, "ada", List.of(line), total(List.of(line)), OrderStatus.DELIVERED, placedAt));
        }
    }

    /**
     * The calls made here belong to the trace of the call that is handled, and get at most the time that it has left.
     */
    @Override
    public Order place(NewOrder order) throws OutOfStock, PaymentDeclined {
        log.info("place {}", order);
        List<Reservation> reserved = new ArrayList<>();
        try {
            for (NewOrder.Item item : order.items()) {
                reserved.add(stock.reserve(item.article(), item.quantity()));
            }
            List<OrderLine> lines = reserved.stream()
                    .map(r -> new OrderLine(r.article(), r.quantity(), r.price()))
                    .toList();
            Money total = total(lines);
            payments.charge(order.customer(), total);
            return keep(new Order(
                    lastId.incrementAndGet(), order.customer(), lines, total, OrderStatus.PAID, Instant.now()));
        } catch (OutOfStock | PaymentDeclined e) {
            reserved.forEach(stock::release);
            throw e;
        }
    }

    @Override
    public Order get(long id) throws OrderNotFound {
        log.info("get {}", id);
        Order order = orders.get(id);
        if (order == null) {
            throw new OrderNotFound(id);
        }
        return order;
    }

    @Override
    public CompletableFuture<List<Order>> recent(String customer, int limit) {
        log.info("recent {} {}", customer, limit);
        List<Order> latest = orders.values().stream()
                .filter(order -> order.customer().equals(customer))
                .sorted(Comparator.comparing(Order::placedAt).reversed())
                .limit(limit)
                .toList();
        return CompletableFuture.completedFuture(latest);
    }

    @Override
    public void viewed(long id) {
        log.info("viewed {}", id);
    }

    private Order keep(Order order) {
        orders.put(order.id(), order);
        return order;
    }

    private static Money total(List<OrderLine> lines) {
        return lines.stream().map(line -> line.price().times(line.quantity())).reduce(Money.euros("0.00"), Money::plus);
    }
}
