package dev.shop;

import dev.tern.rpc.kernel.Dispatcher;
import dev.tern.rpc.kernel.GeneratedContract;
import dev.tern.rpc.kernel.MethodHandler;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.List;
import javax.annotation.processing.Generated;

/** Calls implementations of {@link OrderService}. */
@Generated("dev.tern.rpc.processor.RpcProcessor")
@GeneratedContract(apiLevel = 3)
public final class OrderServiceDispatcher implements Dispatcher<OrderService> {
    /** Needs nothing. */
    public OrderServiceDispatcher() {}

    @Override
    public ServiceDescriptor service() {
        return OrderServiceCodecs.SERVICE;
    }

    @Override
    public List<MethodHandler<?>> handlers(OrderService implementation) {
        return List.of(
                clear(implementation),
                count(implementation),
                getString(implementation),
                getLong(implementation),
                pay(implementation),
                place(implementation),
                recent(implementation),
                viewed(implementation));
    }

    private static MethodHandler<OrderServiceCodecs.ClearArguments> clear(OrderService implementation) {
        return arguments -> {
            implementation.clear();
            return null;
        };
    }

    private static MethodHandler<OrderServiceCodecs.CountArguments> count(OrderService implementation) {
        return arguments -> implementation.count(arguments.state, arguments.exact);
    }

    private static MethodHandler<OrderServiceCodecs.GetStringArguments> getString(OrderService implementation) {
        return arguments -> implementation.get(arguments.reference);
    }

    private static MethodHandler<OrderServiceCodecs.GetLongArguments> getLong(OrderService implementation) {
        return arguments -> implementation.get(arguments.id);
    }

    private static MethodHandler<OrderServiceCodecs.PayArguments> pay(OrderService implementation) {
        return arguments -> {
            implementation.pay(arguments.payment, arguments.code);
            return null;
        };
    }

    private static MethodHandler<OrderServiceCodecs.PlaceArguments> place(OrderService implementation) {
        return arguments -> implementation.place(arguments.order);
    }

    private static MethodHandler<OrderServiceCodecs.RecentArguments> recent(OrderService implementation) {
        return arguments -> implementation.recent(arguments.customer, arguments.limit);
    }

    private static MethodHandler<OrderServiceCodecs.ViewedArguments> viewed(OrderService implementation) {
        return arguments -> {
            implementation.viewed(arguments.id);
            return null;
        };
    }
}
