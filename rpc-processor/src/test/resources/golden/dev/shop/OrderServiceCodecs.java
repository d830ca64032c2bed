package dev.shop;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.CustomCodec;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.EnumCodec;
import dev.tern.rpc.io.ExactType;
import dev.tern.rpc.io.NaturalOrder;
import dev.tern.rpc.io.Nulls;
import dev.tern.rpc.io.NumberCodecs;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.io.TimeCodecs;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.ContractResource;
import dev.tern.rpc.kernel.GeneratedContract;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.annotation.processing.Generated;

/** What {@link OrderService} sends: its methods, their arguments and the types that these reach. */
@Generated("dev.tern.rpc.processor.RpcProcessor")
@GeneratedContract(apiLevel = 3)
final class OrderServiceCodecs {
    private static final String NAME = "dev.shop.OrderService";

    static final MethodDescriptor CLEAR = MethodDescriptor.builder(NAME, 0, "clear()")
            .policy(MethodPolicy.STANDARD.onService(
                    "deadline = 500ms",
                    "circuitBreaker.enabled = true",
                    "circuitBreaker.failureRate = 0.4",
                    "circuitBreaker.slowCallRate = 0.8",
                    "circuitBreaker.slowCallDuration = 200ms"))
            .arguments(ClearArguments::read, ClearArguments::read);

    static final MethodDescriptor COUNT = MethodDescriptor.builder(NAME, 1, "count(State,boolean)")
            .policy(MethodPolicy.STANDARD
                    .onService(
                            "deadline = 500ms",
                            "circuitBreaker.enabled = true",
                            "circuitBreaker.failureRate = 0.4",
                            "circuitBreaker.slowCallRate = 0.8",
                            "circuitBreaker.slowCallDuration = 200ms")
                    .onMethod("bulkhead.maxConcurrent = 8"))
            .result(
                    OrderServiceCodecs::writeLongResult,
                    OrderServiceCodecs::readLongResult,
                    OrderServiceCodecs::readLongResult)
            .arguments(CountArguments::read, CountArguments::read);

    static final MethodDescriptor GET_STRING = MethodDescriptor.builder(NAME, 2, "get(String)")
            .policy(MethodPolicy.STANDARD
                    .onService(
                            "deadline = 500ms",
                            "circuitBreaker.enabled = true",
                            "circuitBreaker.failureRate = 0.4",
                            "circuitBreaker.slowCallRate = 0.8",
                            "circuitBreaker.slowCallDuration = 200ms")
                    .onMethod("deadline = 2s", "hedge.delay = 50ms", "hedge.maxExtra = 1")
                    .asIdempotent())
            .result(
                    OrderServiceCodecs::writeOptionalOfOrderResult,
                    OrderServiceCodecs::readOptionalOfOrderResult,
                    OrderServiceCodecs::readOptionalOfOrderResult)
            .arguments(GetStringArguments::read, GetStringArguments::read);

    static final MethodDescriptor GET_LONG = MethodDescriptor.builder(NAME, 3, "get(long)")
            .policy(MethodPolicy.STANDARD
                    .onService(
                            "deadline = 500ms",
                            "circuitBreaker.enabled = true",
                            "circuitBreaker.failureRate = 0.4",
                            "circuitBreaker.slowCallRate = 0.8",
                            "circuitBreaker.slowCallDuration = 200ms")
                    .onMethod(
                            "retry.maxAttempts = 4",
                            "retry.backoff = 10ms",
                            "retry.retryOn = dev.shop.OrderService$OrderNotFound",
                            "retry.retryOnStatus = UNAVAILABLE,RESOURCE_EXHAUSTED",
                            "retry.perAttempt = 100ms")
                    .asIdempotent()
                    .withFallback(OrderService.Remembered.class, "dev.shop.OrderService$OrderNotFound"))
            .result(
                    OrderServiceCodecs::writeOrderResult,
                    OrderServiceCodecs::readOrderResult,
                    OrderServiceCodecs::readOrderResult)
            .exception(
                    OrderService.OrderNotFound.class,
                    OrderServiceCodecs::writeOrderNotFound,
                    OrderServiceCodecs::readOrderNotFound,
                    OrderServiceCodecs::readOrderNotFound)
            .arguments(GetLongArguments::read, GetLongArguments::read);

    static final MethodDescriptor PAY = MethodDescriptor.builder(NAME, 4, "pay(Payment,String)")
            .policy(MethodPolicy.STANDARD.onService(
                    "deadline = 500ms",
                    "circuitBreaker.enabled = true",
                    "circuitBreaker.failureRate = 0.4",
                    "circuitBreaker.slowCallRate = 0.8",
                    "circuitBreaker.slowCallDuration = 200ms"))
            .arguments(PayArguments::read, PayArguments::read);

