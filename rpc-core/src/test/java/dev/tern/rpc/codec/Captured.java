package dev.tern.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.BodyWriter;
import dev.tern.rpc.kernel.GeneratedTypes;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.StubBinder;
import java.util.Arrays;
import java.util.Objects;

/** What a stub makes of a call: method and arguments. */
record Captured(MethodDescriptor method, Arguments arguments) {

    private static final int LIMIT = 1 << 20;

    /** The call of a sample through the stub that the processor wrote. */
    static <S> Captured generated(Samples.Sample<S> sample) {
        return of(sample.call(), binder -> generatedStub(sample.contract(), binder));
    }

    /** A call through a stub. */
    static <S> Captured of(Samples.Call<S> call, Stubs<S> stubs) {
        Captured[] found = new Captured[1];
        S stub = stubs.make((service, method) -> new MethodBinding(
                method,
                rpcCall -> {
                    found[0] = new Captured(method, rpcCall.arguments());
                    rpcCall.fail(new Intercepted());
                },
                Runnable::run));
        try {
            call.on(stub);
        } catch (Exception e) { // the interception, unless nothing was intercepted
            if (found[0] == null) {
                throw new AssertionError(e);
            }
        }
        return Objects.requireNonNull(found[0]);
    }

    /** The contract that the processor wrote. */
    static ServiceDescriptor service(Class<?> contract) {
        ServiceDescriptor[] found = new ServiceDescriptor[1];
        generatedStub(contract, (service, method) -> {
            found[0] = service;
            return new MethodBinding(method, call -> call.complete(null), Runnable::run);
        });
        return found[0];
    }

    private static <S> S generatedStub(Class<S> contract, StubBinder binder) {
        try {
            return contract.cast(GeneratedTypes.load(contract, "Stub")
                    .getConstructor(StubBinder.class)
                    .newInstance(binder));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** What a writer writes. */
    static <T> byte[] write(BodyWriter<T> writer, T value) {
        RpcOutput out = new RpcOutput(16, LIMIT);
        writer.write(out, value);
        out.end();
        assertThat(out.isOverLimit()).isFalse();
        return Arrays.copyOf(out.array(), (int) out.size());
    }

    /** The encoded arguments. */
    byte[] body() {
        return write((out, value) -> value.write(out), arguments);
    }

    /** What a reader reads, which must be all. */
    static <T> T read(BodyReader<T> reader, byte[] body) {
        RpcInput in = new RpcInput(body);
        T value = reader.read(in);
        in.expectEnd();
        return value;
    }

    /** Makes a stub. */
    interface Stubs<S> {
        S make(StubBinder binder);
    }

    /** Ends a captured call. */
    private static final class Intercepted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
