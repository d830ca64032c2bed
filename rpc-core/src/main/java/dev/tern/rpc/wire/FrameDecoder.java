package dev.tern.rpc.wire;

import dev.tern.rpc.io.RpcInput;
import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a connection into frames, each in an input of its own. Belongs to the connection's event loop.
 *
 * <p>Memory grows with the bytes that were received, never with a length that was only announced; lengths that cannot be are refused before
 * anything is allocated for them.
 */
public final class FrameDecoder {

    private static final int TYPE_AND_FLAGS = 2;
    private static final int FIRST_CHUNK = 16 * 1024;

    private final Supplier<RpcInput> inputs;
    private final FrameListener listener;
    private final int maxFrameBytes;
    private boolean helloSeen;
    private int lengthBytes; // how many of the four bytes of the length were seen
    private int length;
    private @Nullable RpcInput frame;
    private int filled;

    /**
     * A decoder at the start of a connection.
     *
     * @param inputs gives an empty input for each frame; whoever the frame is given to releases it
     */
    public FrameDecoder(Supplier<RpcInput> inputs, int maxFrameBytes, FrameListener listener) {
        this.inputs = inputs;
        this.maxFrameBytes = maxFrameBytes;
        this.listener = listener;
    }

    /**
     * Takes all readable bytes.
     *
     * @throws ProtocolException if they are not frames; the connection must then be closed
     */
    public void decode(ByteBuf bytes) {
        while (bytes.isReadable()) {
            RpcInput current = frame;
            if (current == null) {
                if (!readLength(bytes)) {
                    return;
                }
                checkLength();
                if (!bytes.isReadable()) {
                    return;
                }
                current = inputs.get();
                current.refill(Math.min(length, Math.max(FIRST_CHUNK, bytes.readableBytes())));
                frame = current;
                filled = 0;
            }
            int n = Math.min(length - filled, bytes.readableBytes());
            if (filled + n > current.array().length) {
                current.extend((int) Math.min(length, Math.max(filled + n, 2L * current.array().length)));
            }
            bytes.readBytes(current.array(), filled, n);
            filled += n;
            checkType(current);
            if (filled == length) {
                frame = null;
                lengthBytes = 0;
                current.setLimit(length);
                deliver(current);
            }
        }
    }

    /** Whether the length is there. */
    private boolean readLength(ByteBuf bytes) {
        if (lengthBytes == 0 && bytes.readableBytes() >= FrameLayout.LENGTH_BYTES) {
            length = bytes.readInt();
            lengthBytes = FrameLayout.LENGTH_BYTES;
        }
        while (lengthBytes < FrameLayout.LENGTH_BYTES && bytes.isReadable()) {
            length = length << 8 | bytes.readUnsignedByte();
            lengthBytes++;
        }
        return lengthBytes == FrameLayout.LENGTH_BYTES;
    }

    private void checkLength() {
        int most = helloSeen ? maxFrameBytes : FrameLayout.MAX_HELLO_BYTES;
        if (length < TYPE_AND_FLAGS || length > most) {
            throw new ProtocolException("frame length: " + length + " (expected: " + TYPE_AND_FLAGS + " to " + most
                    + (helloSeen ? ", set by maxMessageBytes" : " for the first frame, HELLO") + ")");
        }
    }

    /** Refuses a frame by its type as soon as that is known, before more of it is taken. */
    private void checkType(RpcInput current) {
        int code = current.array()[0];
        FrameType type = FrameType.of(code);
        if (type == null) {
            throw new ProtocolException("frame type: " + (code & 0xff) + " (expected: 1 to 11)");
        }
        if (!helloSeen && type != FrameType.HELLO) {
            throw new ProtocolException("first frame: " + type + " (expected: HELLO)");
        }
        if (length > type.maxBytes()) {
            throw new ProtocolException(
                    type + " frame length: " + length + " (expected: at most " + type.maxBytes() + ")");
        }
    }

    private void deliver(RpcInput current) {
        FrameType type = FrameType.of(current.getByte());
        int flags = current.getByte() & 0xff;
        helloSeen = true;
        if (type != null) {
            listener.frame(type, flags, current);
        }
    }

    /** The connection is gone: what was received of an unfinished frame is dropped. */
    public void close() {
        RpcInput unfinished = frame;
        frame = null;
        if (unfinished != null) {
            unfinished.release();
        }
    }

    /** Takes whole frames. */
    @FunctionalInterface
    public interface FrameListener {

        /** A frame; the input stands behind its flags, and the listener has to release it. */
        void frame(FrameType type, int flags, RpcInput in);
    }
}