    static final MethodDescriptor PLACE = MethodDescriptor.builder(NAME, 5, "place(NewOrder)")
            .policy(MethodPolicy.STANDARD
                    .onService(
                            "deadline = 500ms",
                            "circuitBreaker.enabled = true",
                            "circuitBreaker.failureRate = 0.4",
                            "circuitBreaker.slowCallRate = 0.8",
                            "circuitBreaker.slowCallDuration = 200ms")
                    .onMethod("rateLimit.permits = 100", "rateLimit.period = 1s")
                    .withLimits(65536, MethodPolicy.NO_LIMIT))
            .result(
                    OrderServiceCodecs::writeOrderResult,
                    OrderServiceCodecs::readOrderResult,
                    OrderServiceCodecs::readOrderResult)
            .arguments(PlaceArguments::read, PlaceArguments::read);

    static final MethodDescriptor RECENT = MethodDescriptor.builder(NAME, 6, "recent(String,int)")
            .asynchronous()
            .policy(MethodPolicy.STANDARD
                    .onService(
                            "deadline = 500ms",
                            "circuitBreaker.enabled = true",
                            "circuitBreaker.failureRate = 0.4",
                            "circuitBreaker.slowCallRate = 0.8",
                            "circuitBreaker.slowCallDuration = 200ms")
                    .onMethod("loadBalance = consistentHash")
                    .withHashKey(0))
            .result(
                    OrderServiceCodecs::writeListOfOrderResult,
                    OrderServiceCodecs::readListOfOrderResult,
                    OrderServiceCodecs::readListOfOrderResult)
            .arguments(RecentArguments::read, RecentArguments::read);

    static final MethodDescriptor VIEWED = MethodDescriptor.builder(NAME, 7, "viewed(long)")
            .oneWay()
            .policy(MethodPolicy.STANDARD.onService(
                    "deadline = 500ms",
                    "circuitBreaker.enabled = true",
                    "circuitBreaker.failureRate = 0.4",
                    "circuitBreaker.slowCallRate = 0.8",
                    "circuitBreaker.slowCallDuration = 200ms"))
            .arguments(ViewedArguments::read, ViewedArguments::read);

    /** The contract. */
    static final ServiceDescriptor SERVICE = new ServiceDescriptor(
            NAME,
            "", // group
            "1.0", // version
            0xcca1fe65bb3c08c9L, // contract hash
            ContractResource.of(OrderService.class),
            List.of(
                    CLEAR,
                    COUNT,
                    GET_STRING,
                    GET_LONG,
                    PAY,
                    PLACE,
                    RECENT,
                    VIEWED));

    private static final CustomCodec<OrderService.Money> MONEY_CODEC = CustomCodec.of(
            OrderService.Money.class,
            "dev.shop.OrderService.MoneySerializer",
            OrderService.MoneySerializer::new);

    private static final EnumCodec<OrderService.State> STATE_CODEC = EnumCodec.of(OrderService.State.class,
            "CANCELLED", "OPEN", "PAID");

    private OrderServiceCodecs() {}

    static void writeListOfOrderResult(RpcOutput out, List<OrderService.Order> value) {
        out.reserve(1);
        out.putByte(value == null ? 0 : 1);
        if (value != null) {
            writeListOfOrder(out, value);
        }
    }

    static List<OrderService.Order> readListOfOrderResult(RpcInput in) {
        return (in.getByte() & 1) == 0 ? null : readListOfOrder(in);
    }

    static List<OrderService.Order> readListOfOrderResult(RpcInput in, Plan plan) {
        List<OrderService.Order> value = plan.lacks(0) ? new ArrayList<>() : null;
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> value = readListOfOrder(in, plan.changed(step));
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        return value;
    }

    static void writeLongResult(RpcOutput out, long value) {
        out.reserve(RpcOutput.MAX_LONG);
        out.putLong(value);
    }

    static long readLongResult(RpcInput in) {
        return in.getLong();
    }

    static long readLongResult(RpcInput in, Plan plan) {
        long value = 0;
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> value = plan.getLong(in, step);
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        return value;
    }

    static void writeOptionalOfOrderResult(RpcOutput out, Optional<OrderService.Order> value) {
        out.reserve(1);
        out.putByte(value == null ? 0 : 1);
        if (value != null) {
            writeOptionalOfOrder(out, value);
        }
    }

    static Optional<OrderService.Order> readOptionalOfOrderResult(RpcInput in) {
        return (in.getByte() & 1) == 0 ? null : readOptionalOfOrder(in);
    }

    static Optional<OrderService.Order> readOptionalOfOrderResult(RpcInput in, Plan plan) {
        Optional<OrderService.Order> value = plan.lacks(0) ? Optional.empty() : null;
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> value = readOptionalOfOrder(in, plan.changed(step));
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        return value;
    }

    static void writeOrderResult(RpcOutput out, OrderService.Order value) {
        out.reserve(1);
        out.putByte(value == null ? 0 : 1);
        if (value != null) {
            writeOrder(out, value);
        }
    }

    static OrderService.Order readOrderResult(RpcInput in) {
        return (in.getByte() & 1) == 0 ? null : readOrder(in);
    }

    static OrderService.Order readOrderResult(RpcInput in, Plan plan) {
        OrderService.Order value = null;
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> value = readOrder(in, plan.changed(step));
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        return value;
    }

