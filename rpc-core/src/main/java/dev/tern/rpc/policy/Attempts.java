package dev.tern.rpc.policy;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.NonBlockingThread;
import dev.tern.rpc.kernel.PolicyListener.Reason;
import dev.tern.rpc.kernel.RpcCall;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call that has failed at least once, or whose attempts have a time of their own; what {@link RetryFilter} describes.
 *
 * <p>An attempt is the call itself, sent again, or with {@code perAttempt} a {@linkplain RpcCall#branch branch} of it, while this holds the call. Everything here happens
 * in whose hands the call is, so nothing is guarded.
 */
final class Attempts implements Completion, Holder {

    static final int MAX_UNSPENT = 4;
    static final int MAX_REFUSED = 2;
    private static final Backoff UNSPENT =
            new Backoff(TimeUnit.MILLISECONDS.toNanos(10), TimeUnit.MILLISECONDS.toNanos(200), 2, 0.2);

    /** Both pauses together leave a refusal that is final below 10 ms; that they are few, not that they are late, is what protects the provider. */
    private static final Backoff BUSY =
            new Backoff(TimeUnit.MILLISECONDS.toNanos(2), TimeUnit.MILLISECONDS.toNanos(200), 2, 0.2);

    private final RetryFilter.Retry retry;
    private final RpcCall call;
    private final FailedAttempts failed = new FailedAttempts();
    private final int maxAttempts;
    private @Nullable RpcCall branch; // the attempt under way, where it is not the call itself
    private long sentNanos;
    private int reached; // attempts that had reached a connection before the current one

    private int spent = 1;
    private int unspent;
    private int refused;
    private int pauses; // since the last pushback
    private int unspentPauses; // the same

    Attempts(RetryFilter.Retry retry, RpcCall call) {
        this.retry = retry;
        this.call = call;
        this.maxAttempts = call.isRepeated() ? 1 : retry.maxAttempts;
        this.sentNanos = call.startNanos();
    }

    /** Sends the next attempt. The call is in our hands. */
    void send() {
        sentNanos = now();
        reached = call.attempts();
        if (retry.perAttemptNanos == 0) {
            call.onCompletion(this);
            retry.next.invoke(call);
            return;
        }
        RpcCall made = call.branch(sentNanos);
        long end = sentNanos + retry.perAttemptNanos;
        if (!made.hasDeadline() || end - made.deadlineNanos() < 0) {
            made.deadline(end);
        }
        made.onCompletion(this);
        branch = made;
        if (call.heldBy(this)) {
            retry.next.invoke(made);
        }
    }

    /** An attempt has ended: the call itself, or a branch of it. */
    @Override
    public boolean completed(RpcCall attempt) {
        if (attempt == call) {
            return decide(attempt);
        }
        if (call.releasedBy(this)) {
            branch = null;
            call.attempted(attempt);
            decide(attempt);
        } else {
            attempt.discard(); // the call was given up
        }
        return true;
    }

    private boolean decide(RpcCall attempt) {
        if (!attempt.failed()) {
            return end(attempt, null);
        }
        boolean sent = call.attempts() > reached;
        RpcException error = attempt.error();
        if (error != null) {
            error = FailedAttempts.of(attempt, error, sent ? call.peer() : null, now() - sentNanos);
        }
        Reason reason = reason(attempt, error, sent);
        if (reason == null) {
            return end(attempt, error);
        }
        RpcException failure = error == null ? answered(attempt) : error;
        long pause = pause(reason, failure);
        if (isBeyondDeadline(pause) || !isPaidFor(reason)) {
            return end(attempt, error);
        }
        failed.add(failure);
        attempt.discard();
        retry.listener.retried(retry.method, reason, failure);
        sendAfter(pause);
        return false;
    }

    private RpcException answered(RpcCall attempt) {
        return FailedAttempts.of(attempt, FailedAttempts.answered(attempt), call.peer(), now() - sentNanos);
    }

    /** Why the call is sent again, which is counted; null if it is not. */
    private @Nullable Reason reason(RpcCall attempt, @Nullable RpcException error, boolean sent) {
        if (call.isAborted() || RetryRules.isNever(error)) {
            return null;
        }
        if (sent && unspent < MAX_UNSPENT && error != null && error.neverExecuted()) {
            if (error.status() == Status.RESOURCE_EXHAUSTED && refused < MAX_REFUSED) {
                unspent++;
                refused++;
                return Reason.BUSY;
            }
            if (error.status() == Status.UNAVAILABLE) {
                unspent++;
                return Reason.NEVER_EXECUTED;
            }
        }
        boolean timedOut = isTimedOut(attempt, error);
        if (spent < maxAttempts && (sent || timedOut) && retry.rules.repeat(attempt, timedOut)) {
            spent++;
            return Reason.POLICY;
        }
        return null;
    }

    /** Whether the attempt's own time has passed: seen here, or by the provider, which was told of it. */
    private boolean isTimedOut(RpcCall attempt, @Nullable RpcException error) {
        return attempt != call
                && (attempt.isAborted() || (error != null && error.status() == Status.DEADLINE_EXCEEDED));
    }

    private long pause(Reason reason, RpcException failure) {
        if (failure.pushback().isPresent()) {
            pauses = 0;
            unspentPauses = 0;
            return failure.pushback().get().toNanos();
        }
        return switch (reason) {
            case POLICY -> retry.backoff.nanos(++pauses, retry.time.random().get());
            case BUSY -> BUSY.nanos(++unspentPauses, retry.time.random().get());
            case NEVER_EXECUTED ->
                unspent == 1
                        ? 0
                        : UNSPENT.nanos(++unspentPauses, retry.time.random().get());
        };
    }

    private boolean isBeyondDeadline(long pause) {
        return call.hasDeadline() && now() + pause - call.deadlineNanos() >= 0;
    }

    private boolean isPaidFor(Reason reason) {
        if (reason == Reason.NEVER_EXECUTED || retry.budget.tryWithdraw()) {
            return true;
        }
        retry.listener.budgetExhausted(retry.method);
        return false;
    }

    private void sendAfter(long pause) {
        if (spent > 1) {
            call.repeated();
        }
        if (pause == 0 && !(Thread.currentThread() instanceof NonBlockingThread)) {
            send();
        } else if (call.heldBy(this)) { // users' code is not to run on an event loop
            retry.time.timer().schedule(this::sendAfterPause, pause);
        }
    }

    private void sendAfterPause() {
        if (call.releasedBy(this)) {
            send();
        }
    }

    /** The call ends as the attempt did, with what earlier ones failed with. */
    private boolean end(RpcCall attempt, @Nullable RpcException error) {
        RpcException told = error == null ? null : failed.told(error);
        if (told != attempt.error()) {
            call.fail(Objects.requireNonNull(told));
            return false;
        }
        if (attempt != call) {
            call.completeAs(attempt);
        }
        return true;
    }

    private long now() {
        return retry.time.nanoTime().getAsLong();
    }

    /** The call is given up: so is the attempt under way, which cancels it at the provider. */
    @Override
    public RpcException abandon(RpcCall abandoned, RpcException cause) {
        RpcCall given = branch;
        if (given != null) {
            given.abort(new RpcException(cause.status(), cause.description(), cause));
            call.attempted(given);
        }
        boolean sent = call.attempts() > reached;
        return failed.told(FailedAttempts.of(call, cause, sent ? call.peer() : null, now() - sentNanos));
    }

    /** Pauses end before the deadline; who holds a branch may be a user's filter, which does not say. */
    @Override
    public boolean endsInTime() {
        return retry.perAttemptNanos == 0;
    }
}
