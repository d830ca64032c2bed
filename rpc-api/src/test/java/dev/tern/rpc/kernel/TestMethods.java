package dev.tern.rpc.kernel;

import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import java.util.Arrays;

/** Hand-made descriptors for tests of the kernel. */
final class TestMethods {

    /** {@code String get() throws Sold}. */
    static final MethodDescriptor GET = MethodDescriptor.builder("shop.Orders", 0, "get()")
            .result(RpcOutput::putText, RpcInput::getText, (in, plan) -> in.getText())
            .exception(
                    Sold.class,
                    (out, sold) -> out.putText(sold.getMessage()),
                    in -> new Sold(in.getText()),
                    (in, plan) -> new Sold(in.getText()))
            .arguments(in -> NoArguments.INSTANCE, (in, plan) -> NoArguments.INSTANCE);

    private TestMethods() {}

    static RpcInput encoded(String text) {
        RpcOutput out = new RpcOutput(64, 1024);
        out.putText(text);
        return new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));
    }

    /** The carrier of a method without parameters. */
    enum NoArguments implements Arguments {
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

    /** An exception that the method declares. */
    static final class Sold extends Exception {

        private static final long serialVersionUID = 1L;

        Sold(String message) {
            super(message);
        }
    }
}