    static void writeCard(RpcOutput out, OrderService.Card value) {
        String currency = value.currency();
        String number = value.number();
        out.reserve(1);
        out.putByte((currency == null ? 0 : 1) | (number == null ? 0 : 2));
        if (currency != null) {
            out.putText(currency);
        }
        if (number != null) {
            out.putText(number);
        }
    }

    static OrderService.Card readCard(RpcInput in) {
        int present = in.getByte();
        String currency = (present & 1) == 0 ? null : in.getText();
        String number = (present & 2) == 0 ? null : in.getText();
        return new OrderService.Card(number, currency);
    }

    static OrderService.Card readCard(RpcInput in, Plan plan) {
        if (plan == null) {
            return readCard(in);
        }
        String currency = plan.lacks(0) ? "EUR" : null;
        String number = null;
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> currency = in.getText();
                    case 1 -> number = in.getText();
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        return new OrderService.Card(number, currency);
    }

    static void writeGift(RpcOutput out, OrderService.Gift value) {
        ExactType.check(value, OrderService.Gift.class);
        Deque<String> greetings = value.greetings;
        out.reserve(1 + RpcOutput.MAX_LONG);
        out.putByte(greetings == null ? 0 : 1);
        out.putLong(value.id);
        if (greetings != null) {
            writeDequeOfString(out, greetings);
        }
    }

    static OrderService.Gift readGift(RpcInput in) {
        int present = in.getByte();
        long id = in.getLong();
        Deque<String> greetings = (present & 1) == 0 ? null : readDequeOfString(in);
        OrderService.Gift value = new OrderService.Gift();
        value.greetings = greetings;
        value.id = id;
        return value;
    }

    static OrderService.Gift readGift(RpcInput in, Plan plan) {
        if (plan == null) {
            return readGift(in);
        }
        Deque<String> greetings = plan.lacks(0) ? new ArrayDeque<>() : null;
        long id = 0;
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> greetings = readDequeOfString(in, plan.changed(step));
                    case 1 -> id = plan.getLong(in, step);
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        OrderService.Gift value = new OrderService.Gift();
        value.greetings = greetings;
        value.id = id;
        return value;
    }

    static void writeLine(RpcOutput out, OrderService.Line value) {
        out.enter();
        String article = value.article();
        OrderService.Line replacementOf = value.replacementOf();
        out.reserve(10 + RpcOutput.MAX_INT);
        out.putByte((article == null ? 0 : 1) | (replacementOf == null ? 0 : 2));
        out.putBoolean(value.gift());
        out.putDouble(value.price());
        out.putInt(value.quantity());
        if (article != null) {
            out.putText(article);
        }
        if (replacementOf != null) {
            writeLine(out, replacementOf);
        }
        out.exit();
    }

    static OrderService.Line readLine(RpcInput in) {
        in.enter();
        int present = in.getByte();
        boolean gift = in.getBoolean();
        double price = in.getDouble();
        int quantity = in.getInt();
        String article = (present & 1) == 0 ? null : in.getText();
        OrderService.Line replacementOf = (present & 2) == 0 ? null : readLine(in);
        in.exit();
        return new OrderService.Line(article, quantity, price, gift, replacementOf);
    }

    static OrderService.Line readLine(RpcInput in, Plan plan) {
        if (plan == null) {
            return readLine(in);
        }
        String article = null;
        boolean gift = false;
        double price = 0;
        int quantity = 0;
        OrderService.Line replacementOf = null;
        in.enter();
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> article = in.getText();
                    case 1 -> gift = in.getBoolean();
                    case 2 -> price = plan.getDouble(in, step);
                    case 3 -> quantity = plan.getInt(in, step);
                    case 4 -> replacementOf = readLine(in, plan.changed(step));
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        in.exit();
        return new OrderService.Line(article, quantity, price, gift, replacementOf);
    }

    static void writeNewOrder(RpcOutput out, OrderService.NewOrder value) {
        String customer = value.customer();
        Map<String, Integer> lines = value.lines();
        out.reserve(1);
        out.putByte((customer == null ? 0 : 1) | (lines == null ? 0 : 2));
        if (customer != null) {
            out.putText(customer);
        }
        if (lines != null) {
            writeMapOfStringToInteger(out, lines);
        }
    }

    static OrderService.NewOrder readNewOrder(RpcInput in) {
        int present = in.getByte();
        String customer = (present & 1) == 0 ? null : in.getText();
        Map<String, Integer> lines = (present & 2) == 0 ? null : readMapOfStringToInteger(in);
        return new OrderService.NewOrder(customer, lines);
    }

    static OrderService.NewOrder readNewOrder(RpcInput in, Plan plan) {
        if (plan == null) {
            return readNewOrder(in);
        }
        String customer = null;
        Map<String, Integer> lines = plan.lacks(1) ? new LinkedHashMap<>() : null;
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> customer = in.getText();
                    case 1 -> lines = readMapOfStringToInteger(in, plan.changed(step));
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        return new OrderService.NewOrder(customer, lines);
    }

