package dev.tern.rpc.settings;

import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.List;

/** A hand-made contract: an idempotent method, and two that are not and have one name. */
final class Shop {

    static final String NAME = "shop.OrderService";
    static final String GET = "get(long)";
    static final String PLACE = "place(NewOrder)";
    static final String PLACE_AGAIN = "place(NewOrder,long)";

    static final ServiceDescriptor SERVICE = of(MethodPolicy.STANDARD.asIdempotent());

    private Shop() {}

    /** The contract with a policy of {@code get}. */
    static ServiceDescriptor of(MethodPolicy get) {
        return of(
                method(0, GET, get),
                method(1, PLACE, MethodPolicy.STANDARD),
                method(2, PLACE_AGAIN, MethodPolicy.STANDARD));
    }

    static ServiceDescriptor of(MethodDescriptor... methods) {
        return new ServiceDescriptor(
                methods[0].service(),
                "",
                "",
                7,
                () -> {
                    throw new AssertionError("nobody asks");
                },
                List.of(methods));
    }

    static MethodDescriptor method(int number, String signature, MethodPolicy policy) {
        return MethodDescriptor.builder(NAME, number, signature)
                .policy(policy)
                .result(RpcOutput::putText, RpcInput::getText, (in, plan) -> in.getText())
                .arguments(in -> None.INSTANCE, (in, plan) -> None.INSTANCE);
    }

    private enum None implements Arguments {
        INSTANCE;

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

        @Override
        public void write(RpcOutput out) {}
    }
}
