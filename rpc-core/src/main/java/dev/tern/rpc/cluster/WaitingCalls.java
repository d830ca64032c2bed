package dev.tern.rpc.cluster;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.NonBlockingThread;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.policy.TimeAndChance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for an endpoint: while the registry has not answered or a connection is being made, at the longest until their deadline. Once it is known that there is nobody, they
 * fail at once. Thread-safe; its lock guards the set and is never held while a call goes on.
 *
 * <p>No call is left behind: one that comes looks at the snapshot after it is in the set, and {@link #look} at the set after the snapshot has changed.
 */
final class WaitingCalls {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final TimeAndChance time;
    private final Supplier<Diagnosis> diagnosis;

    // guarded by this
    private final Set<WaitingCall> waiting = new HashSet<>();
    private boolean ticking;

    /** No calls yet; the diagnosis says why nobody can be called, and what there is. */
    WaitingCalls(TimeAndChance time, Supplier<Diagnosis> diagnosis) {
        this.time = time;
        this.diagnosis = diagnosis;
    }

    /**
     * Takes a call over.
     *
     * @param refusal what the providers answered that cannot execute it; null if none was asked
     */
    void add(RpcCall call, MethodEndpoints method, @Nullable RpcException refusal) {
        WaitingCall wait = new WaitingCall(call, method, this, refusal);
        if (!call.heldBy(wait)) {
            return;
        }
        synchronized (this) {
            waiting.add(wait);
        }
        if (!call.isHeldBy(wait)) {
            forget(wait); // aborted before it was in the set
        }
        look(List.of(wait));
        tickLater();
    }

    synchronized void forget(WaitingCall call) {
        waiting.remove(call);
    }

    /** Sends the calls on that have somewhere to go, fails those for which it is known that there is nobody. */
    void look() {
        List<WaitingCall> all;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return;
            }
            all = List.copyOf(waiting);
        }
        if (Thread.currentThread() instanceof NonBlockingThread) {
            time.timer().schedule(() -> look(all), 0); // to send a call on is to run users' code
        } else {
            look(all);
        }
    }

    private void look(Collection<WaitingCall> some) {
        for (WaitingCall wait : some) {
            if (wait.canGoOn()) {
                forget(wait);
                wait.goOn();
            } else if (wait.isInVain()) {
                forget(wait);
                wait.end();
            }
        }
    }

    RpcException unavailable(RpcCall call, @Nullable RpcException cause) {
        long waited = TimeUnit.NANOSECONDS.toMillis(time.nanoTime().getAsLong() - call.startNanos());
        Diagnosis found = diagnosis.get();
        return RpcException.neverExecuted(
                        Status.UNAVAILABLE,
                        found.text(call.method() + ": no provider can be called after " + waited + " ms"),
                        cause)
                .noProvider(found.reason());
    }

    private void tickLater() {
        synchronized (this) {
            if (ticking || waiting.isEmpty()) {
                return;
            }
            ticking = true;
        }
        time.timer().schedule(this::tick, TICK_NANOS);
    }

    /** Ends the calls whose deadline has passed. */
    private void tick() {
        long now = time.nanoTime().getAsLong();
        List<WaitingCall> expired = new ArrayList<>();
        synchronized (this) {
            ticking = false;
            for (WaitingCall wait : waiting) {
                if (wait.call.hasDeadline() && wait.call.deadlineNanos() - now <= 0) {
                    expired.add(wait);
                }
            }
        }
        try {
            expired.forEach(wait -> wait.call.abort(wait.call.deadlineExceeded()));
        } finally { // whatever ends a call does, the others have deadlines too
            tickLater();
        }
    }
}
