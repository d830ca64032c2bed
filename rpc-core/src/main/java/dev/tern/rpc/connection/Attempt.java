package dev.tern.rpc.connection;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.RpcCall;

/** One attempt of a call on one connection; holds the call from when it is queued until its answer comes or it is given up. */
final class Attempt implements Holder {

    static final int NOT_WRITTEN = 0;

    final RpcCall call;
    final boolean oneWay;
    final Binding binding;

    /** How often the provider has asked for it to be sent again. */
    final byte rebindings;

    private final ClientConnection connection;

    /** The id on the wire; set by the event loop right before the frame is written. */
    volatile int id = NOT_WRITTEN;

    Attempt(RpcCall call, boolean oneWay, Binding binding, int rebindings, ClientConnection connection) {
        this.call = call;
        this.oneWay = oneWay;
        this.binding = binding;
        this.rebindings = (byte) rebindings;
        this.connection = connection;
    }

    @Override
    public RpcException abandon(RpcCall abandoned, RpcException cause) {
        connection.abandoned(this, cause);
        return cause;
    }
}
