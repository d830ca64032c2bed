package dev.tern.rpc.cluster;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.BreakerPolicy;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the end of an attempt says about the endpoint, for breaker and ejection alike. The one table; the first row that fits counts:
 *
 * <pre>
 * value of a one-way method                                              IGNORED   it was written, that is all
 * value                                                                  SUCCESS   its time counts
 * CANCELLED                                                              IGNORED   by the caller, or the loser of a hedge
 * surely never executed, told by the provider or not                     IGNORED   it is busy, leaves, or cannot be reached: which the state of its connection tells
 * given up by this side for another reason than its deadline             IGNORED   a filter that threw
 * DEADLINE_EXCEEDED, and the deadline had passed when it was picked      IGNORED   it had no chance
 * exception that ignoreOn names                                          IGNORED
 * exception that recordOn names                                          FAILURE
 * declared exception                                                     ANSWERED
 * DEADLINE_EXCEEDED                                                      LATE      a failure, however short the deadline; its time counts
 * status that blames the provider, so a connection lost after writing    FAILURE
 * any other status                                                       ANSWERED  the provider is well, the request is not
 * </pre>
 *
 * <p>An exception is named by its class or one of its superclasses; one that the method does not declare by the class it had at the provider. A quick failure is no short time:
 * it must not attract calls.
 */
enum Verdict {
    /** It answered with a value. */
    SUCCESS,
    /** It answered with something else that does not speak against it. */
    ANSWERED,
    /** It failed. */
    FAILURE,
    /** It did not answer in time. */
    LATE,
    /** Nothing. */
    IGNORED;

    /** Judges an attempt that has just ended. */
    static Verdict of(RpcCall call, @Nullable BreakerPolicy policy) {
        if (!call.failed()) {
            return call.method().kind() == MethodDescriptor.Kind.ONE_WAY ? IGNORED : SUCCESS;
        }
        RpcException error = call.error();
        if (error != null
                && (error.status() == Status.CANCELLED
                        || error.neverExecuted()
                        || isOfConsumer(call, error)
                        || hadNoChance(call, error))) {
            return IGNORED;
        }
        if (policy != null && names(policy.ignoreOn(), call)) {
            return IGNORED;
        }
        if (policy != null && names(policy.recordOn(), call)) {
            return FAILURE;
        }
        return error == null ? ANSWERED : of(error.status());
    }

    private static Verdict of(Status status) {
        if (status == Status.DEADLINE_EXCEEDED) {
            return LATE;
        }
        return status.blamesProvider() ? FAILURE : ANSWERED;
    }

    /** It was given up for a reason of this side, such as a filter that threw. */
    private static boolean isOfConsumer(RpcCall call, RpcException error) {
        return call.isAborted() && error.status() != Status.DEADLINE_EXCEEDED;
    }

    private static boolean hadNoChance(RpcCall call, RpcException error) {
        return error.status() == Status.DEADLINE_EXCEEDED
                && call.hasDeadline()
                && call.attemptNanos() - call.deadlineNanos() >= 0;
    }

    private static boolean names(Set<String> names, RpcCall call) {
        if (names.isEmpty()) {
            return false;
        }
        Throwable failure = call.failure();
        if (failure instanceof RpcRemoteException remote && names.contains(remote.remoteClass())) {
            return true;
        }
        Class<?> type = failure == null ? call.declaredType() : failure.getClass();
        while (type != null && !names.contains(type.getName())) {
            type = type.getSuperclass();
        }
        return type != null;
    }

    /** Whether the time it took is how long a call takes there. */
    boolean isTimed() {
        return this == SUCCESS || this == LATE;
    }

    /** Whether it speaks for the endpoint. */
    boolean isGood() {
        return this == SUCCESS || this == ANSWERED;
    }

    /** Whether it speaks against the endpoint. */
    boolean isBad() {
        return this == FAILURE || this == LATE;
    }
}
