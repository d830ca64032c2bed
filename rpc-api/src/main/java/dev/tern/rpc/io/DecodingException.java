package dev.tern.rpc.io;

import org.jspecify.annotations.Nullable;

/**
 * Received bytes are not what the contract says, or say something that this side does not know. Carries no stack trace: the message names what was
 * found, what was expected and, as far as the reader tells, where.
 */
public class DecodingException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_PATH = 512;

    private String path = "";

    /** An exception with a message that gives value and expectation. */
    public DecodingException(String message) {
        super(message, null, false, false);
    }

    /** The same, caused by a failure of code that is not Tern's. */
    public DecodingException(String message, Throwable cause) {
        super(message, cause, false, false);
    }

    /** Says where the value stands, from the inside to the outside: {@code Order.status}, then {@code Page.items}. */
    public DecodingException in(String place) {
        if (path.length() < MAX_PATH) {
            path = path.isEmpty() ? place : place + " → " + path;
        }
        return this;
    }

    @Override
    public @Nullable String getMessage() {
        return path.isEmpty() ? super.getMessage() : path + ": " + super.getMessage();
    }
}
