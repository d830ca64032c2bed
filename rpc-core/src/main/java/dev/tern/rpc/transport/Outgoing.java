package dev.tern.rpc.transport;

import dev.tern.rpc.io.ArraySource;
import dev.tern.rpc.io.RpcOutput;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way to the socket. Leased from {@link Buffers}, filled by one thread, given to {@link Link#send}, which gives it back.
 */
public final class Outgoing {

    private static final int INITIAL_BYTES = 256;

    final RpcOutput out;

    /** The next in the queue; written while this belongs to the queue. */
    @Nullable
    Outgoing next;

    // of a message in parts, under way: the event loop's
    int id;
    int sent; // bytes of the frame
    long credit; // how many more the peer takes

    private @Nullable Object owner;
    private boolean byCaller;

    Outgoing(ArraySource arrays) {
        out = new RpcOutput(INITIAL_BYTES, Integer.MAX_VALUE, arrays);
    }

    /** The frame. */
    public RpcOutput out() {
        return out;
    }

    /** The id of a message in parts that is under way. On the event loop. */
    public int id() {
        return id;
    }

    /** Whom the frame is for; the {@link LinkHandler} is asked about it right before it is written. Null: it is written as it is. */
    public @Nullable Object owner() {
        return owner;
    }

    /** Sets whom the frame is for. */
    public void owner(@Nullable Object newOwner) {
        owner = newOwner;
    }

    /** Allows that the thread that sends it, or another one that does, writes it by itself; otherwise the event loop does. */
    public void mayBeWrittenByCaller(boolean allowed) {
        byCaller = allowed;
    }

    boolean mayBeWrittenByCaller() {
        return byCaller;
    }
}
