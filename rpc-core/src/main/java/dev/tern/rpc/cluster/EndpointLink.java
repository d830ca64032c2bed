package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;

/** The way to one provider. Thread-safe. */
public interface EndpointLink {

    /** Where the way stands. */
    enum State {
        /** It is not known yet whether calls can be sent. */
        CONNECTING,
        /** Calls can be sent. */
        READY,
        /** Calls can be sent, but the provider has said goodbye. */
        DRAINING,
        /** The provider cannot be reached; that is tried again and again. */
        REFUSED,
        /** Another process answers at the address, for good. */
        WRONG_INSTANCE
    }

    /** Where the way stands; {@link Endpoints} is told after each change. */
    State state();

    /** Whether the provider has said goodbye since it was last connected, also if it is not connected any more. */
    default boolean saidGoodbye() {
        return state() == State.DRAINING;
    }

    /** Whether the registry's list holds the provider, told when that changes; one that is not listed need not be looked for often. */
    default void listed(boolean now) {}

    /** The provider. */
    CallInfo.Peer peer();

    /** How many calls were sent and are not answered, with those that were given up at their deadline a moment ago. */
    int outstanding();

    /** Whether the provider can execute calls of the method, as far as is known; its version may lack it. {@link Endpoints} is told after each change. */
    default boolean serves(MethodDescriptor method) {
        return true;
    }

    /** Why the provider was not reached last. */
    String lastError();

    /** The invoker that sends calls of a method this way. */
    Invoker invoker(MethodDescriptor method);

    /** Gives the way up once its calls are answered. */
    void release();
}