    static void writeOrder(RpcOutput out, OrderService.Order value) {
        String customer = value.customer();
        List<OrderService.Line> lines = value.lines();
        Instant placed = value.placed();
        OrderService.State state = value.state();
        BigDecimal total = value.total();
        out.reserve(1 + RpcOutput.MAX_LONG);
        out.putByte((customer == null ? 0 : 1) | (lines == null ? 0 : 2) | (placed == null ? 0 : 4)
                | (state == null ? 0 : 8) | (total == null ? 0 : 16));
        out.putLong(value.id());
        if (customer != null) {
            out.putText(customer);
        }
        if (lines != null) {
            writeListOfLine(out, lines);
        }
        if (placed != null) {
            TimeCodecs.writeInstant(out, placed);
        }
        if (state != null) {
            writeState(out, state);
        }
        if (total != null) {
            NumberCodecs.writeBigDecimal(out, total);
        }
    }

    static OrderService.Order readOrder(RpcInput in) {
        int present = in.getByte();
        long id = in.getLong();
        String customer = (present & 1) == 0 ? null : in.getText();
        List<OrderService.Line> lines = (present & 2) == 0 ? null : readListOfLine(in);
        Instant placed = (present & 4) == 0 ? null : TimeCodecs.readInstant(in);
        OrderService.State state = (present & 8) == 0 ? null : readState(in);
        BigDecimal total = (present & 16) == 0 ? null : NumberCodecs.readBigDecimal(in);
        return new OrderService.Order(id, customer, state, total, placed, lines);
    }

    static OrderService.Order readOrder(RpcInput in, Plan plan) {
        if (plan == null) {
            return readOrder(in);
        }
        String customer = null;
        long id = 0;
        List<OrderService.Line> lines = plan.lacks(2) ? new ArrayList<>() : null;
        Instant placed = null;
        OrderService.State state = null;
        BigDecimal total = null;
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> customer = in.getText();
                    case 1 -> id = plan.getLong(in, step);
                    case 2 -> lines = readListOfLine(in, plan.changed(step));
                    case 3 -> placed = TimeCodecs.readInstant(in);
                    case 4 -> state = readState(in, plan.changed(step));
                    case 5 -> total = NumberCodecs.readBigDecimal(in);
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        return new OrderService.Order(id, customer, state, total, placed, lines);
    }

    static void writeOrderNotFound(RpcOutput out, OrderService.OrderNotFound value) {
        String message = value.getMessage();
        out.reserve(1 + RpcOutput.MAX_LONG);
        out.putByte(message == null ? 0 : 1);
        out.putLong(value.getId());
        if (message != null) {
            out.putText(message);
        }
    }

    static OrderService.OrderNotFound readOrderNotFound(RpcInput in) {
        int present = in.getByte();
        long id = in.getLong();
        String message = (present & 1) == 0 ? null : in.getText();
        return new OrderService.OrderNotFound(message, id);
    }

    static OrderService.OrderNotFound readOrderNotFound(RpcInput in, Plan plan) {
        if (plan == null) {
            return readOrderNotFound(in);
        }
        long id = 0;
        String message = null;
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> id = plan.getLong(in, step);
                    case 1 -> message = in.getText();
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        return new OrderService.OrderNotFound(message, id);
    }

    static void writePayment(RpcOutput out, OrderService.Payment value) {
        out.reserve(RpcOutput.MAX_INT);
        if (value instanceof OrderService.Card card) {
            out.putUnsigned(0);
            writeCard(out, card);
        } else if (value.getClass() == OrderService.Gift.class) {
            out.putUnsigned(1);
            writeGift(out, (OrderService.Gift) value);
        } else if (value instanceof OrderService.Transfer transfer) {
            out.putUnsigned(2);
            writeTransfer(out, transfer);
        } else if (value.getClass() == OrderService.Voucher.class) {
            out.putUnsigned(3);
            writeVoucher(out, (OrderService.Voucher) value);
        } else {
            throw ExactType.unknown(value, OrderService.Payment.class);
        }
    }

    static OrderService.Payment readPayment(RpcInput in) {
        int subtype = in.getUnsigned();
        return switch (subtype) {
            case 0 -> readCard(in);
            case 1 -> readGift(in);
            case 2 -> readTransfer(in);
            case 3 -> readVoucher(in);
            default -> throw new DecodingException("dev.shop.OrderService.Payment: subtype "
                            + Integer.toUnsignedString(subtype) + " (expected: 0 to 3)");
        };
    }

    static OrderService.Payment readPayment(RpcInput in, Plan plan) {
        if (plan == null) {
            return readPayment(in);
        }
        int subtype = plan.subtype(in);
        return switch (plan.slot(subtype)) {
            case 0 -> readCard(in, plan.changed(subtype));
            case 1 -> readGift(in, plan.changed(subtype));
            case 2 -> readTransfer(in, plan.changed(subtype));
            case 3 -> readVoucher(in, plan.changed(subtype));
            default -> throw new IllegalStateException("plan of another type: " + plan);
        };
    }

    static void writeState(RpcOutput out, OrderService.State value) {
        STATE_CODEC.write(out, value);
    }

    static OrderService.State readState(RpcInput in) {
        return STATE_CODEC.read(in);
    }

    static OrderService.State readState(RpcInput in, Plan plan) {
        if (plan == null) {
            return readState(in);
        }
        return STATE_CODEC.constant(plan.constant(in));
    }

