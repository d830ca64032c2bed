package dev.tern.rpc.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.BodyWriter;
import dev.tern.rpc.kernel.DeclaredException;
import dev.tern.rpc.kernel.Dispatcher;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodHandler;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.StubBinder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stub -&gt; encoded arguments -&gt; decoded -&gt; dispatcher -&gt; implementation -&gt; encoded outcome -&gt; decoded by the stub's caller, without a
 * network. Every body on the way is also cut at every byte, once with nothing behind and once with
 * the rest of it as a remainder of another body: that must be a {@link DecodingException} and nothing else.
 *
 * <p>Public because the fixtures, which are compiled by the tests, use it.
 */
public final class Loopback {

    private static final int LIMIT = 1 << 20;

    private final List<String> calls = new ArrayList<>();

    /** A stub whose calls end at the implementation. */
    public <S> S stub(Class<S> type, S implementation) throws ReflectiveOperationException {
        return type.cast(make(type, "Stub", binder(type, implementation)));
    }

    /** The asynchronous twin of a stub. */
    public <S, A> A asyncStub(Class<S> type, Class<A> twin, S implementation) throws ReflectiveOperationException {
        return twin.cast(make(type, "AsyncStub", binder(type, implementation)));
    }

    /** The contract of a service. */
    public static <S> ServiceDescriptor service(Class<S> type) throws ReflectiveOperationException {
        return Loopback.<S>dispatcher(type).service();
    }

    /** The signatures of the methods that were called, in order. */
    public List<String> calls() {
        return calls;
    }

    private <S> StubBinder binder(Class<S> type, S implementation) throws ReflectiveOperationException {
        List<MethodHandler<?>> handlers = Loopback.<S>dispatcher(type).handlers(implementation);
        return (service, method) -> {
            assertThat(service.methods().get(method.number())).isSameAs(method);
            return new MethodBinding(method, call -> invoke(call, handlers.get(method.number())), Runnable::run);
        };
    }

    private void invoke(RpcCall call, MethodHandler<?> handler) {
        MethodDescriptor method = call.method();
        calls.add(method.signature());
        try {
            byte[] request = write((out, ignored) -> call.arguments().write(out), null);
            cutEverywhere(method.arguments(), request);
            Object result = handle(handler, read(method.arguments(), request));
            if (method.kind() == MethodDescriptor.Kind.ONE_WAY) {
                call.complete(null);
                return;
            }
            byte[] response = write(method.resultWriter(), result);
            cutEverywhere(method.resultReader(), response);
            call.completeEncoded(new RpcInput(response));
        } catch (Throwable e) {
            fail(call, e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
        }
    }

    private void fail(RpcCall call, Throwable error) {
        for (DeclaredException<?> declared : call.method().exceptions()) {
            if (declared.type().isInstance(error)) {
                byte[] body = exception(declared, error);
                cutEverywhere(declared.reader(), body);
                call.failEncoded(new RpcInput(body), declared);
                return;
            }
        }
        call.fail(error);
    }

    private static <E extends Throwable> byte[] exception(DeclaredException<E> declared, Throwable error) {
        return write(declared.writer(), declared.type().cast(error));
    }

    @SuppressWarnings("unchecked") // the handler and the reader belong to the same method
    private static <A extends Arguments> @Nullable Object handle(MethodHandler<A> handler, Arguments arguments)
            throws Exception {
        Object result = handler.handle((A) arguments);
        return result instanceof CompletionStage<?> stage
                ? stage.toCompletableFuture().join()
                : result;
    }

    /** What a writer writes. */
    public static <T extends @Nullable Object> byte[] write(BodyWriter<T> writer, T value) {
        RpcOutput out = new RpcOutput(16, LIMIT);
        writer.write(out, value);
        out.end();
        assertThat(out.isOverLimit()).isFalse();
        return Arrays.copyOf(out.array(), (int) out.size());
    }

    /** What a reader reads, which must be all. */
    public static <T extends @Nullable Object> T read(BodyReader<T> reader, byte[] body) {
        RpcInput in = new RpcInput(body);
        T value = reader.read(in);
        in.expectEnd();
        return value;
    }

    private static void cutEverywhere(BodyReader<?> reader, byte[] body) {
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> reader.read(new RpcInput(cut))).isExactlyInstanceOf(DecodingException.class);
            RpcInput used = new RpcInput(body.length, in -> {});
            used.refill(body.length);
            System.arraycopy(body, 0, used.array(), 0, body.length);
            used.refill(length); // the rest is still there, and no part of this body
            assertThatThrownBy(() -> reader.read(used)).isExactlyInstanceOf(DecodingException.class);
        }
    }

    private static Object make(Class<?> type, String suffix, StubBinder binder) throws ReflectiveOperationException {
        return generated(type, suffix).getConstructor(StubBinder.class).newInstance(binder);
    }

    @SuppressWarnings("unchecked") // the generated dispatcher of a type is one for that type
    private static <S> Dispatcher<S> dispatcher(Class<S> type) throws ReflectiveOperationException {
        return (Dispatcher<S>) generated(type, "Dispatcher").getConstructor().newInstance();
    }

    private static Class<?> generated(Class<?> type, String suffix) throws ClassNotFoundException {
        String name = type.getName().replace('$', '_') + suffix;
        return Class.forName(name, true, type.getClassLoader());
    }
}
