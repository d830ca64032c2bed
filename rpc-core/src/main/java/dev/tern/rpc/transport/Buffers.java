package dev.tern.rpc.transport;

import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.io.RpcInput;
import java.nio.ByteBuffer;

/** The buffers that the connections of one client or server use again and again. Thread-safe. */
public final class Buffers {

    private static final int KEPT = 1024;
    private static final int MAX_KEPT_BYTES = 64 * 1024;
    private static final int INITIAL_BYTES = 256;
    private static final int KEPT_BATCHES = 64;
    private static final int BATCH_BYTES = 16 * 1024;

    private final BodyLimits bodies;
    private final Pool<Outgoing> outgoing = new Pool<>(KEPT, this::newOutgoing);
    private final Pool<RpcInput> inputs = new Pool<>(KEPT, this::newInput);
    private final Pool<ByteBuffer> batches = new Pool<>(KEPT_BATCHES, () -> ByteBuffer.allocateDirect(BATCH_BYTES));

    /** No buffers yet; those to come write and read bodies within the limits. */
    public Buffers(BodyLimits bodies) {
        this.bodies = bodies;
    }

    /** An empty frame to be filled and sent. */
    public Outgoing outgoing(int limit) {
        Outgoing frame = outgoing.take();
        frame.out.reset(limit);
        return frame;
    }

    /** Takes back a frame that was written, or will not be. */
    public void release(Outgoing frame) {
        frame.owner(null);
        frame.mayBeWrittenByCaller(false);
        frame.next = null;
        if (frame.out.array().length <= MAX_KEPT_BYTES) {
            outgoing.give(frame);
        }
    }

    /** An empty input for a received frame; it comes back by its {@code release}. */
    public RpcInput input() {
        return inputs.take();
    }

    /** Room, outside of the heap, for what a caller writes by itself. */
    ByteBuffer batch() {
        return batches.take().clear();
    }

    /** Takes back what {@link #batch} gave. */
    void release(ByteBuffer batch) {
        batches.give(batch);
    }

    private Outgoing newOutgoing() {
        Outgoing frame = new Outgoing();
        frame.out.limits(bodies);
        return frame;
    }

    private RpcInput newInput() {
        RpcInput input = new RpcInput(INITIAL_BYTES, this::release);
        input.limits(bodies);
        return input;
    }

    private void release(RpcInput input) {
        if (input.array().length <= MAX_KEPT_BYTES) {
            inputs.give(input);
        }
    }
}
