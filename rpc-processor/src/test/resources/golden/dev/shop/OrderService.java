package dev.shop;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
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
import dev.tern.rpc.RpcDefault;
import dev.tern.rpc.RpcMethod;
import dev.tern.rpc.RpcSerializer;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.RpcSubtypes;
import dev.tern.rpc.Sensitive;
import dev.tern.rpc.Status;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;

@RpcService(version = "1.0")
@Deadline("500ms")
@CircuitBreaker(failureRate = 0.4, slowCallDuration = "200ms", slowCallRate = 0.8)
public interface OrderService {

    @Idempotent
    @Retry(
            maxAttempts = 4,
            backoff = "10ms",
            retryOn = OrderNotFound.class,
            retryOnStatus = {Status.UNAVAILABLE, Status.RESOURCE_EXHAUSTED},
            perAttempt = "100ms")
    @Fallback(value = Remembered.class, alsoOn = OrderNotFound.class)
    Order get(long id) throws OrderNotFound;

    @Idempotent
    @Deadline("2s")
    @Hedge(delay = "50ms")
    Optional<Order> get(String reference);

    @RpcMethod(maxRequestBytes = 65536)
    @RateLimit(permits = 100)
    Order place(NewOrder order);

    @LoadBalance(strategy = LoadBalance.CONSISTENT_HASH)
    CompletableFuture<List<Order>> recent(@HashKey String customer, int limit);

    @Bulkhead(maxConcurrent = 8)
    long count(State state, boolean exact);

    @OneWay
    void viewed(long id);

    void clear();

    void pay(Payment payment, @Sensitive String code);

    enum State {
        OPEN,
        PAID,
        CANCELLED
    }

    record NewOrder(String customer, Map<String, Integer> lines) {}

    record Order(long id, String customer, State state, BigDecimal total, Instant placed, List<Line> lines) {}

    record Line(String article, int quantity, double price, boolean gift, Line replacementOf) {}

    sealed interface Payment permits Card, Transfer, Voucher {}

    record Card(String number, @RpcDefault("EUR") String currency) implements Payment {}

    record Transfer(Money amount, SortedSet<String> references) implements Payment {}

    @RpcSubtypes(Gift.class)
    non-sealed class Voucher implements Payment {

        public long id;
    }

    class Gift extends Voucher {

        public Deque<String> greetings;
    }

    @RpcSerializer(MoneySerializer.class)
    record Money(BigDecimal value, String currency) {}

    final class MoneySerializer extends Serializer<Money> {

        @Override
        public void write(Kryo kryo, Output output, Money money) {
            output.writeString(money.value().toString());
            output.writeString(money.currency());
        }

        @Override
        public Money read(Kryo kryo, Input input, Class<? extends Money> type) {
            return new Money(new BigDecimal(input.readString()), input.readString());
        }
    }

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

    /** What callers get when nobody else answers. */
    final class Remembered implements OrderService {

        @Override
        public Order get(long id) {
            return new Order(id, "", State.OPEN, BigDecimal.ZERO, Instant.EPOCH, List.of());
        }

        @Override
        public Optional<Order> get(String reference) {
            return Optional.empty();
        }

        @Override
        public Order place(NewOrder order) {
            throw new IllegalStateException();
        }

        @Override
        public CompletableFuture<List<Order>> recent(String customer, int limit) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public long count(State state, boolean exact) {
            return 0;
        }

        @Override
        public void viewed(long id) {}

        @Override
        public void clear() {}

        @Override
        public void pay(Payment payment, String code) {}
    }
}
