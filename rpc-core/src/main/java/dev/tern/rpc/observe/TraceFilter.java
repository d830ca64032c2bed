package dev.tern.rpc.observe;

import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;

/** Gives each call a span: of the caller's trace, or the first of a new one. The provider sees it as its parent. */
public final class TraceFilter implements Filter {

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        return new Invoker() {
            @Override
            public void invoke(RpcCall call) {
                call.newSpan();
                next.invoke(call);
            }

            @Override
            public String toString() {
                return "trace -> " + next;
            }
        };
    }
}
