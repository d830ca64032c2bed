package dev.tern.rpc.transport;

import dev.tern.rpc.io.ArraySource;
import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.io.RpcInput;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** The buffers that the connections of one client or server use again and again. Thread-safe. */
public final class Buffers {

    private static final int KEPT = 1024;
    private static final int INITIAL_BYTES = 256;
    private static final int KEPT_BATCHES = 64;
    private static final int BATCH_BYTES = 16 * 1024;
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final BodyLimits bodies;
    private final ArraySource arrays;
    private final Pool<Outgoing> outgoing = new Pool<>(KEPT, this::newOutgoing);
    private final Pool<RpcInput> inputs = new Pool<>(KEPT, this::newInput);
    private final Pool<ByteBuffer> batches = new Pool<>(KEPT_BATCHES, () -> ByteBuffer.allocateDirect(BATCH_BYTES));

    /** No buffers yet; those to come write and read bodies within the limits. */
    public Buffers(BodyLimits bodies) {
        this(bodies, ArraySource.UNKEPT);
    }

    /** No buffers yet; those to come write and read bodies within the limits, and the arrays of large ones are kept, swept by one of the loops. */
    public Buffers(BodyLimits bodies, Loops loops) {
        this(bodies, new LargeArrays(sweep -> loops.schedule(sweep, SWEEP_NANOS)));
    }

    private Buffers(BodyLimits bodies, ArraySource arrays) {
        this.bodies = bodies;
        this.arrays = arrays;
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
        frame.out.release();
        outgoing.give(frame);
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
        Outgoing frame = new Outgoing(arrays);
        frame.out.limits(bodies);
        return frame;
    }

    private RpcInput newInput() {
        RpcInput input = new RpcInput(INITIAL_BYTES, arrays, inputs::give);
        input.limits(bodies);
        return input;
    }
}
