package dev.tern.rpc;

import java.io.Serializable;
import java.util.List;

/**
 * The implementation threw an exception that its method does not declare. What is known of it is text: no class is loaded because of
 * received bytes.
 */
public final class RpcRemoteException extends RpcException {

    private static final long serialVersionUID = 1L;

    /** The qualified name of the exception's class at the provider. */
    private final String remoteClass;

    /** The exception's message. */
    private final String remoteMessage;

    /** The stack trace at the provider. */
    private final String remoteStack;

    /** What caused it. */
    @SuppressWarnings("serial") // an immutable list of records
    private final List<Cause> causes;

    /** Made by the transport from what the provider told. */
    public RpcRemoteException(
            Status status, String remoteClass, String remoteMessage, List<Cause> causes, String remoteStack) {
        super(status, remoteMessage.isEmpty() ? remoteClass : remoteClass + ": " + remoteMessage);
        this.remoteClass = remoteClass;
        this.remoteMessage = remoteMessage;
        this.causes = List.copyOf(causes);
        this.remoteStack = remoteStack;
    }

    /**
     * What an exception was caused by, as far as the provider tells.
     *
     * @param className the qualified name of its class at the provider
     * @param message its message; empty if it had none
     */
    public record Cause(String className, String message) implements Serializable {}

    /** The qualified name of the exception's class at the provider. */
    public String remoteClass() {
        return remoteClass;
    }

    /** The exception's message at the provider; empty if it had none. */
    public String remoteMessage() {
        return remoteMessage;
    }

    /** What caused the exception, the nearest first; at most eight are told. */
    public List<Cause> causes() {
        return causes;
    }

    /** The stack trace at the provider as text, cut at a bounded length; empty if the provider does not tell. */
    public String remoteStack() {
        return remoteStack;
    }
}
