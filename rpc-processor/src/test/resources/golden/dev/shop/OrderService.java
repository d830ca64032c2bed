package dev.shop;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.OneWay;
import dev.tern.rpc.RpcMethod;
import dev.tern.rpc.RpcService;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

@RpcService(version = "1.0")
@Deadline("500ms")
public interface OrderService {

    @Idempotent
    Order get(long id) throws OrderNotFound;

    @Idempotent
    @Deadline("2s")
    Optional<Order> get(String reference);

    @RpcMethod(maxRequestBytes = 65536)
    Order place(NewOrder order);

    CompletableFuture<List<Order>> recent(String customer, int limit);

    long count(State state, boolean exact);

    @OneWay
    void viewed(long id);

    void clear();

    enum State {
        OPEN,
        PAID,
        CANCELLED
    }

    record NewOrder(String customer, Map<String, Integer> lines) {}

    record Order(long id, String customer, State state, BigDecimal total, Instant placed, List<Line> lines) {}

    record Line(String article, int quantity, double price, boolean gift, Line replacementOf) {}

    final class OrderNotFound extends Exception {

        private static final long serialVersionUID = 1L;

        private final long id;

        public OrderNotFound(String message, long id) {
            super(message);
            this.id = id;
        }

        public long getId() {
            return id;
        }
    }
}
