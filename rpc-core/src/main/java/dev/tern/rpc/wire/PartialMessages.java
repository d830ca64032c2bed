package dev.tern.rpc.wire;

import dev.tern.rpc.io.RpcInput;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together that come in {@linkplain PartFrame parts}, a few at a time. Belongs to the connection's event loop.
 *
 * <p>What the sender announces is checked against what comes, byte for byte: more or fewer than announced, more than there is credit for, or parts of a message that is not under way
 * end the connection. Room is made for what has come, not for what was announced, unless an array of that size is kept anyway.
 */
final class PartialMessages {

    private final FrameDecoder.FrameListener listener;
    private final int windowBytes;
    private final List<Partial> underWay = new ArrayList<>(PartFrame.MOST_UNDER_WAY);
    private @Nullable Partial current; // whose DATA frame is being received
    private int dataFlags;

    /** A message of which more is to come. */
    private static final class Partial {
        final FrameType type;
        final int flags;
        final int id;
        final int length; // of the whole, from its type on

        @Nullable
        RpcInput in; // null: nobody wants it any more, what comes is dropped

        int filled;
        int allowed; // how many bytes there is credit for
        int taken; // since credit was given

        Partial(FrameType type, int flags, int id, int length, RpcInput in, int filled, int allowed) {
            this.type = type;
            this.flags = flags;
            this.id = id;
            this.length = length;
            this.in = in;
            this.filled = filled;
            this.allowed = allowed;
        }
    }

    PartialMessages(int windowBytes, FrameDecoder.FrameListener listener) {
        this.windowBytes = windowBytes;
        this.listener = listener;
    }

    // ---------------------------------------------------------------- the first part

    /** Checks what the head of a first part announces. */
    void checkFirst(FrameType type, int id, int rest) {
        if (windowBytes == 0) {
            throw new ProtocolException(type + " in parts (expected: whole, as no window was told)");
        }
        if (rest < 1) {
            throw new ProtocolException(type + " in parts: " + rest + " bytes to come (expected: at least 1)");
        }
        if (find(id) != null) {
            throw new ProtocolException(
                    type + " in parts: id " + Integer.toUnsignedString(id) + " again (expected: one not under way)");
        }
        if (underWay.size() == PartFrame.MOST_UNDER_WAY) {
            throw new ProtocolException(type + " in parts: one more than " + PartFrame.MOST_UNDER_WAY
                    + " (expected: at most that many under way)");
        }
    }

    /** The first part is there. Takes the input, which stands at its start. */
    void begin(FrameType type, int flags, int id, int length, RpcInput in, int filled) {
        Partial message = new Partial(type, flags, id, length, in, filled, windowBytes);
        underWay.add(message);
        in.setLimit(filled);
        in.pass(FrameDecoder.TYPE_AND_FLAGS);
        if (!listener.begins(type, flags, in)) {
            drop(message);
        }
    }

    // ---------------------------------------------------------------- DATA

    /** Checks the head of a DATA frame with so many bytes, which come next. */
    void beginData(int id, int flags, int bytes) {
        Partial message = find(id);
        if (message == null) {
            throw new ProtocolException("DATA of " + Integer.toUnsignedString(id)
                    + " (expected: the id of a message in parts that is under way)");
        }
        boolean isEnd = (flags & FrameLayout.END) != 0;
        int left = message.length - message.filled;
        if ((flags & FrameLayout.STOPPED) != 0) {
            if (bytes != 0 || isEnd) {
                throw new ProtocolException("DATA that stops a message: " + bytes + " bytes, " + (isEnd ? "" : "not ")
                        + "its end (expected: 0, not its end)");
            }
        } else if (bytes < 1 || bytes > left) {
            throw new ProtocolException("DATA: " + bytes + " bytes (expected: 1 to " + left + ", as announced)");
        } else if (isEnd != (bytes == left)) {
            throw new ProtocolException("DATA: " + (isEnd ? "the end, " : "not the end, ") + (left - bytes)
                    + " bytes missing (expected: the end with the last byte announced)");
        } else if (bytes > message.allowed) {
            throw new ProtocolException(
                    "DATA: " + bytes + " bytes (expected: at most " + message.allowed + ", for which there is credit)");
        }
        current = message;
        dataFlags = flags;
    }

    /** Takes bytes of that frame. */
    void take(ByteBuf bytes, int n) {
        Partial message = current();
        RpcInput in = message.in;
        if (in == null) {
            bytes.skipBytes(n);
        } else {
            FrameDecoder.append(in, message.filled, bytes, n, message.length);
        }
        message.filled += n;
        message.allowed -= n;
        message.taken += n;
    }

    /** All bytes of that frame are there. */
    void endData() {
        Partial message = current();
        current = null;
        RpcInput in = message.in;
        if ((dataFlags & FrameLayout.STOPPED) != 0) {
            underWay.remove(message);
            if (in != null) {
                in.release();
                listener.stopped(message.type, message.id);
            }
        } else if ((dataFlags & FrameLayout.END) != 0) {
            underWay.remove(message);
            if (in != null) {
                in.setLimit(message.length);
                in.setPosition(FrameDecoder.TYPE_AND_FLAGS);
                listener.frame(message.type, message.flags | FrameLayout.MORE, in);
            }
        } else {
            credit(message); // also for one that is dropped: its sender may not know, and has to come to an end
        }
    }

    /** Gives credit by half a window at a time, as long as there is not enough for all that is to come. */
    private void credit(Partial message) {
        if (message.taken >= windowBytes / 2 && message.allowed < message.length - message.filled) {
            int bytes = message.taken;
            message.allowed += bytes;
            message.taken = 0;
            listener.credit(message.id, bytes);
        }
    }

    private Partial current() {
        Partial message = current;
        if (message == null) {
            throw new IllegalStateException("no DATA frame has begun");
        }
        return message;
    }

    /** How many bytes of a message have come; 0 if it is not under way. */
    int received(int id) {
        Partial message = find(id);
        return message == null ? 0 : message.filled;
    }

    // ---------------------------------------------------------------- the end

    /** Nobody wants the message any more: what came is dropped, and what still comes. */
    void discard(FrameType type, int id) {
        Partial message = find(id);
        if (message != null && message.type == type) {
            drop(message);
        }
    }

    private static void drop(Partial message) {
        RpcInput in = message.in;
        message.in = null;
        if (in != null) {
            in.release();
        }
    }

    /** The connection is gone. */
    void close() {
        underWay.forEach(PartialMessages::drop);
        underWay.clear();
        current = null;
    }

    private @Nullable Partial find(int id) {
        for (int i = 0; i < underWay.size(); i++) {
            if (underWay.get(i).id == id) {
                return underWay.get(i);
            }
        }
        return null;
    }
}
