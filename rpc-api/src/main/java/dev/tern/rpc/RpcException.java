package dev.tern.rpc;

import org.jspecify.annotations.Nullable;

/**
 * A call that did not end with a value or with an exception the method declares. Earlier attempts of the same call are attached as
 * suppressed exceptions.
 */
public class RpcException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why the call failed. */
    private final Status status;

    /** True when the implementation surely never saw the call. */
    private final boolean neverExecuted;

    /** A failure of a call that may have been executed. */
    public RpcException(Status status, String message) {
        this(status, message, null, false);
    }

    /** A failure of a call that may have been executed. */
    public RpcException(Status status, String message, @Nullable Throwable cause) {
        this(status, message, cause, false);
    }

    /** A failure of which is known whether the call was executed. */
    public RpcException(Status status, String message, @Nullable Throwable cause, boolean neverExecuted) {
        super(message, cause);
        if (status == Status.OK) {
            throw new IllegalArgumentException("status: OK (expected: a failure)");
        }
        this.status = status;
        this.neverExecuted = neverExecuted;
    }

    /** A failure of a call whose implementation surely never saw it. */
    public static RpcException neverExecuted(Status status, String message, @Nullable Throwable cause) {
        return new RpcException(status, message, cause, true);
    }

    /** Why the call failed. */
    public Status status() {
        return status;
    }

    /** True when the implementation surely never saw the call, so that doing it again cannot do it twice. */
    public boolean neverExecuted() {
        return neverExecuted;
    }

    /** The status and the message. */
    @Override
    public String getMessage() {
        return status + ": " + super.getMessage();
    }

    /** The message without the status, as it travels. */
    public String description() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