    static void writeTransfer(RpcOutput out, OrderService.Transfer value) {
        OrderService.Money amount = value.amount();
        SortedSet<String> references = value.references();
        out.reserve(1);
        out.putByte((amount == null ? 0 : 1) | (references == null ? 0 : 2));
        if (amount != null) {
            MONEY_CODEC.write(out, amount);
        }
        if (references != null) {
            writeSortedSetOfString(out, references);
        }
    }

    static OrderService.Transfer readTransfer(RpcInput in) {
        int present = in.getByte();
        OrderService.Money amount = (present & 1) == 0 ? null : MONEY_CODEC.read(in);
        SortedSet<String> references = (present & 2) == 0 ? null : readSortedSetOfString(in);
        return new OrderService.Transfer(amount, references);
    }

    static OrderService.Transfer readTransfer(RpcInput in, Plan plan) {
        if (plan == null) {
            return readTransfer(in);
        }
        OrderService.Money amount = null;
        SortedSet<String> references = plan.lacks(1) ? new TreeSet<>() : null;
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> amount = MONEY_CODEC.read(in);
                    case 1 -> references = readSortedSetOfString(in, plan.changed(step));
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        return new OrderService.Transfer(amount, references);
    }

    static void writeVoucher(RpcOutput out, OrderService.Voucher value) {
        ExactType.check(value, OrderService.Voucher.class);
        out.reserve(RpcOutput.MAX_LONG);
        out.putLong(value.id);
    }

    static OrderService.Voucher readVoucher(RpcInput in) {
        long id = in.getLong();
        OrderService.Voucher value = new OrderService.Voucher();
        value.id = id;
        return value;
    }

    static OrderService.Voucher readVoucher(RpcInput in, Plan plan) {
        if (plan == null) {
            return readVoucher(in);
        }
        long id = 0;
        int nulls = plan.begin(in);
        int step = 0;
        try {
            for (; step < plan.steps(); step++) {
                switch (plan.next(in, nulls, step)) {
                    case 0 -> id = plan.getLong(in, step);
                    default -> {}
                }
            }
        } catch (DecodingException failure) {
            throw plan.failed(step, failure);
        }
        OrderService.Voucher value = new OrderService.Voucher();
        value.id = id;
        return value;
    }

    static void writeDequeOfString(RpcOutput out, Deque<String> value) {
        int left = value.size();
        boolean nulls = Nulls.in(value);
        out.putElements(left, nulls);
        for (String element : value) {
            left--;
            if (!nulls || out.putPresence(element)) {
                out.putText(element);
            }
        }
        out.endElements(left);
    }

    static Deque<String> readDequeOfString(RpcInput in) {
        int header = in.elements(1);
        boolean nulls = (header & 1) != 0;
        int count = header >>> 1;
        Deque<String> value = nulls ? new LinkedList<>() : new ArrayDeque<>(count);
        for (int i = 0; i < count; i++) {
            String element = nulls && !in.getBoolean() ? null : in.getText();
            value.add(element);
        }
        return value;
    }

    static Deque<String> readDequeOfString(RpcInput in, Plan plan) {
        if (plan == null) {
            return readDequeOfString(in);
        }
        int header = in.elements(1);
        boolean nulls = (header & 1) != 0;
        int count = header >>> 1;
        Deque<String> value = nulls ? new LinkedList<>() : new ArrayDeque<>(count);
        for (int i = 0; i < count; i++) {
            String element = nulls && !in.getBoolean() ? null : in.getText();
            value.add(element);
        }
        return value;
    }

    static void writeListOfLine(RpcOutput out, List<OrderService.Line> value) {
        int left = value.size();
        boolean nulls = Nulls.in(value);
        out.putElements(left, nulls);
        for (OrderService.Line element : value) {
            left--;
            if (!nulls || out.putPresence(element)) {
                writeLine(out, element);
            }
        }
        out.endElements(left);
    }

