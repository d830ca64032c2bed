package dev.tern.rpc.benchmarks.parts;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.benchmarks.UserService;
import dev.tern.rpc.benchmarks.UserServiceAsync;
import dev.tern.rpc.benchmarks.UserServiceAsyncStub;
import dev.tern.rpc.benchmarks.UserServiceDispatcher;
import dev.tern.rpc.benchmarks.UserServiceStub;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.StubBinder;

/** The call that all parts are measured with: a text there, a boolean back. */
public final class ExistUser {

    /** The text. */
    public static final String EMAIL = "john.doe@example.com";

    /** The contract. */
    public static final ServiceDescriptor SERVICE = new UserServiceDispatcher().service();

    /** The method. */
    public static final MethodDescriptor METHOD = SERVICE.methods().stream()
            .filter(method -> method.name().equals("existUser"))
            .findFirst()
            .orElseThrow();

    /** The text in the carrier that the generated stub puts it into. */
    public static final Arguments ARGUMENTS = arguments();

    private ExistUser() {}

    /** A stub whose calls go to an invoker. */
    public static UserService stub(Invoker invoker) {
        return new UserServiceStub(binder(invoker));
    }

    /** An asynchronous stub whose calls go to an invoker; its futures complete on the thread that ends the call. */
    public static UserServiceAsync asyncStub(Invoker invoker) {
        return new UserServiceAsyncStub(binder(invoker));
    }

    private static StubBinder binder(Invoker invoker) {
        return (service, method) -> new MethodBinding(method, invoker, Runnable::run);
    }

    private static Arguments arguments() {
        Arguments[] carrier = new Arguments[1];
        stub(call -> {
                    carrier[0] = call.arguments();
                    call.complete(true);
                })
                .existUser(EMAIL);
        return carrier[0];
    }

    /** A call that is on its way. */
    public static RpcCall call(CallContext context) {
        return new RpcCall(METHOD, ARGUMENTS, context);
    }
}
