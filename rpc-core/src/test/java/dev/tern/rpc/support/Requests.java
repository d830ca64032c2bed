package dev.tern.rpc.support;

import dev.tern.rpc.TraceContext;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.wire.RequestHeader;

/** Parts of REQUEST frames. */
public final class Requests {

    private Requests() {}

    /** The trace context of a header, from the object. */
    public static void trace(RpcOutput out, TraceContext trace) {
        RequestHeader.writeTrace(out, trace.traceHigh(), trace.traceLow(), trace.span(), trace.flags());
    }
}
