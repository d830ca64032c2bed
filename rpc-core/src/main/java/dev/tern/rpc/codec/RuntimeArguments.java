package dev.tern.rpc.codec;

import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.BodyWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The arguments of a call of any method. */
final class RuntimeArguments implements Arguments {

    private final Signature signature;
    private final @Nullable Object[] values;

    RuntimeArguments(Signature signature, @Nullable Object[] values) {
        this.signature = signature;
        this.values = values;
    }

    /** What all arguments of a method share. */
    record Signature(List<String> names, List<Boolean> sensitive, BodyWriter<@Nullable Object[]> writer) {}

    @Nullable
    Object[] values() {
        return values;
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public String name(int index) {
        return signature.names().get(Objects.checkIndex(index, values.length));
    }

    @Override
    public @Nullable Object get(int index) {
        return values[Objects.checkIndex(index, values.length)];
    }

    @Override
    public boolean sensitive(int index) {
        return signature.sensitive().get(Objects.checkIndex(index, values.length));
    }

    @Override
    public void write(RpcOutput out) {
        signature.writer().write(out, values);
    }
}
