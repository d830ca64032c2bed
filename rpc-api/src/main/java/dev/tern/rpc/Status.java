package dev.tern.rpc;

/**
 * Why a call failed. Names and numbers are gRPC's canonical status codes; the number travels.
 *
 * @see <a href="https://grpc.io/docs/guides/status-codes/">gRPC status codes</a>
 */
public enum Status {
    /** Not an error; never the status of an {@link RpcException}. */
    OK(0),
    /** The caller gave the call up. */
    CANCELLED(1),
    /** The implementation threw an exception that the method does not declare. */
    UNKNOWN(2),
    /** The request can't be understood, wherever the system stands. */
    INVALID_ARGUMENT(3),
    /** The call did not end in time; it may have been executed. */
    DEADLINE_EXCEEDED(4),
    /** Something that was asked for is not there. */
    NOT_FOUND(5),
    /** Something that should be created is there already. */
    ALREADY_EXISTS(6),
    /** The caller may not do this. */
    PERMISSION_DENIED(7),
    /** A limit was reached: a message's size, a provider's capacity, a quota. */
    RESOURCE_EXHAUSTED(8),
    /** The system is not in the state the call needs; trying again does not help until somebody changes that. */
    FAILED_PRECONDITION(9),
    /** The call was stopped by a conflict, such as a concurrent change. */
    ABORTED(10),
    /** Beyond the end of something. */
    OUT_OF_RANGE(11),
    /** The provider does not have this service or method. */
    UNIMPLEMENTED(12),
    /** An invariant of the framework or of the peer is broken. */
    INTERNAL(13),
    /** No provider could be reached, or the connection was lost before the answer. */
    UNAVAILABLE(14),
    /** Data is lost or damaged for good. */
    DATA_LOSS(15),
    /** The caller did not prove who it is. */
    UNAUTHENTICATED(16);

    private static final Status[] BY_CODE = values();

    private final int code;

    Status(int code) {
        this.code = code;
    }

    /** The number that travels. */
    public int code() {
        return code;
    }

    /** The status with this number; {@link #UNKNOWN} for a number that a newer peer may know. */
    public static Status of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }

    /**
     * Whether the next attempt may well succeed where this one failed, provided the method is {@link Idempotent} or the call was
     * {@linkplain RpcException#neverExecuted() never executed}.
     */
    public boolean mayTryAgain() {
        return this == UNAVAILABLE || this == RESOURCE_EXHAUSTED;
    }

    /**
     * Whether such an end of a call says something against the provider, unless the call was {@linkplain RpcException#neverExecuted() never executed}: circuit breakers
     * and outlier detection count it as a failure.
     */
    public boolean blamesProvider() {
        return switch (this) {
            case UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
            default -> false;
        };
    }
}
