package dev.tern.rpc.policy;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.RetryPolicy;
import dev.tern.rpc.kernel.RpcCall;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * After which outcomes of an attempt a method's policy wants another one. The one place that says so, for retries and for hedges.
 *
 * <p>A declared exception is an answer unless {@code retryOn} names it. {@code abortOn} and {@code abortOnStatus} win over everything. A provider that tells
 * when to try again wants it tried again, whatever the status (gRPC A6, summary, case 5).
 */
final class RetryRules {

    private final NamedClasses retryOn;
    private final NamedClasses abortOn;
    private final Set<Status> retryOnStatus;
    private final Set<Status> abortOnStatus;

    RetryRules(RetryPolicy policy) {
        retryOn = new NamedClasses(policy.retryOn());
        abortOn = new NamedClasses(policy.abortOn());
        retryOnStatus = policy.retryOnStatus();
        abortOnStatus = policy.abortOnStatus();
    }

    /**
     * Whether the outcome asks for another attempt, unless the provider {@linkplain #isNever forbids} it.
     *
     * @param timedOut whether the attempt took longer than one may
     */
    boolean repeat(RpcCall attempt, boolean timedOut) {
        Throwable failure = attempt.failure();
        if (failure instanceof RpcException error) {
            return repeat(error, timedOut);
        }
        Class<?> declared = failure == null ? attempt.declaredType() : failure.getClass();
        return retryOn.contain(declared) && !abortOn.contain(declared);
    }

    private boolean repeat(RpcException error, boolean timedOut) {
        if (abortOnStatus.contains(error.status()) || isNamed(abortOn, error)) {
            return false;
        }
        return timedOut
                || error.pushback().filter(delay -> !delay.isNegative()).isPresent()
                || retryOnStatus.contains(error.status())
                || isNamed(retryOn, error);
    }

    private static boolean isNamed(NamedClasses classes, RpcException error) {
        return error instanceof RpcRemoteException remote && classes.contain(remote);
    }

    /** Whether the provider says that the call must not be sent again; an attempt of it that is under way may still be answered. */
    static boolean isNever(@Nullable RpcException error) {
        return error != null && error.pushback().filter(Duration::isNegative).isPresent();
    }
}
