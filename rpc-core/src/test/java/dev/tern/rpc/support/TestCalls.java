package dev.tern.rpc.support;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.List;

/** A hand-made contract with two methods, and calls of it. */
public final class TestCalls {

    /** Not idempotent. */
    public static final MethodDescriptor PLACE = method(0, "place()", MethodPolicy.STANDARD);

    /** Idempotent. */
    public static final MethodDescriptor READ = method(1, "read()", MethodPolicy.STANDARD.asIdempotent());

    /** The contract. */
    public static final ServiceDescriptor SHOP = new ServiceDescriptor(
            "shop.Shop",
            "",
            "",
            7,
            () -> {
                throw new AssertionError("both sides have the same");
            },
            List.of(PLACE, READ));

    /** The arguments of a method without parameters. */
    public static final Arguments NONE = NoArguments.INSTANCE;

    private TestCalls() {}

    private static MethodDescriptor method(int number, String signature, MethodPolicy policy) {
        return MethodDescriptor.builder("shop.Shop", number, signature)
                .policy(policy)
                .result(RpcOutput::putText, RpcInput::getText, (in, plan) -> in.getText())
                .arguments(in -> NoArguments.INSTANCE, (in, plan) -> NoArguments.INSTANCE);
    }

    /** A call without deadline in an empty context. */
    public static RpcCall call(MethodDescriptor method) {
        return new RpcCall(method, NoArguments.INSTANCE, CallContext.none());
    }

    /** A call in this context that begins at this time. */
    public static RpcCall call(MethodDescriptor method, CallContext context, long startNanos) {
        return new RpcCall(method, NoArguments.INSTANCE, context, startNanos);
    }

    /** What a call ended with: a value, or what it throws. */
    public static Object outcome(RpcCall call) {
        if (!call.isDone()) {
            throw new AssertionError(call + " has not ended");
        }
        try {
            return call.result();
        } catch (Throwable e) {
            return e;
        }
    }

    private enum NoArguments implements Arguments {
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
