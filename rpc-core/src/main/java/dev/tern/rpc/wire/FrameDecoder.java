package dev.tern.rpc.wire;

import dev.tern.rpc.io.RpcInput;
import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a connection into frames, each in an input of its own, and puts messages together that come in parts. Belongs to the connection's event
 * loop.
 *
 * <p>Memory grows with the bytes that were received, never with a length that was only announced; lengths that cannot be are refused before
 * anything is allocated for them.
 */
public final class FrameDecoder {

    static final int TYPE_AND_FLAGS = 2;

    private static final int FIRST_CHUNK = 16 * 1024;
    private static final int HEAD_BYTES = FrameLayout.LENGTH_BYTES + TYPE_AND_FLAGS;

    private final Supplier<RpcInput> inputs;
    private final FrameListener listener;
    private final int maxFrameBytes;
    private final PartialMessages parts;
    private boolean helloSeen;

    // the frame that is being received
    private int headBytes; // how many bytes were seen of its head: length, type, flags and, of a part, id and rest
    private boolean inBody; // all of its head was seen
    private int length;
    private FrameType type = FrameType.HELLO;
    private int flags;
    private int id; // of a part
    private int rest; // of a first part
    private int left; // how many bytes are still to come
    private int whole; // how long the frame is, or the message of which it is the first part
    private @Nullable RpcInput frame; // null: it is DATA
    private int filled;

    /**
     * A decoder at the start of a connection.
     *
     * @param inputs gives an empty input for each frame; whoever the frame is given to releases it
     * @param windowBytes what the peer was told it may send of one message in parts before it has credit for more; 0: it sends whole frames only
     */
    public FrameDecoder(Supplier<RpcInput> inputs, int maxFrameBytes, int windowBytes, FrameListener listener) {
        this.inputs = inputs;
        this.maxFrameBytes = maxFrameBytes;
        this.listener = listener;
        this.parts = new PartialMessages(windowBytes, listener);
    }

    /**
     * Takes all readable bytes.
     *
     * @throws ProtocolException if they are not frames; the connection must then be closed
     */
    public void decode(ByteBuf bytes) {
        while (bytes.isReadable()) {
            if (!inBody) {
                if (!readHead(bytes)) {
                    return;
                }
                begin(bytes.readableBytes());
            }
            int n = Math.min(left, bytes.readableBytes());
            left -= n;
            RpcInput current = frame;
            if (current == null) {
                parts.take(bytes, n);
            } else {
                append(current, filled, bytes, n, whole);
                filled += n;
            }
            if (left == 0) {
                inBody = false;
                headBytes = 0;
                end();
            }
        }
    }

    /** Appends received bytes to those that are there; {@code whole} is as far as the array may grow. */
    static void append(RpcInput in, int filled, ByteBuf bytes, int n, int whole) {
        if (filled + n > in.array().length) {
            in.extend((int) Math.min(whole, Math.max(filled + n, 2L * in.array().length)));
        }
        bytes.readBytes(in.array(), filled, n);
    }

    // ---------------------------------------------------------------- heads

    /** Whether all of the head is there. */
    private boolean readHead(ByteBuf bytes) {
        if (headBytes == 0 && bytes.readableBytes() >= HEAD_BYTES) {
            length = bytes.readInt();
            checkLength();
            readType(bytes.readByte());
            flags = bytes.readUnsignedByte();
            headBytes = HEAD_BYTES;
        }
        while (headBytes < HEAD_BYTES && bytes.isReadable()) {
            readHeadByte(bytes.readUnsignedByte());
        }
        if (headBytes < HEAD_BYTES) {
            return false;
        }
        if (type == FrameType.DATA) {
            return readPartHead(bytes, PartFrame.DATA_HEADER_BYTES);
        }
        return !isFirstPart() || readPartHead(bytes, PartFrame.FIRST_HEADER_BYTES);
    }

    private void readHeadByte(int value) {
        switch (headBytes++) {
            case 0, 1, 2 -> length = length << 8 | value;
            case 3 -> {
                length = length << 8 | value;
                checkLength();
            }
            case 4 -> readType((byte) value);
            default -> flags = value;
        }
    }

    private boolean isFirstPart() {
        return (flags & FrameLayout.MORE) != 0 && type.isMessage();
    }

    /** Whether id and, in a first part, rest are there. */
    private boolean readPartHead(ByteBuf bytes, int wanted) {
        if (length < wanted - FrameLayout.LENGTH_BYTES) {
            throw new ProtocolException(type + " part length: " + length + " (expected: at least "
                    + (wanted - FrameLayout.LENGTH_BYTES) + ")");
        }
        while (headBytes < wanted) {
            if (!bytes.isReadable()) {
                return false;
            }
            int value = bytes.readUnsignedByte();
            if (headBytes++ < PartFrame.DATA_HEADER_BYTES) {
                id = id << 8 | value;
            } else {
                rest = rest << 8 | value;
            }
        }
        return true;
    }

