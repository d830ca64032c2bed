package dev.tern.rpc.io;

/** Received bytes are not what the contract says. Carries no stack trace: the message names what was found and what was expected. */
public final class DecodingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An exception with a message that gives value and expectation. */
    public DecodingException(String message) {
        super(message, null, false, false);
    }
}
