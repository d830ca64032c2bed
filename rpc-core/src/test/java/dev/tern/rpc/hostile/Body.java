package dev.tern.rpc.hostile;

import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.BodyWriter;
import dev.tern.rpc.kernel.DeclaredException;
import dev.tern.rpc.kernel.GeneratedTypes;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.StubBinder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The generated reader and writer of one body of a contract: a method's arguments, its result or one of its exceptions. */
public record Body(String name, BodyReader<?> reader, BodyWriter<Object> writer) {

    /** All bodies of a contract. */
    public static List<Body> of(ServiceDescriptor service) {
        List<Body> bodies = new ArrayList<>();
        for (MethodDescriptor method : service.methods()) {
            bodies.add(new Body(method.name() + " arguments", method.arguments(), Body::writeArguments));
            bodies.add(new Body(method.name() + " result", method.resultReader(), method.resultWriter()::write));
            for (DeclaredException<?> declared : method.exceptions()) {
                bodies.add(exception(method.name(), declared, declared.reader()));
            }
        }
        return bodies;
    }

    static <E extends Throwable> Body exception(String method, DeclaredException<E> declared, BodyReader<?> reader) {
        return new Body(
                method + " exception",
                reader,
                (out, value) -> declared.writer().write(out, declared.type().cast(value)));
    }

    static void writeArguments(RpcOutput out, Object arguments) {
        ((Arguments) arguments).write(out);
    }

    /** What the processor wrote for an interface. */
    public static ServiceDescriptor service(Class<?> contract) {
        ServiceDescriptor[] found = new ServiceDescriptor[1];
        StubBinder binder = (service, method) -> {
            found[0] = service;
            return new MethodBinding(method, call -> call.complete(null), Runnable::run);
        };
        try {
            GeneratedTypes.load(contract, "Stub")
                    .getConstructor(StubBinder.class)
                    .newInstance(binder);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return found[0];
    }

    /** Reads all of a body. */
    public Object read(byte[] bytes) {
        return read(reader, bytes);
    }

    /** Reads all of a body. */
    static Object read(BodyReader<?> reader, byte[] bytes) {
        RpcInput in = new RpcInput(bytes);
        Object value = reader.read(in);
        in.expectEnd();
        return value;
    }

    /** Writes a body. */
    public byte[] write(Object value) {
        RpcOutput out = new RpcOutput(64, Integer.MAX_VALUE);
        writer.write(out, value);
        out.end();
        return Arrays.copyOf(out.array(), (int) out.size());
    }

    @Override
    public String toString() {
        return name;
    }
}
