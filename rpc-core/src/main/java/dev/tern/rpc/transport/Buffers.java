package dev.tern.rpc.transport;

import dev.tern.rpc.io.RpcInput;

/** The buffers that the connections of one client or server use again and again. Thread-safe. */
public final class Buffers {

    private static final int KEPT = 1024;
    private static final int MAX_KEPT_BYTES = 64 * 1024;
    private static final int INITIAL_BYTES = 256;

    private final Pool<Outgoing> outgoing = new Pool<>(KEPT, Outgoing::new);
    private final Pool<RpcInput> inputs = new Pool<>(KEPT, this::newInput);

    /** An empty frame to be filled and sent. */
    public Outgoing outgoing(int limit) {
        Outgoing frame = outgoing.take();
        frame.out.reset(limit);
        return frame;
    }

    /** Takes back a frame that was written, or will not be. */
    public void release(Outgoing frame) {
        frame.owner(null);
        frame.next = null;
        if (frame.out.array().length <= MAX_KEPT_BYTES) {
            outgoing.give(frame);
        }
    }

    /** An empty input for a received frame; it comes back by its {@code release}. */
    public RpcInput input() {
        return inputs.take();
    }

    private RpcInput newInput() {
        return new RpcInput(INITIAL_BYTES, this::release);
    }

    private void release(RpcInput input) {
        if (input.array().length <= MAX_KEPT_BYTES) {
            inputs.give(input);
        }
    }
}
