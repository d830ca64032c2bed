package dev.tern.rpc.simulation;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.cluster.EndpointLink;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import java.util.HashMap;
import java.util.Map;

/** A connection that takes 0.1 ms each way, and ends its calls at their deadline, as the real one does. */
final class SimulatedLink implements EndpointLink, Holder {

    private static final long WAY_NANOS = 100_000;

    private final World world;
    private final CallInfo.Peer peer;
    private final SimulatedServer server;
    private final Map<Integer, SimulatedServer.Request> requests = new HashMap<>(); // never iterated
    private int lastId;
    private int timeoutsInRow;
    private long lastTimeoutNanos;

    SimulatedLink(World world, CallInfo.Peer peer, SimulatedServer server) {
        this.world = world;
        this.peer = peer;
        this.server = server;
    }

    @Override
    public State state() {
        return State.READY;
    }

    @Override
    public CallInfo.Peer peer() {
        return peer;
    }

    /** With those that ran into their deadline since the last answer, forgotten by half each second, as the real one counts them. */
    @Override
    public int outstanding() {
        long seconds = (world.getAsLong() - lastTimeoutNanos) / 1_000_000_000;
        return requests.size() + (timeoutsInRow >> (int) Math.min(seconds, 31));
    }

    @Override
    public String lastError() {
        return "";
    }

    @Override
    public Invoker invoker(MethodDescriptor method) {
        return this::send;
    }

    private void send(RpcCall call) {
        call.attempt(peer);
        if (!call.heldBy(this)) {
            return;
        }
        int id = ++lastId;
        call.idAtHolder(id);
        SimulatedServer.Request request =
                new SimulatedServer.Request(call.deadlineNanos(), call.isRepeated(), new SimulatedServer.Reply() {
                    @Override
                    public void executed(RpcException error) {
                        world.schedule(() -> answer(call, id, error), WAY_NANOS);
                    }

                    @Override
                    public void refused(RpcException error) {
                        world.schedule(() -> answer(call, id, error), WAY_NANOS);
                    }
                });
        requests.put(id, request);
        world.schedule(() -> server.arrive(request), WAY_NANOS);
        world.schedule(() -> expire(call, id), call.deadlineNanos() - world.getAsLong());
    }

    private void answer(RpcCall call, int id, RpcException error) {
        if (!isHere(call, id) || !call.releasedBy(this)) {
            return;
        }
        requests.remove(id);
        timeoutsInRow = 0;
        if (error == null) {
            call.complete("done");
        } else {
            call.failAnswered(error);
        }
    }

    private void expire(RpcCall call, int id) {
        if (isHere(call, id)) {
            timeoutsInRow++;
            lastTimeoutNanos = world.getAsLong();
            call.abort(call.deadlineExceeded());
        }
    }

    private boolean isHere(RpcCall call, int id) {
        return requests.containsKey(id) && call.isHeldBy(this) && call.idAtHolder() == id;
    }

    @Override
    public RpcException abandon(RpcCall call, RpcException cause) {
        SimulatedServer.Request request = requests.remove(call.idAtHolder());
        if (request != null) {
            world.schedule(() -> server.cancel(request), WAY_NANOS);
        }
        return cause;
    }

    @Override
    public boolean endsInTime() {
        return true;
    }

    @Override
    public void release() {}
}
