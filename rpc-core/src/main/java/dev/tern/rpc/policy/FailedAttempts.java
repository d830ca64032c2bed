package dev.tern.rpc.policy;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.RpcCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the attempts of a call failed with, so that its last failure can tell of all. Not thread-safe: used by whoever has the call in hand. */
final class FailedAttempts {

    private final List<RpcException> earlier = new ArrayList<>(2);

    /**
     * The failure of an attempt, which from then on tells where it failed and how long it took.
     *
     * @param peer whom it reached; null if nobody
     * @return the same, or one of its own if it belongs to another call already: some filter fails calls with an exception that it keeps
     */
    static RpcException of(RpcCall attempt, RpcException error, CallInfo.@Nullable Peer peer, long elapsedNanos) {
        String endpoint = peer == null ? "" : peer.address();
        boolean another = error.isOfCall() && !attempt.isAborted(); // what an attempt is aborted with is its own
        RpcException own = another ? copy(error, error, error.neverExecuted()) : error;
        return own.ofAttempt(endpoint, Math.max(0, elapsedNanos));
    }

    private static RpcException copy(RpcException error, @Nullable Throwable cause, boolean neverExecuted) {
        RpcException copy = new RpcException(error.status(), error.description(), cause, neverExecuted);
        error.pushback().ifPresent(copy::pushback);
        error.noProvider().ifPresent(copy::noProvider);
        return copy;
    }

    /** What is told of an attempt that was answered with a declared exception, and yet repeated. */
    static RpcException answered(RpcCall attempt) {
        Throwable failure = attempt.failure();
        Class<?> declared = failure == null ? attempt.declaredType() : failure.getClass();
        return new RpcException(
                Status.UNKNOWN,
                attempt.method() + ": answered with "
                        + (declared == null ? "a declared exception" : declared.getName()),
                failure);
    }

    /** Keeps the failure of an attempt that is not the last one. */
    void add(RpcException error) {
        earlier.add(error);
    }

    boolean isEmpty() {
        return earlier.isEmpty();
    }

    /** The last failure with those before it. If an earlier attempt may have been executed so may the call, whatever the last one says. */
    RpcException told(RpcException last) {
        if (earlier.isEmpty()) {
            return last;
        }
        boolean surelyNot = earlier.stream().allMatch(RpcException::neverExecuted);
        RpcException told = last;
        if (!surelyNot && last.neverExecuted()) {
            told = copy(last, last.getCause(), false)
                    .ofAttempt(last.endpoint(), last.elapsed().toNanos());
            for (Throwable suppressed : last.getSuppressed()) {
                told.addSuppressed(suppressed);
            }
        }
        for (RpcException error : earlier) {
            if (error != told) {
                told.addSuppressed(error);
            }
        }
        return told;
    }
}
