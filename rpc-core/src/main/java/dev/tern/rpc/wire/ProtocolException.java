package dev.tern.rpc.wire;

/** The peer does not speak this protocol, or breaks it: the connection cannot go on. Carries no stack trace. */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An exception with a message that gives value and expectation. */
    public ProtocolException(String message) {
        super(message, null, false, false);
    }
}