    static List<OrderService.Line> readListOfLine(RpcInput in) {
        int header = in.elements(1);
        boolean nulls = (header & 1) != 0;
        int count = header >>> 1;
        List<OrderService.Line> value = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            OrderService.Line element = nulls && !in.getBoolean() ? null : readLine(in);
            value.add(element);
        }
        return value;
    }

    static List<OrderService.Line> readListOfLine(RpcInput in, Plan plan) {
        if (plan == null) {
            return readListOfLine(in);
        }
        int header = in.elements(1);
        boolean nulls = (header & 1) != 0;
        int count = header >>> 1;
        List<OrderService.Line> value = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            OrderService.Line element = nulls && !in.getBoolean() ? null : readLine(in, plan.changed(0));
            value.add(element);
        }
        return value;
    }

    static void writeListOfOrder(RpcOutput out, List<OrderService.Order> value) {
        int left = value.size();
        boolean nulls = Nulls.in(value);
        out.putElements(left, nulls);
        for (OrderService.Order element : value) {
            left--;
            if (!nulls || out.putPresence(element)) {
                writeOrder(out, element);
            }
        }
        out.endElements(left);
    }

    static List<OrderService.Order> readListOfOrder(RpcInput in) {
        int header = in.elements(1);
        boolean nulls = (header & 1) != 0;
        int count = header >>> 1;
        List<OrderService.Order> value = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            OrderService.Order element = nulls && !in.getBoolean() ? null : readOrder(in);
            value.add(element);
        }
        return value;
    }

    static List<OrderService.Order> readListOfOrder(RpcInput in, Plan plan) {
        if (plan == null) {
            return readListOfOrder(in);
        }
        int header = in.elements(1);
        boolean nulls = (header & 1) != 0;
        int count = header >>> 1;
        List<OrderService.Order> value = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            OrderService.Order element = nulls && !in.getBoolean() ? null : readOrder(in, plan.changed(0));
            value.add(element);
        }
        return value;
    }

    static void writeMapOfStringToInteger(RpcOutput out, Map<String, Integer> value) {
        int left = value.size();
        boolean nulls = Nulls.in(value);
        out.putElements(left, nulls);
        for (Map.Entry<String, Integer> entry : value.entrySet()) {
            left--;
            String key = entry.getKey();
            if (!nulls || out.putPresence(key)) {
                out.putText(key);
            }
            Integer content = entry.getValue();
            if (!nulls || out.putPresence(content)) {
                out.reserve(RpcOutput.MAX_INT);
                out.putInt(content);
            }
        }
        out.endElements(left);
    }

    static Map<String, Integer> readMapOfStringToInteger(RpcInput in) {
        int header = in.elements(2);
        boolean nulls = (header & 1) != 0;
        int count = header >>> 1;
        Map<String, Integer> value = new LinkedHashMap<>(RpcInput.capacity(count));
        for (int i = 0; i < count; i++) {
            String key = nulls && !in.getBoolean() ? null : in.getText();
            value.put(key, nulls && !in.getBoolean() ? null : in.getInt());
        }
        return value;
    }

    static Map<String, Integer> readMapOfStringToInteger(RpcInput in, Plan plan) {
        if (plan == null) {
            return readMapOfStringToInteger(in);
        }
        int header = in.elements(2);
        boolean nulls = (header & 1) != 0;
        int count = header >>> 1;
        Map<String, Integer> value = new LinkedHashMap<>(RpcInput.capacity(count));
        for (int i = 0; i < count; i++) {
            String key = nulls && !in.getBoolean() ? null : in.getText();
            value.put(key, nulls && !in.getBoolean() ? null : plan.getInt(in, 1));
        }
        return value;
    }

    static void writeOptionalOfOrder(RpcOutput out, Optional<OrderService.Order> value) {
        OrderService.Order content = value.orElse(null);
        if (out.putPresence(content)) {
            writeOrder(out, content);
        }
    }

    static Optional<OrderService.Order> readOptionalOfOrder(RpcInput in) {
        return in.getBoolean() ? Optional.of(readOrder(in)) : Optional.empty();
    }

    static Optional<OrderService.Order> readOptionalOfOrder(RpcInput in, Plan plan) {
        if (plan == null) {
            return readOptionalOfOrder(in);
        }
        return in.getBoolean() ? Optional.of(readOrder(in, plan.changed(0))) : Optional.empty();
    }

    static void writeSortedSetOfString(RpcOutput out, SortedSet<String> value) {
        NaturalOrder.check(value);
        int left = value.size();
        boolean nulls = Nulls.in(value);
        out.putElements(left, nulls);
        for (String element : value) {
            left--;
            if (!nulls || out.putPresence(element)) {
                out.putText(element);
            }
        }
        out.endElements(left);
    }

    static SortedSet<String> readSortedSetOfString(RpcInput in) {
        int header = in.elements(1);
        boolean nulls = (header & 1) != 0;
        int count = header >>> 1;
        SortedSet<String> value = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            String element = NaturalOrder.required(nulls && !in.getBoolean() ? null : in.getText());
            value.add(element);
        }
        return value;
    }

    static SortedSet<String> readSortedSetOfString(RpcInput in, Plan plan) {
        if (plan == null) {
            return readSortedSetOfString(in);
        }
        int header = in.elements(1);
        boolean nulls = (header & 1) != 0;
        int count = header >>> 1;
        SortedSet<String> value = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            String element = NaturalOrder.required(nulls && !in.getBoolean() ? null : in.getText());
            value.add(element);
        }
        return value;
    }

    /** The arguments of clear(). */
    static final class ClearArguments implements Arguments {
        ClearArguments() {}

        static ClearArguments read(RpcInput in) {
            return new ClearArguments();
        }

        static ClearArguments read(RpcInput in, Plan plan) {
            int nulls = plan.begin(in);
            int step = 0;
            try {
                for (; step < plan.steps(); step++) {
                    switch (plan.next(in, nulls, step)) {
                        default -> {}
                    }
                }
            } catch (DecodingException failure) {
                throw plan.failed(step, failure);
            }
            return new ClearArguments();
        }

        @Override
        public void write(RpcOutput out) {}

        @Override
        public int size() {
            return 0;
        }

        @Override
        public String name(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public Object get(int index) {
            throw new IndexOutOfBoundsException(index);
        }
    }

    /** The arguments of count(State,boolean). */
    static final class CountArguments implements Arguments {
        final OrderService.State state;

        final boolean exact;

        CountArguments(OrderService.State state, boolean exact) {
            this.state = state;
            this.exact = exact;
        }

        static CountArguments read(RpcInput in) {
            int present = in.getByte();
            boolean exact = in.getBoolean();
            OrderService.State state = (present & 1) == 0 ? null : readState(in);
            return new CountArguments(state, exact);
        }

        static CountArguments read(RpcInput in, Plan plan) {
            OrderService.State state = null;
            boolean exact = false;
            int nulls = plan.begin(in);
            int step = 0;
            try {
                for (; step < plan.steps(); step++) {
                    switch (plan.next(in, nulls, step)) {
                        case 0 -> state = readState(in, plan.changed(step));
                        case 1 -> exact = in.getBoolean();
                        default -> {}
                    }
                }
            } catch (DecodingException failure) {
                throw plan.failed(step, failure);
            }
            return new CountArguments(state, exact);
        }

        @Override
        public void write(RpcOutput out) {
            out.reserve(2);
            out.putByte(state == null ? 0 : 1);
            out.putBoolean(exact);
            if (state != null) {
                writeState(out, state);
            }
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public String name(int index) {
            return switch (index) {
                case 0 -> "state";
                case 1 -> "exact";
                default -> throw new IndexOutOfBoundsException(index);
            };
        }

        @Override
        public Object get(int index) {
            return switch (index) {
                case 0 -> state;
                case 1 -> exact;
                default -> throw new IndexOutOfBoundsException(index);
            };
        }
    }

    /** The arguments of get(String). */
    static final class GetStringArguments implements Arguments {
        final String reference;

        GetStringArguments(String reference) {
            this.reference = reference;
        }

        static GetStringArguments read(RpcInput in) {
            int present = in.getByte();
            String reference = (present & 1) == 0 ? null : in.getText();
            return new GetStringArguments(reference);
        }

        static GetStringArguments read(RpcInput in, Plan plan) {
            String reference = null;
            int nulls = plan.begin(in);
            int step = 0;
            try {
                for (; step < plan.steps(); step++) {
                    switch (plan.next(in, nulls, step)) {
                        case 0 -> reference = in.getText();
                        default -> {}
                    }
                }
            } catch (DecodingException failure) {
                throw plan.failed(step, failure);
            }
            return new GetStringArguments(reference);
        }

        @Override
        public void write(RpcOutput out) {
            out.reserve(1);
            out.putByte(reference == null ? 0 : 1);
            if (reference != null) {
                out.putText(reference);
            }
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public String name(int index) {
            return switch (index) {
                case 0 -> "reference";
                default -> throw new IndexOutOfBoundsException(index);
            };
        }

        @Override
        public Object get(int index) {
            return switch (index) {
                case 0 -> reference;
                default -> throw new IndexOutOfBoundsException(index);
            };
        }
    }

    /** The arguments of get(long). */
    static final class GetLongArguments implements Arguments {
        final long id;

        GetLongArguments(long id) {
            this.id = id;
        }

        static GetLongArguments read(RpcInput in) {
            long id = in.getLong();
            return new GetLongArguments(id);
        }

        static GetLongArguments read(RpcInput in, Plan plan) {
            long id = 0;
            int nulls = plan.begin(in);
            int step = 0;
            try {
                for (; step < plan.steps(); step++) {
                    switch (plan.next(in, nulls, step)) {
                        case 0 -> id = plan.getLong(in, step);
                        default -> {}
                    }
                }
            } catch (DecodingException failure) {
                throw plan.failed(step, failure);
            }
            return new GetLongArguments(id);
        }

        @Override
        public void write(RpcOutput out) {
            out.reserve(RpcOutput.MAX_LONG);
            out.putLong(id);
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public String name(int index) {
            return switch (index) {
                case 0 -> "id";
                default -> throw new IndexOutOfBoundsException(index);
            };
        }

        @Override
        public Object get(int index) {
            return switch (index) {
                case 0 -> id;
                default -> throw new IndexOutOfBoundsException(index);
            };
        }
    }

    /** The arguments of pay(Payment,String). */
    static final class PayArguments implements Arguments {
        final OrderService.Payment payment;

        final String code;

        PayArguments(OrderService.Payment payment, String code) {
            this.payment = payment;
            this.code = code;
        }

        static PayArguments read(RpcInput in) {
            int present = in.getByte();
            OrderService.Payment payment = (present & 1) == 0 ? null : readPayment(in);
            String code = (present & 2) == 0 ? null : in.getText();
            return new PayArguments(payment, code);
        }

        static PayArguments read(RpcInput in, Plan plan) {
            OrderService.Payment payment = null;
            String code = null;
            int nulls = plan.begin(in);
            int step = 0;
            try {
                for (; step < plan.steps(); step++) {
                    switch (plan.next(in, nulls, step)) {
                        case 0 -> payment = readPayment(in, plan.changed(step));
                        case 1 -> code = in.getText();
                        default -> {}
                    }
                }
            } catch (DecodingException failure) {
                throw plan.failed(step, failure);
            }
            return new PayArguments(payment, code);
        }

        @Override
        public void write(RpcOutput out) {
            out.reserve(1);
            out.putByte((payment == null ? 0 : 1) | (code == null ? 0 : 2));
            if (payment != null) {
                writePayment(out, payment);
            }
            if (code != null) {
                out.putText(code);
            }
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public String name(int index) {
            return switch (index) {
                case 0 -> "payment";
                case 1 -> "code";
                default -> throw new IndexOutOfBoundsException(index);
            };
        }

        @Override
        public Object get(int index) {
            return switch (index) {
                case 0 -> payment;
                case 1 -> code;
                default -> throw new IndexOutOfBoundsException(index);
            };
        }

        @Override
        public boolean sensitive(int index) {
            return index == 1;
        }
    }

    /** The arguments of place(NewOrder). */
    static final class PlaceArguments implements Arguments {
        final OrderService.NewOrder order;

        PlaceArguments(OrderService.NewOrder order) {
            this.order = order;
        }

        static PlaceArguments read(RpcInput in) {
            int present = in.getByte();
            OrderService.NewOrder order = (present & 1) == 0 ? null : readNewOrder(in);
            return new PlaceArguments(order);
        }

        static PlaceArguments read(RpcInput in, Plan plan) {
            OrderService.NewOrder order = null;
            int nulls = plan.begin(in);
            int step = 0;
            try {
                for (; step < plan.steps(); step++) {
                    switch (plan.next(in, nulls, step)) {
                        case 0 -> order = readNewOrder(in, plan.changed(step));
                        default -> {}
                    }
                }
            } catch (DecodingException failure) {
                throw plan.failed(step, failure);
            }
            return new PlaceArguments(order);
        }

        @Override
        public void write(RpcOutput out) {
            out.reserve(1);
            out.putByte(order == null ? 0 : 1);
            if (order != null) {
                writeNewOrder(out, order);
            }
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public String name(int index) {
            return switch (index) {
                case 0 -> "order";
                default -> throw new IndexOutOfBoundsException(index);
            };
        }

        @Override
        public Object get(int index) {
            return switch (index) {
                case 0 -> order;
                default -> throw new IndexOutOfBoundsException(index);
            };
        }
    }

    /** The arguments of recent(String,int). */
    static final class RecentArguments implements Arguments {
        final String customer;

        final int limit;

        RecentArguments(String customer, int limit) {
            this.customer = customer;
            this.limit = limit;
        }

        static RecentArguments read(RpcInput in) {
            int present = in.getByte();
            int limit = in.getInt();
            String customer = (present & 1) == 0 ? null : in.getText();
            return new RecentArguments(customer, limit);
        }

        static RecentArguments read(RpcInput in, Plan plan) {
            String customer = null;
            int limit = 0;
            int nulls = plan.begin(in);
            int step = 0;
            try {
                for (; step < plan.steps(); step++) {
                    switch (plan.next(in, nulls, step)) {
                        case 0 -> customer = in.getText();
                        case 1 -> limit = plan.getInt(in, step);
                        default -> {}
                    }
                }
            } catch (DecodingException failure) {
                throw plan.failed(step, failure);
            }
            return new RecentArguments(customer, limit);
        }

        @Override
        public void write(RpcOutput out) {
            out.reserve(1 + RpcOutput.MAX_INT);
            out.putByte(customer == null ? 0 : 1);
            out.putInt(limit);
            if (customer != null) {
                out.putText(customer);
            }
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public String name(int index) {
            return switch (index) {
                case 0 -> "customer";
                case 1 -> "limit";
                default -> throw new IndexOutOfBoundsException(index);
            };
        }

        @Override
        public Object get(int index) {
            return switch (index) {
                case 0 -> customer;
                case 1 -> limit;
                default -> throw new IndexOutOfBoundsException(index);
            };
        }
    }

    /** The arguments of viewed(long). */
    static final class ViewedArguments implements Arguments {
        final long id;

        ViewedArguments(long id) {
            this.id = id;
        }

        static ViewedArguments read(RpcInput in) {
            long id = in.getLong();
            return new ViewedArguments(id);
        }

        static ViewedArguments read(RpcInput in, Plan plan) {
            long id = 0;
            int nulls = plan.begin(in);
            int step = 0;
            try {
                for (; step < plan.steps(); step++) {
                    switch (plan.next(in, nulls, step)) {
                        case 0 -> id = plan.getLong(in, step);
                        default -> {}
                    }
                }
            } catch (DecodingException failure) {
                throw plan.failed(step, failure);
            }
            return new ViewedArguments(id);
        }

        @Override
        public void write(RpcOutput out) {
            out.reserve(RpcOutput.MAX_LONG);
            out.putLong(id);
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public String name(int index) {
            return switch (index) {
                case 0 -> "id";
                default -> throw new IndexOutOfBoundsException(index);
            };
        }

        @Override
        public Object get(int index) {
            return switch (index) {
                case 0 -> id;
                default -> throw new IndexOutOfBoundsException(index);
            };
        }
    }
}
