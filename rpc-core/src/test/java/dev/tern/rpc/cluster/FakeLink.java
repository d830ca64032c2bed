package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The way to a provider that takes calls and keeps them. The test moves it from state to state. */
final class FakeLink implements EndpointLink {

    final CallInfo.Peer peer;
    final Runnable changed;
    final List<RpcCall> calls = new ArrayList<>();
    final List<MethodDescriptor> methods = new ArrayList<>();
    private final Set<MethodDescriptor> lacking = new HashSet<>();
    volatile State state = State.CONNECTING;
    volatile Consumer<RpcCall> behaviour = call -> {};
    int outstanding;
    boolean released;
    boolean goodbye;
    final List<Boolean> listed = new ArrayList<>();

    FakeLink(CallInfo.Peer peer, Runnable changed) {
        this.peer = peer;
        this.changed = changed;
    }

    void become(State newState) {
        state = newState;
        goodbye = newState == State.DRAINING || (goodbye && newState != State.READY);
        changed.run();
    }

    void lacks(MethodDescriptor method) {
        lacking.add(method);
        changed.run();
    }

    void has(MethodDescriptor method) {
        lacking.remove(method);
        changed.run();
    }

    @Override
    public boolean serves(MethodDescriptor method) {
        return !lacking.contains(method);
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public boolean saidGoodbye() {
        return goodbye;
    }

    @Override
    public void listed(boolean now) {
        listed.add(now);
    }

    @Override
    public CallInfo.Peer peer() {
        return peer;
    }

    @Override
    public int outstanding() {
        return outstanding;
    }

    @Override
    public String lastError() {
        return "no route";
    }

    @Override
    public Invoker invoker(MethodDescriptor method) {
        return call -> {
            call.attempt(peer);
            calls.add(call);
            methods.add(method);
            behaviour.accept(call);
        };
    }

    @Override
    public void release() {
        released = true;
    }
}
