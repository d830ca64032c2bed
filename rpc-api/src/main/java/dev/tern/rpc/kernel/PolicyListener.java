package dev.tern.rpc.kernel;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import java.util.List;

/**
 * Hears what policies decide, for logs, meters and alerts. Called on the thread that decides, which may be an event loop: must not block. What it throws is dropped.
 */
public interface PolicyListener {

    /** Why a call is sent again. */
    enum Reason {
        /** It surely never ran: that spends no attempt. */
        NEVER_EXECUTED,
        /** The provider refused because it is busy, so it surely never ran. */
        BUSY,
        /** The method's policy says so. */
        POLICY
    }

    /** One that tells all of these, in their order. What one throws is dropped, and the others are told. */
    static PolicyListener all(List<PolicyListener> listeners) {
        return listeners.isEmpty() ? PolicyListeners.NOBODY : new PolicyListeners(List.copyOf(listeners));
    }

    /** One that tells this one, and drops what it throws. */
    static PolicyListener quiet(PolicyListener listener) {
        return listener instanceof PolicyListeners ? listener : all(List.of(listener));
    }

    /** A call is sent again. */
    default void retried(MethodDescriptor method, Reason reason, RpcException failure) {}

    /** A call would have been sent again, had there been anything left in the budget. */
    default void budgetExhausted(MethodDescriptor method) {}

    /** An extra attempt is sent. */
    default void hedged(MethodDescriptor method) {}

    /** A fallback answers a call. */
    default void fellBack(MethodDescriptor method, Throwable failure) {}

    /** A consumer's own limit refused an attempt. */
    default void refused(MethodDescriptor method, PolicySetting limit) {}

    /**
     * The breaker of a method changed at an endpoint.
     *
     * @param from its state: CLOSED, OPEN, HALF_OPEN, FORCED_OPEN or FORCED_CLOSED
     * @param to as above
     * @param cause in words
     */
    default void breakerChanged(
            MethodDescriptor method, CallInfo.Peer endpoint, String from, String to, String cause) {}

    /** An endpoint of a service is left out for a while. */
    default void ejected(String service, CallInfo.Peer endpoint, String cause) {}

    /** An endpoint of a service is back. */
    default void returned(String service, CallInfo.Peer endpoint) {}

    /** A value in a source that changes at run time was refused; the last good one stays. */
    default void settingRefused(String source, String name, String problem) {}
}
