package dev.tern.rpc.io;

/** The writer's contract has a constant or subtype that the reader's does not, and a value is just that. The bytes are right. */
public final class UnknownValueException extends DecodingException {

    private static final long serialVersionUID = 1L;

    /** An exception with a message that gives value and expectation. */
    public UnknownValueException(String message) {
        super(message);
    }
}
