package dev.tern.rpc.simulation;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.policy.AdaptiveLimit;
import dev.tern.rpc.policy.Sampler;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A provider: so many calls are worked on at a time, the others wait in a queue; admission is the real one's {@link AdaptiveLimit}; work whose deadline has passed is not
 * begun.
 */
final class SimulatedServer {

    /** What comes of a request. */
    interface Reply {

        /** It was executed, and this is its error; null if it went well. */
        void executed(RpcException error);

        /** It was refused and surely not executed. */
        void refused(RpcException error);
    }

    /** A request as it arrives. */
    static final class Request {

        final long deadlineNanos;
        final boolean repeated;
        final Reply reply;
        private long arrivedNanos;
        private boolean cancelled;
        private boolean queued;

        Request(long deadlineNanos, boolean repeated, Reply reply) {
            this.deadlineNanos = deadlineNanos;
            this.repeated = repeated;
            this.reply = reply;
        }
    }

    /** What a handler does beside its own work; the default does nothing and ends at once. */
    interface Handler {
        void handle(Request request, java.util.function.Consumer<RpcException> done);
    }

    private static final long SOON_NANOS = 20_000_000;

    private final World world;
    private final int workers;
    private final AdaptiveLimit limit;
    private final Sampler sampler;
    private final Deque<Request> queue = new ArrayDeque<>();
    private final Handler handler;
    private double meanNanos;
    private double failing;
    private boolean blackHole;
    private int working;
    private int admitted;

    /** Requests that arrived, refused ones included. */
    long arrived;

    /** Requests that were begun. */
    long begun;

    SimulatedServer(World world, int workers, double meanMillis, Handler handler) {
        this.world = world;
        this.workers = workers;
        this.meanNanos = meanMillis * 1e6;
        this.handler = handler;
        this.limit = new AdaptiveLimit(1000, 8, 2000, world, world::random);
        this.sampler = limit.sampler();
    }

    SimulatedServer(World world, int workers, double meanMillis) {
        this(world, workers, meanMillis, (request, done) -> done.accept(null));
    }

    /** How long its own work takes from now on, on average. */
    void takes(double meanMillis) {
        meanNanos = meanMillis * 1e6;
    }

    /** Which share of the calls fails from now on. */
    void fails(double share) {
        failing = share;
    }

    /** Takes calls and never answers. */
    void swallows(boolean nowBlackHole) {
        blackHole = nowBlackHole;
    }

    void arrive(Request request) {
        arrived++;
        if (blackHole || request.cancelled) {
            return;
        }
        if (admitted >= limit.limit()) {
            limit.refused(world.getAsLong());
            request.reply.refused(RpcException.neverExecuted(Status.RESOURCE_EXHAUSTED, "full", null));
            return;
        }
        admitted++;
        request.arrivedNanos = world.getAsLong();
        sampler.started(request.arrivedNanos);
        request.queued = true;
        queue.add(request);
        work();
    }

    /** The caller gave it up. */
    void cancel(Request request) {
        request.cancelled = true;
        if (request.queued && queue.remove(request)) {
            admitted--;
            if (request.deadlineNanos - world.getAsLong() <= SOON_NANOS) {
                sampler.expired(request.arrivedNanos, world.getAsLong());
            } else {
                sampler.ignored(request.arrivedNanos, world.getAsLong());
            }
        }
    }

    private void work() {
        while (working < workers && !queue.isEmpty()) {
            Request next = queue.remove();
            next.queued = false;
            if (next.deadlineNanos - world.getAsLong() <= 0) {
                admitted--;
                sampler.expired(next.arrivedNanos, world.getAsLong());
                next.reply.refused(
                        RpcException.neverExecuted(Status.DEADLINE_EXCEEDED, "nobody waited any more", null));
            } else {
                begin(next);
            }
        }
    }

    private void begin(Request request) {
        begun++;
        working++;
        boolean fails = world.chance(failing);
        long time = world.exponential(meanNanos);
        world.schedule(
                () -> {
                    if (fails) {
                        end(request, new RpcException(Status.UNAVAILABLE, "broken"));
                    } else {
                        handler.handle(request, error -> end(request, error));
                    }
                },
                time);
    }

    private void end(Request request, RpcException error) {
        working--;
        admitted--;
        if (error == null) {
            sampler.ended(request.arrivedNanos, world.getAsLong());
        } else {
            sampler.ignored(request.arrivedNanos, world.getAsLong());
        }
        if (!request.cancelled) {
            request.reply.executed(error);
        }
        work();
    }
}
