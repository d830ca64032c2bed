package dev.tern.rpc.support;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.RpcCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Providers that do what a test says, one answer for each attempt in their order, in the time of a {@link ManualTimer}. Each attempt reaches another one,
 * {@code host-1:1} first. As a connection does, it holds calls while they are not answered, ends them at their deadline and notes what is cancelled. With nothing said it
 * answers {@code "book"} at once.
 */
public final class ScriptedHost implements Invoker {

    /** What becomes of an attempt. */
    private record Step(boolean reached, long afterMillis, Consumer<RpcCall> end) {}

    /** An attempt as it arrived. */
    public record Arrival(long atMillis, boolean repeated, long deadlineNanos) {}

    private static final long HANGS = -1;

    private final ManualTimer timer;
    private final long start;
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<RpcException> cancelled = new ArrayList<>();
    private int underWay;

    /** Providers that live in this timer's time. */
    public ScriptedHost(ManualTimer timer) {
        this.timer = timer;
        this.start = timer.getAsLong();
    }

    /** The next attempt is answered at once. */
    public ScriptedHost answers(Object value) {
        return answersAfter(0, value);
    }

    /** The next attempt is answered after this time. */
    public ScriptedHost answersAfter(long millis, Object value) {
        return step(true, millis, call -> call.complete(value));
    }

    /** The next attempt fails at once. */
    public ScriptedHost fails(Throwable error) {
        return failsAfter(0, error);
    }

    /** The next attempt fails after this time. */
    public ScriptedHost failsAfter(long millis, Throwable error) {
        return step(true, millis, call -> call.fail(error));
    }

    /** The next attempt fails before it reaches anybody. */
    public ScriptedHost refusesLocally(RpcException error) {
        return step(false, 0, call -> call.fail(error));
    }

    /** The next attempt is not answered. */
    public ScriptedHost hangs() {
        return step(true, HANGS, call -> {});
    }

    /** The next attempt ends like this. */
    public ScriptedHost ends(Consumer<RpcCall> end) {
        return step(true, 0, end);
    }

    private ScriptedHost step(boolean reached, long afterMillis, Consumer<RpcCall> end) {
        steps.add(new Step(reached, afterMillis, end));
        return this;
    }

    @Override
    public void invoke(RpcCall call) {
        Step step = steps.isEmpty() ? new Step(true, 0, c -> c.complete("book")) : steps.remove();
        arrivals.add(new Arrival(millis(), call.isRepeated(), call.deadlineNanos()));
        if (!step.reached) {
            step.end.accept(call);
            return;
        }
        call.attempt(new CallInfo.Peer("host-" + arrivals.size() + ":1", ""));
        if (step.afterMillis == 0) {
            step.end.accept(call);
            return;
        }
        Waiting waiting = new Waiting();
        underWay++;
        if (!call.heldBy(waiting)) {
            return;
        }
        if (step.afterMillis != HANGS) {
            timer.schedule(() -> waiting.end(call, step), step.afterMillis * 1_000_000);
        }
        timer.schedule(() -> waiting.expire(call), call.deadlineNanos() - timer.getAsLong());
    }

    private long millis() {
        return (timer.getAsLong() - start) / 1_000_000;
    }

    /** What arrived. */
    public List<Arrival> arrivals() {
        return arrivals;
    }

    /** When attempts arrived, in milliseconds from the beginning. */
    public List<Long> arrivedAtMillis() {
        return arrivals.stream().map(Arrival::atMillis).toList();
    }

    /** Why attempts that were under way were given up. */
    public List<RpcException> cancelled() {
        return cancelled;
    }

    /** How many attempts are not answered. */
    public int underWay() {
        return underWay;
    }

    private final class Waiting implements Holder {

        void end(RpcCall call, Step step) {
            if (call.releasedBy(this)) {
                underWay--;
                step.end.accept(call);
            }
        }

        void expire(RpcCall call) {
            if (call.isHeldBy(this)) {
                call.abort(call.deadlineExceeded());
            }
        }

        @Override
        public RpcException abandon(RpcCall call, RpcException cause) {
            underWay--;
            cancelled.add(cause);
            return cause;
        }

        @Override
        public boolean endsInTime() {
            return true;
        }
    }
}