    private void checkLength() {
        int most = helloSeen ? maxFrameBytes : FrameLayout.MAX_HELLO_BYTES;
        if (length < TYPE_AND_FLAGS || length > most) {
            throw new ProtocolException("frame length: " + length + " (expected: " + TYPE_AND_FLAGS + " to " + most
                    + (helloSeen ? ", set by maxMessageBytes" : " for the first frame, HELLO") + ")");
        }
    }

    /** Refuses a frame by its type as soon as that is known, before more of it is taken. */
    private void readType(byte code) {
        FrameType found = FrameType.of(code);
        if (found == null) {
            throw new ProtocolException(
                    "frame type: " + (code & 0xff) + " (expected: 1 to " + FrameType.LAST_CODE + ")");
        }
        if (!helloSeen && found != FrameType.HELLO) {
            throw new ProtocolException("first frame: " + found + " (expected: HELLO)");
        }
        if (length > found.maxBytes()) {
            throw new ProtocolException(
                    found + " frame length: " + length + " (expected: at most " + found.maxBytes() + ")");
        }
        type = found;
    }

    // ---------------------------------------------------------------- bodies

    /** The head of a frame is there. */
    private void begin(int readable) {
        inBody = true;
        if (type == FrameType.DATA) {
            left = length - (PartFrame.DATA_HEADER_BYTES - FrameLayout.LENGTH_BYTES);
            parts.beginData(id, flags, left);
        } else if (isFirstPart()) {
            beginFirstPart(readable);
        } else {
            left = length - TYPE_AND_FLAGS;
            begin(length, flags, readable);
        }
    }

    private void beginFirstPart(int readable) {
        parts.checkFirst(type, id, rest);
        long announced = (long) length - Integer.BYTES + rest;
        if (announced > maxFrameBytes) {
            throw new ProtocolException(type + " in parts: " + announced + " bytes (expected: at most " + maxFrameBytes
                    + ", set by maxMessageBytes)");
        }
        left = length - (PartFrame.FIRST_HEADER_BYTES - FrameLayout.LENGTH_BYTES);
        RpcInput in = begin((int) announced, flags & ~FrameLayout.MORE, readable + Integer.BYTES);
        for (int shift = 24; shift >= 0; shift -= 8) {
            in.array()[filled++] = (byte) (id >>> shift);
        }
    }

    /** An input with type and flags for what comes, of which so much is there. */
    private RpcInput begin(int announced, int newFlags, int readable) {
        RpcInput in = inputs.get();
        frame = in;
        in.refill(Math.min(announced, Math.max(FIRST_CHUNK, readable + TYPE_AND_FLAGS)), announced);
        in.array()[0] = (byte) type.code();
        in.array()[1] = (byte) newFlags;
        filled = TYPE_AND_FLAGS;
        whole = announced;
        return in;
    }

    /** All of a frame is there. */
    private void end() {
        RpcInput current = frame;
        frame = null;
        if (current == null) {
            parts.endData();
        } else if (isFirstPart()) {
            parts.begin(type, flags & ~FrameLayout.MORE, id, whole, current, filled);
        } else {
            helloSeen = true;
            current.setLimit(whole);
            current.setPosition(TYPE_AND_FLAGS);
            listener.frame(type, flags, current);
        }
    }

    /** Nobody wants a message any more that is coming in parts: it is dropped, and its sender is expected to stop. */
    public void discard(FrameType messageType, int messageId) {
        parts.discard(messageType, messageId);
    }

    /** How many bytes have come of a message that comes in parts. */
    public int received(int messageId) {
        return parts.received(messageId);
    }

    /** The connection is gone: what was received of unfinished frames is dropped. */
    public void close() {
        RpcInput unfinished = frame;
        frame = null;
        if (unfinished != null) {
            unfinished.release();
        }
        parts.close();
    }

    /** Takes whole frames, and hears of messages that come in parts. */
    @FunctionalInterface
    public interface FrameListener {

        /**
         * A frame or, put together and with the flag MORE, a message that came in parts; the input stands behind its flags, and the listener has to release
         * it.
         */
        void frame(FrameType type, int flags, RpcInput in);

        /**
         * The first part of a message is there.
         *
         * @param in stands behind the flags and ends with the part; it is not to be released, nor kept
         * @return false if nobody wants the message: it is dropped, and nothing more is told of it
         */
        default boolean begins(FrameType type, int flags, RpcInput in) {
            return true;
        }

        /** The sender has given up a message that had begun. */
        default void stopped(FrameType type, int id) {}

        /** The sender of a message may be told that so many more bytes of it are taken. */
        default void credit(int id, int bytes) {}
    }
}
