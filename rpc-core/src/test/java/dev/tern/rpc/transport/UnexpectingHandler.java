package dev.tern.rpc.transport;

import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;

/** Expects nothing but to be asked before a frame is written, which it permits, and the end of reading. */
class UnexpectingHandler implements LinkHandler {

    @Override
    public void opened(Hello hello) {
        throw new AssertionError("opened");
    }

    @Override
    public void frame(FrameType type, int flags, RpcInput in) {
        throw new AssertionError("frame " + type);
    }

    @Override
    public boolean begins(FrameType type, int flags, RpcInput in) {
        throw new AssertionError("begins " + type);
    }

    @Override
    public void stopped(FrameType type, int id) {
        throw new AssertionError("stopped " + type);
    }

    @Override
    public void readEnded() {}

    @Override
    public boolean beforeWrite(Outgoing frame) {
        return true;
    }

    @Override
    public boolean wants(Outgoing frame) {
        throw new AssertionError("wants: no window was told");
    }

    @Override
    public void done(Outgoing frame) {
        throw new AssertionError("done: no window was told");
    }

    @Override
    public void stalled(boolean now) {
        throw new AssertionError("stalled " + now);
    }

    @Override
    public void neverWritten(Outgoing frame) {
        throw new AssertionError("never written");
    }

    @Override
    public void silent() {
        throw new AssertionError("silent");
    }

    @Override
    public void broken(String reason) {
        throw new AssertionError("broken: " + reason);
    }

    @Override
    public void closed(String reason) {
        throw new AssertionError("closed: " + reason);
    }
}
