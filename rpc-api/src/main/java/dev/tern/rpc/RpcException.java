package dev.tern.rpc;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that did not end with a value or with an exception the method declares. Earlier attempts of the same call are attached as
 * suppressed exceptions.
 */
public class RpcException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Duration LONGEST_PUSHBACK = Duration.ofDays(1);

    /** Why the call failed. */
    private final Status status;

    /** True when the implementation surely never saw the call. */
    private final boolean neverExecuted;

    /** When the call may be tried again, in milliseconds; negative: it may not. Null: the caller decides. */
    private @Nullable Long pushbackMillis;

    /** Why there was nobody to send the call to. Null: there was somebody, or that is not known here. */
    private @Nullable NoProvider noProvider;

    /** Where the attempt failed; empty if it reached nobody. */
    private String endpoint = "";

    /** How long the attempt took; negative if this is no attempt's failure. */
    private long elapsedNanos = -1;

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

    /**
     * Tells the caller when it may try again, or that it may not. A provider throws such an exception; the number travels and is honoured exactly.
     *
     * @param delay from when the caller hears of it, a day at the most; negative: not at all
     * @return this
     * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback">gRPC A6, pushback</a>
     */
    public RpcException pushback(Duration delay) {
        pushbackMillis = delay.isNegative()
                ? -1
                : LONGEST_PUSHBACK.compareTo(delay) < 0 ? LONGEST_PUSHBACK.toMillis() : delay.toMillis();
        return this;
    }

    /** When the call may be tried again; negative if it may not. Empty if the provider left that to the caller. */
    public Optional<Duration> pushback() {
        return Optional.ofNullable(pushbackMillis).map(Duration::ofMillis);
    }

    /** Notes why there was nobody to send the call to, for the framework. */
    public RpcException noProvider(NoProvider reason) {
        noProvider = reason;
        return this;
    }

    /** Why there was nobody to send the call to; empty if it was sent, or the failure is another's that is passed on. */
    public Optional<NoProvider> noProvider() {
        return Optional.ofNullable(noProvider);
    }

    /** Notes whose failure this is, for the framework. */
    public RpcException ofAttempt(String newEndpoint, long newElapsedNanos) {
        endpoint = newEndpoint;
        elapsedNanos = newElapsedNanos;
        return this;
    }

    /** The address of the provider at which this attempt failed, {@code host:port}; empty if it reached none, or this is not the failure of a call that was made. */
    public String endpoint() {
        return endpoint;
    }

    /** How long this attempt took; zero if this is not the failure of a call that was made. */
    public Duration elapsed() {
        return Duration.ofNanos(Math.max(0, elapsedNanos));
    }

    /** Whether a call that was made from here failed with this, as opposed to an exception that a handler makes itself. */
    public boolean isOfCall() {
        return elapsedNanos >= 0;
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
