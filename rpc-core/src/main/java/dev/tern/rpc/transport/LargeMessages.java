package dev.tern.rpc.transport;

import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.PartFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The sending side of {@linkplain PartFrame messages in parts}: the large messages of one connection, of which a few are under way at a time and take turns,
 * a part each, as far as the peer has given credit. The {@link FrameWriter} asks for a part when no other frame waits.
 *
 * <p>Messages are added and shown by whoever is writing; all else is the event loop's, {@link #done} until it has ended.
 */
final class LargeMessages {

    /** Longer frames are sent in parts. */
    static final int WHOLE_BYTES = 128 * 1024;

    /** How much is written at a time: what a small frame may have to wait for, beside what the socket has taken. */
    static final int PART_BYTES = 128 * 1024;

    /** With less credit a message that is longer waits for more, rather than going out in crumbs. */
    private static final int LEAST_PART_BYTES = 16 * 1024;

    private final Buffers buffers;
    private final LinkHandler handler;
    private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>(); // of whoever is writing
    private final List<Outgoing> underWay = new ArrayList<>(PartFrame.MOST_UNDER_WAY);
    private volatile int windowBytes; // the peer's; 0: it takes no parts
    private int turn;
    private long parts;

    LargeMessages(Buffers buffers, LinkHandler handler) {
        this.buffers = buffers;
        this.handler = handler;
    }

    // ---------------------------------------------------------------- any thread

    /** The peer has told its window. */
    void windowBytes(int bytes) {
        windowBytes = bytes;
    }

    /** Whether the frame is sent in parts; always the same answer once HELLO was received. */
    boolean takes(Outgoing frame) {
        return frame.out.size() > WHOLE_BYTES && windowBytes > 0 && frame.owner() != null;
    }

    // ---------------------------------------------------------------- whoever is writing

    void add(Outgoing frame) {
        frame.next = null;
        waiting.add(frame);
    }

    /** Whether there are messages of which no part was written. */
    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Shows the messages of which no part was written. */
    void forEachWaiting(Consumer<Outgoing> visitor) {
        waiting.forEach(visitor);
    }

    /** Takes out the messages of which no part was written. */
    void takeWaiting(List<Outgoing> taken) {
        taken.addAll(waiting);
        waiting.clear();
    }

    // ---------------------------------------------------------------- the event loop

    /** Whether there are messages of which parts were written and others were not. */
    boolean hasUnderWay() {
        return !underWay.isEmpty();
    }

    /** How many parts were written: whether there is progress. */
    long parts() {
        return parts;
    }

    /** The peer takes so many bytes more of a message; of one that is not under way any more it does not matter. */
    void credit(int id, int bytes) {
        for (int i = 0; i < underWay.size(); i++) {
            if (underWay.get(i).id == id) {
                underWay.get(i).credit += bytes;
            }
        }
    }

    /** Ends those under way that nobody wants any more, whether there is credit for them or not. */
    void stopUnwanted(Channel target) {
        for (int i = underWay.size() - 1; i >= 0; i--) {
            Outgoing frame = underWay.get(i);
            if (!handler.wants(frame)) {
                underWay.remove(i);
                ByteBuf stop = target.alloc().directBuffer(PartFrame.DATA_HEADER_BYTES);
                PartFrame.writeStopped(stop, frame.id);
                target.writeAndFlush(stop, target.voidPromise());
                done(frame);
            }
        }
    }

    /**
     * Writes the next part of the message whose turn it is.
     *
     * @return false if there is none that may be written
     */
    boolean write(Channel target) {
        while (!waiting.isEmpty() && underWay.size() < PartFrame.MOST_UNDER_WAY) {
            if (begin(target, waiting.remove())) {
                return true;
            }
        }
        for (int i = 0; i < underWay.size(); i++) {
            int at = (turn + i) % underWay.size();
            int bytes = sendable(underWay.get(at));
            if (bytes > 0) {
                turn = at + 1;
                write(target, underWay.get(at), bytes);
                return true;
            }
        }
        return false;
    }

    private boolean begin(Channel target, Outgoing frame) {
        if (!handler.beforeWrite(frame)) {
            done(frame);
            return false;
        }
        byte[] bytes = frame.out.array();
        int at = FrameLayout.ID;
        frame.id =
                bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff);
        frame.sent = PART_BYTES;
        frame.credit = windowBytes;
        ByteBuf part = target.alloc().directBuffer(PART_BYTES + Integer.BYTES);
        PartFrame.writeFirst(part, bytes, (int) frame.out.size(), PART_BYTES);
        underWay.add(frame);
        write(target, part);
        return true;
    }

    private static int sendable(Outgoing frame) {
        int left = (int) frame.out.size() - frame.sent;
        int bytes = (int) Math.min(Math.min(left, PART_BYTES), frame.credit);
        return bytes >= Math.min(left, LEAST_PART_BYTES) ? bytes : 0;
    }

    private void write(Channel target, Outgoing frame, int bytes) {
        boolean isEnd = frame.sent + bytes == frame.out.size();
        ByteBuf part = target.alloc().directBuffer(PartFrame.DATA_HEADER_BYTES + bytes);
        PartFrame.writeData(part, frame.id, frame.out.array(), frame.sent, bytes, isEnd);
        frame.sent += bytes;
        frame.credit -= bytes;
        write(target, part);
        if (isEnd) {
            underWay.remove(frame);
            done(frame);
        }
    }

    private void write(Channel target, ByteBuf part) {
        parts++;
        target.writeAndFlush(part, target.voidPromise());
    }

    /** The connection is gone. */
    void close() {
        underWay.forEach(this::done);
        underWay.clear();
    }

    /** Nothing more of the message will be written. */
    void done(Outgoing frame) {
        handler.done(frame);
        buffers.release(frame);
    }
}
