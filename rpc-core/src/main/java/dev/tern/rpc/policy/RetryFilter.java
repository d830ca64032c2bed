package dev.tern.rpc.policy;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Tries a call again where that is safe.
 *
 * <ul>
 *   <li>What was handed to a connection and surely never ran is sent again, whatever the method, without spending an attempt: at once the first
 *       time, then after a pause, at most {@value #MAX_UNSPENT} times (gRPC's transparent retry, A6). A provider that refused because it is busy is
 *       given a pause each time, and at most {@value #MAX_REFUSED} times.
 *   <li>A call of an idempotent method whose connection was lost is tried up to {@value #MAX_ATTEMPTS} times.
 * </ul>
 *
 * All attempts share the call's deadline. Pauses grow from 10 ms to 200 ms, each with a jitter of 20 %. What an earlier attempt ended with is
 * attached to the final failure as a suppressed exception.
 */
public final class RetryFilter implements Filter {

    static final int MAX_ATTEMPTS = 3;
    static final int MAX_UNSPENT = 4;
    static final int MAX_REFUSED = 2;
    private static final long FIRST_PAUSE_NANOS = 10_000_000;
    private static final long MAX_PAUSE_NANOS = 200_000_000;

    private final Timer timer;
    private final LongSupplier nanoTime;
    private final DoubleSupplier random;

    /** A filter with its timer, its clock and its source of jitter, from 0 to 1. */
    public RetryFilter(Timer timer, LongSupplier nanoTime, DoubleSupplier random) {
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        return new Retry(method, next);
    }

    /** The first attempt of every call costs nothing here: only a failure makes a {@link Again}. */
    private final class Retry implements Invoker, Completion {

        private final MethodDescriptor method;
        private final Invoker next;

        Retry(MethodDescriptor method, Invoker next) {
            this.method = method;
            this.next = next;
        }

        @Override
        public void invoke(RpcCall call) {
            call.onCompletion(this);
            next.invoke(call);
        }

        @Override
        public boolean completed(RpcCall call) {
            return call.error() == null || new Again(this).completed(call);
        }

        @Override
        public String toString() {
            return "retry" + (method.policy().idempotent() ? " (idempotent)" : "") + " -> " + next;
        }
    }

    /** A call that failed at least once. */
    private final class Again implements Completion, Holder {

        private final Retry retry;
        private final List<RpcException> earlier = new ArrayList<>(2);
        private int spent;
        private int unspent;
        private int reached; // attempts that had reached a connection before the current one

        Again(Retry retry) {
            this.retry = retry;
        }

        @Override
        public boolean completed(RpcCall call) {
            RpcException error = call.error();
            if (error == null) {
                return true;
            }
            boolean sent = call.attempts() > reached;
            reached = call.attempts();
            long pause = sent ? pause(call, error) : -1;
            if (pause < 0 || (call.hasDeadline() && nanoTime.getAsLong() + pause - call.deadlineNanos() >= 0)) {
                RpcException told = ofAllAttempts(error);
                if (told == error) {
                    return true;
                }
                call.fail(told);
                return false;
            }
            earlier.add(error);
            call.onCompletion(this);
            if (pause == 0) {
                retry.next.invoke(call);
            } else if (call.heldBy(this)) {
                timer.schedule(
                        () -> {
                            if (call.releasedBy(this)) {
                                retry.next.invoke(call);
                            }
                        },
                        pause);
            }
            return false;
        }

        /** The last error with those before it. If an earlier attempt may have been executed so may the call, whatever the last one says. */
        private RpcException ofAllAttempts(RpcException last) {
            boolean surelyNot = earlier.stream().allMatch(RpcException::neverExecuted);
            RpcException told = surelyNot || !last.neverExecuted()
                    ? last
                    : new RpcException(last.status(), last.description(), last.getCause());
            earlier.stream().filter(e -> e != told).forEach(told::addSuppressed);
            return told;
        }

        /** The pause before the next attempt; negative if there is none. */
        private long pause(RpcCall call, RpcException error) {
            if (error.neverExecuted() && error.status().mayTryAgain()) {
                unspent++;
                boolean busy = error.status() == Status.RESOURCE_EXHAUSTED;
                return unspent > (busy ? MAX_REFUSED : MAX_UNSPENT) ? -1 : growing(busy ? unspent + 1 : unspent);
            }
            boolean connectionLost = error.status() == Status.UNAVAILABLE && !call.answeredWithError();
            if (retry.method.policy().idempotent() && connectionLost) {
                return ++spent >= MAX_ATTEMPTS ? -1 : growing(spent);
            }
            return -1;
        }

        private long growing(int time) {
            if (time == 1) {
                return 0;
            }
            double pause = Math.min(MAX_PAUSE_NANOS, FIRST_PAUSE_NANOS * Math.pow(2, time - 2));
            return (long) (pause * (0.8 + 0.4 * random.getAsDouble()));
        }

        @Override
        public RpcException abandon(RpcCall call, RpcException cause) {
            return cause;
        }

        @Override
        public boolean endsInTime() {
            return true;
        }
    }
}
