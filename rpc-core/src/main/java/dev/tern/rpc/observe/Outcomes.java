package dev.tern.rpc.observe;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.DeclaredException;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a call of a method can end, numbered: each status, an undeclared exception, each declared exception, and a declared one that is not known before it is decoded. As many
 * as the contract has, whatever the peer sends: the class of an undeclared exception is the peer's word and appears nowhere.
 *
 * <p>A declared exception is an answer: its status is OK, its {@code error.type} is the class.
 */
final class Outcomes {

    private static final int UNDECLARED = Status.values().length; // below it a status, by its code
    private static final int OTHER = UNDECLARED + 1;
    private static final int DECLARED = OTHER + 1;

    private final Class<?>[] declared;

    Outcomes(MethodDescriptor method) {
        List<DeclaredException<?>> exceptions = method.exceptions();
        declared = exceptions.stream().map(DeclaredException::type).toArray(Class<?>[]::new);
    }

    int size() {
        return DECLARED + declared.length;
    }

    /** How this call, which ends, does so. */
    int of(RpcCall call) {
        if (!call.failed()) {
            return Status.OK.code();
        }
        Throwable failure = call.failure();
        if (failure instanceof RpcRemoteException) {
            return UNDECLARED;
        }
        if (failure instanceof RpcException error) {
            return error.status().code();
        }
        int index = indexOf(failure == null ? call.declaredType() : failure.getClass());
        return index >= 0 ? DECLARED + index : failure == null ? OTHER : UNDECLARED;
    }

    /** Which declared exception instances of this class travel as; -1 if none. */
    private int indexOf(@Nullable Class<?> thrown) {
        for (Class<?> type = thrown; type != null; type = type.getSuperclass()) {
            for (int i = 0; i < declared.length; i++) {
                if (declared[i] == type) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** The name of the status. */
    String status(int outcome) {
        if (outcome < UNDECLARED) {
            return Status.of(outcome).name();
        }
        return outcome == UNDECLARED ? Status.UNKNOWN.name() : Status.OK.name();
    }

    /** What kind of failure it is; null if it is none. */
    @Nullable
    String errorType(int outcome) {
        if (outcome == Status.OK.code()) {
            return null;
        }
        if (outcome < UNDECLARED) {
            return Status.of(outcome).name();
        }
        return outcome == UNDECLARED
                ? "undeclared"
                : outcome == OTHER ? Labels.OTHER : declared[outcome - DECLARED].getName();
    }
}
