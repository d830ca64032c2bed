package dev.tern.rpc.policy;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.NonBlockingThread;
import dev.tern.rpc.kernel.RpcCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One hedged call, which this holds while {@linkplain RpcCall#branch branches} of it are under way; what {@link HedgeFilter} describes.
 *
 * <p>Branches end on any thread. A lock of each hedged call's own guards its state; nothing is invoked, ended or told under it. Whoever sets {@code over} ends the call, or
 * finds that its caller gave it up meanwhile; an outcome that comes later is discarded.
 */
final class HedgedCall implements Holder, Completion {

    private final HedgeFilter.Hedge hedge;
    private final RpcCall call;

    // guarded by this
    private final List<RpcCall> branches = new ArrayList<>(2);
    private final List<RpcCall> open = new ArrayList<>(2);
    private final FailedAttempts failed = new FailedAttempts();
    private @Nullable RpcCall ended; // the last branch that ended; not yet in failed
    private @Nullable RpcException endedWith;
    private int due; // counts what is to send the next attempt; an older timer finds that it is not the one
    private boolean stopped; // no more attempts
    private boolean over;

    HedgedCall(HedgeFilter.Hedge hedge, RpcCall call) {
        this.hedge = hedge;
        this.call = call;
    }

    void begin() {
        if (call.heldBy(this)) {
            send(0);
        }
    }

    // ---------------------------------------------------------------- sending

    /** Sends the next attempt, unless another one was sent since this was planned. */
    private void send(int plan) {
        RpcCall branch;
        boolean first;
        boolean last;
        boolean ends = false;
        synchronized (this) {
            if (over || stopped || plan != due) {
                return;
            }
            due++;
            first = branches.isEmpty();
            branch = first || hedge.budget.tryWithdraw() ? newBranch() : null;
            if (branch == null) {
                stopped = true;
                ends = open.isEmpty();
                over = ends;
            }
            last = branches.size() == hedge.maxAttempts;
        }
        if (branch == null) {
            hedge.listener.budgetExhausted(hedge.method);
            if (ends) {
                end();
            }
            return;
        }
        if (!first) {
            hedge.listener.hedged(hedge.method);
        }
        hedge.next.invoke(branch);
        if (!last) {
            sendAfter(plan + 1, hedge.delayNanos);
        }
    }

    private RpcCall newBranch() {
        RpcCall branch = call.branch(now(), branches.size() + 1);
        if (!branches.isEmpty()) {
            branch.repeated();
            CallInfo.Peer peer = branches.get(branches.size() - 1).peer();
            if (peer != null) {
                branch.avoid(peer);
            }
        }
        branch.onCompletion(this);
        branches.add(branch);
        open.add(branch);
        return branch;
    }

    private void sendAfter(int plan, long delayNanos) {
        if (delayNanos == 0 && !(Thread.currentThread() instanceof NonBlockingThread)) {
            send(plan);
            return;
        }
        synchronized (this) {
            if (over || stopped || plan != due) {
                return;
            }
        }
        hedge.time.timer().schedule(() -> send(plan), delayNanos);
    }

    // ---------------------------------------------------------------- how branches end

    @Override
    public boolean completed(RpcCall attempt) {
        RpcException error = attempt.error();
        if (error != null && !error.isOfCall()) {
            error = FailedAttempts.of(
                    attempt, error, attempt.attempts() > 0 ? attempt.peer() : null, now() - attempt.startNanos());
        }
        int plan;
        boolean ends;
        long pause = error == null ? 0 : error.pushback().map(Duration::toNanos).orElse(0L);
        synchronized (this) {
            open.remove(attempt);
            if (over) {
                attempt.discard();
                return true;
            }
            keepEnded();
            ended = attempt;
            endedWith = error;
            stopped |= attempt.attempts() == 0 || RetryRules.isNever(error) || isBeyondDeadline(pause);
            boolean more = !stopped && branches.size() < hedge.maxAttempts;
            ends = isFinal(attempt, error) || (open.isEmpty() && !more);
            over = ends;
            plan = more ? ++due : -1;
        }
        if (ends) {
            end();
        } else if (plan >= 0) {
            sendAfter(plan, pause);
        }
        return true;
    }

    /** The outcome that came before is none that counts. */
    private void keepEnded() {
        RpcCall before = ended;
        if (before != null) {
            failed.add(endedWith == null ? FailedAttempts.answered(before) : endedWith);
            before.discard();
        }
    }

    /** Whether the outcome ends the call, whatever else is under way. */
    private boolean isFinal(RpcCall attempt, @Nullable RpcException error) {
        if (!attempt.failed()) {
            return true;
        }
        if (error != null && attempt.attempts() == 0 && !open.isEmpty()) {
            return false;
        }
        boolean timedOut =
                hedge.perAttempt && error != null && error.status() == Status.DEADLINE_EXCEEDED && !isBeyondDeadline(0);
        return !hedge.rules.repeat(attempt, timedOut);
    }

    private boolean isBeyondDeadline(long pause) {
        return call.hasDeadline() && now() + pause - call.deadlineNanos() >= 0;
    }

    // ---------------------------------------------------------------- how the call ends

    /** Ends the call with the last outcome. Called by who set {@code over}; from then on nobody changes the state. */
    private void end() {
        List<RpcCall> losers;
        RpcCall winner;
        synchronized (this) {
            losers = List.copyOf(open);
            winner = Objects.requireNonNull(ended);
        }
        if (!call.releasedBy(this)) {
            winner.discard(); // the call was given up, and with it the others
            return;
        }
        losers.forEach(loser -> loser.abort(new RpcException(
                Status.CANCELLED, hedge.method + ": another attempt of the call was answered before")));
        branches.stream().filter(branch -> branch != winner).forEach(call::attempted);
        call.attempted(winner);
        RpcException told = endedWith == null ? null : failed.told(endedWith);
        if (told == null || told == winner.error()) {
            call.completeAs(winner);
        } else {
            call.fail(told);
        }
    }

    /** The call is given up: so is all that is under way, which cancels it at the providers. */
    @Override
    public RpcException abandon(RpcCall abandoned, RpcException cause) {
        List<RpcCall> losers;
        synchronized (this) {
            losers = List.copyOf(open);
            if (!over) {
                over = true;
                keepEnded();
            }
        }
        losers.forEach(loser -> loser.abort(new RpcException(cause.status(), cause.description(), cause)));
        branches.forEach(call::attempted);
        CallInfo.Peer last = call.attempts() > 0 ? call.peer() : null;
        return failed.told(FailedAttempts.of(call, cause, last, now() - call.startNanos()));
    }

    private long now() {
        return hedge.time.nanoTime().getAsLong();
    }

    /** Who holds a branch may be a user's filter, which does not end it in time. */
    @Override
    public boolean endsInTime() {
        return false;
    }
}
