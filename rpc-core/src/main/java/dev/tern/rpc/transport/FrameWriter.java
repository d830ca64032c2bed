package dev.tern.rpc.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a connection. Any thread pushes a frame on a lock-free stack; whoever finds it empty sees to it that it is written: it wakes the event
 * loop, or writes by itself. Who writes holds {@code writing}, takes all that is there, puts it in order and copies it into one buffer for one write. What
 * is pushed meanwhile is seen to by the event loop, which the one who writes wakes when it has finished. While the socket does not take more, frames stay
 * queued.
 *
 * <p>{@linkplain LargeMessages Large messages} are written by the event loop only, a part at a time, while nothing else waits.
 *
 * <p><b>Writing by the caller</b> spares a thread's wake-up, which is most of what a lone call costs, and spoils the batches of many: so callers say with
 * each frame whether it may be. It is done straight to the socket's descriptor, on epoll only, while nothing waits in Netty or here. The descriptor must not
 * be closed in the meantime, for its number could be another file's by then: whatever closes the channel first takes the right away, by {@link #byLoopOnly},
 * which waits for a write that is under way.
 */
final class FrameWriter {

    private static final int BATCH_BYTES = 256 * 1024;

    private static final long LOCK_WAIT_NANOS = 10_000;
    private static final VarHandle PUSHED;
    private static final VarHandle WRITING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PUSHED = lookup.findVarHandle(FrameWriter.class, "pushed", Outgoing.class);
            WRITING = lookup.findVarHandle(FrameWriter.class, "writing", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Buffers buffers;
    private final LinkHandler handler;
    private final LargeMessages large;
    private final Runnable afterDrain;
    private final Runnable drain = this::drain;
    private volatile @Nullable Channel channel;
    private volatile @Nullable Outgoing pushed; // newest first
    private volatile boolean writing;
    private volatile boolean missed; // the loop came to write and found somebody else at it
    private volatile boolean loopOnly = true;

    // below: the event loop's
    private boolean reading; // it drains when it has read
    private boolean busy; // it is the one who writes
    private boolean full; // the socket took no more
    private boolean idle = true; // all is written

    // below: of whoever is writing
    private @Nullable Outgoing queueHead; // in order
    private @Nullable Outgoing queueTail;
    private @Nullable Socket socket; // callers write to it
    private @Nullable ByteBuf unsent; // of a caller's batch; before the queue
    private boolean closed;

    /** A writer for a handler's frames; {@code afterDrain} runs on the event loop each time that it has written what it could. */
    FrameWriter(Buffers buffers, LinkHandler handler, Runnable afterDrain) {
        this.buffers = buffers;
        this.handler = handler;
        this.large = new LargeMessages(buffers, handler);
        this.afterDrain = afterDrain;
    }

    void open(Channel newChannel) {
        channel = newChannel;
    }

    /** Those frames that are sent in parts. */
    LargeMessages large() {
        return large;
    }

    // ---------------------------------------------------------------- any thread

    /** Takes a frame over. */
    void send(Outgoing frame) {
        boolean byCaller = frame.mayBeWrittenByCaller();
        Outgoing head;
        do {
            head = pushed;
            frame.next = head;
        } while (!PUSHED.compareAndSet(this, head, frame));
        Channel target = channel;
        if (head != null || target == null) {
            return; // whoever pushed first sees to it
        }
        if (target.eventLoop().inEventLoop()) {
            if (!reading) {
                wakeLoop(target);
            }
        } else if (!byCaller || !writeByCaller(target)) {
            wakeLoop(target);
        }
    }

    private void wakeLoop(Channel target) {
        try {
            target.eventLoop().execute(drain);
        } catch (RejectedExecutionException e) {
            dropAfterEnd();
        }
    }

    /** What is pushed after the event loop has ended: the loop does not touch the queue any more. */
    private void dropAfterEnd() {
        do {
            if (!tryLock()) {
                return;
            }
            List<Outgoing> dropped = new ArrayList<>();
            try {
                closed = true;
                takeAll(dropped);
            } finally {
                writing = false;
            }
            drop(dropped);
        } while (pushed != null);
    }

    private boolean tryLock() {
        return !writing && WRITING.compareAndSet(this, false, true);
    }

    /** Waits for whoever is writing: for a few microseconds, or for longer if its thread does not get a processor. */
    private void lock() {
        while (!tryLock()) {
            LockSupport.parkNanos(this, LOCK_WAIT_NANOS);
        }
    }

    /** What has not been written is seen to by the loop: those who pushed it may have relied on the one who held the lock. */
    private void unlock() {
        boolean left = queueHead != null || large.hasWaiting();
        writing = false;
        Channel target = channel;
        if (target != null && (left || pushed != null || missed)) {
            wakeLoop(target);
        }
    }

    /**
     * Writes what is there on the calling thread.
     *
     * @return false if the event loop must see to it
     */
    private boolean writeByCaller(Channel target) {
        if (loopOnly) {
            return false;
        }
        if (!tryLock()) {
            return true; // who writes looks again when it has finished
        }
        boolean all = false;
        try {
            Socket to = socket;
            all = to != null
                    && !loopOnly
                    && queueHead == null
                    && unsent == null
                    && isEmpty(target)
                    && write(target, to);
        } finally {
            writing = false;
            if (!all || pushed != null || missed) {
                wakeLoop(target); // also when it fails: others rely on this thread
            }
        }
        return true;
    }

    /** Whether nothing waits in Netty. A channel that is being closed drops its buffer first, and then what is in it. */
    private static boolean isEmpty(Channel target) {
        ChannelOutboundBuffer inNetty = target.unsafe().outboundBuffer();
        return inNetty != null
                && inNetty.totalPendingWriteBytes() == 0
                && target.unsafe().outboundBuffer() == inNetty;
    }

    private boolean write(Channel target, Socket to) {
        ByteBuffer batch = buffers.batch();
        takePushed();
        Outgoing frame = queueHead;
        while (frame != null && frame.mayBeWrittenByCaller() && frame.out.size() <= batch.remaining()) {
            Outgoing next = takeFirst(frame);
            if (isWanted(frame)) {
                batch.put(frame.out.array(), 0, (int) frame.out.size());
            }
            buffers.release(frame);
            frame = next;
        }
        int end = batch.position();
        int sent = 0;
        try {
            while (sent < end) {
                int n = to.send(batch, sent, end);
                if (n <= 0) {
                    break; // the socket takes no more for now
                }
                sent += n;
            }
        } catch (IOException
                | NotYetConnectedException e) { // the loop will meet the same error with the rest, and see to the end
            loopOnly = true;
        }
        if (sent < end) {
            keepUnsent(target, batch.limit(end).position(sent));
        }
        buffers.release(batch);
        return sent == end && queueHead == null && !large.hasWaiting();
    }

    private void keepUnsent(Channel target, ByteBuffer rest) {
        try {
            unsent = target.alloc().directBuffer(rest.remaining()).writeBytes(rest);
        } catch (Throwable e) { // no memory: what comes next would be taken for the rest of this frame
            loopOnly = true;
            target.close();
            throw e;
        }
    }

    /** Callers may write by themselves from now on, if the system allows it. */
    void byCallersToo() {
        if (channel instanceof EpollSocketChannel epoll
                && epoll.fd() instanceof Socket found
                && epoll.eventLoop().parent() instanceof LoopGroup loops) {
            exclusively(() -> {
                socket = found;
                loopOnly = closed;
            });
            loops.add(this);
        }
    }

    /** Only the event loop writes from now on; when this returns no caller does. To be called before the channel is closed. Any thread. */
    void byLoopOnly() {
        byLoopOnly(Long.MAX_VALUE);
    }

    /** The same, but does not wait for longer than the given time, in which callers finish: the loop may be held up by a user's callback. */
    void byLoopOnly(long mostNanos) {
        loopOnly = true;
        Channel target = channel;
        boolean loop = target != null && target.eventLoop().inEventLoop();
        if (!(loop && busy)) {
            long begin = System.nanoTime();
            while (writing && System.nanoTime() - begin < mostNanos) {
                LockSupport.parkNanos(this, LOCK_WAIT_NANOS);
            }
        }
        if (target != null && target.eventLoop().parent() instanceof LoopGroup loops) {
            loops.remove(this);
        }
    }

    /** Does something while nobody else writes. Any thread. */
    void exclusively(Runnable task) {
        Channel target = channel;
        boolean loop = target != null && target.eventLoop().inEventLoop();
        if (loop && busy) {
            task.run();
            return;
        }
        lock();
        if (loop) {
            busy = true;
        }
        try {
            task.run();
        } finally {
            if (loop) {
                busy = false;
            }
            unlock();
        }
    }

    // ---------------------------------------------------------------- the event loop

    /** A read begins: what is sent until its end goes out together. */
    void beginReading() {
        reading = true;
    }

    /** The read has ended. */
    void endReading() {
        reading = false;
        if (pushed != null
                || large.hasUnderWay()) { // the peer may have given credit, or an answer before it has all of the call
            drain();
        }
    }

    /** Writes what the socket takes. */
    void drain() {
        Channel target = channel;
        if (target == null || busy) {
            return;
        }
        do {
            if (!tryLock()) {
                missed = true; // so that who is writing wakes the loop when it has finished
                if (!tryLock()) {
                    return;
                }
            }
            missed = false;
            busy = true;
            List<Outgoing> dropped = List.of();
            try {
                if (closed) {
                    dropped = new ArrayList<>();
                    takeAll(dropped);
                } else {
                    writeByLoop(target);
                }
                full = queueHead != null || (large.hasWaiting() && !target.isWritable());
                idle = queueHead == null && !large.hasWaiting() && !large.hasUnderWay();
            } finally {
                busy = false;
                writing = false;
            }
            drop(dropped);
        } while (pushed != null && !full);
        afterDrain.run();
    }

    private void writeByLoop(Channel target) {
        takePushed();
        ByteBuf rest = unsent;
        if (rest != null) {
            unsent = null;
            target.writeAndFlush(rest, target.voidPromise());
        }
        large.stopUnwanted(target);
        boolean more = true;
        while (more && target.isWritable()) {
            if (queueHead != null) {
                writeQueued(target);
            } else {
                more = large.write(target);
            }
            takePushed();
            more |= queueHead != null;
        }
    }

    /** Whether frames wait because the socket takes no more. */
    boolean isFull() {
        return full;
    }

    /** Whether all is written. */
    boolean isIdle() {
        return idle;
    }

    private static void addOwner(List<Object> owners, Outgoing frame) {
        Object owner = frame.owner();
        if (owner != null) {
            owners.add(owner);
        }
    }

    /** Shows whom the frames are for that wait to be written; not while it keeps others from writing, for calls may be ended, and users' code run. */
    void forEachQueued(Consumer<Object> visitor) {
        List<Object> owners = new ArrayList<>();
        exclusively(() -> {
            takePushed();
            for (Outgoing frame = queueHead; frame != null; frame = frame.next) {
                addOwner(owners, frame);
            }
            large.forEachWaiting(frame -> addOwner(owners, frame));
        });
        owners.forEach(visitor);
    }

    /** The channel is closed: drops what is queued and what is still to come. */
    void close() {
        List<Outgoing> dropped = new ArrayList<>();
        exclusively(() -> {
            closed = true;
            loopOnly = true;
            takeAll(dropped);
            if (unsent != null) {
                unsent.release();
                unsent = null;
            }
        });
        drop(dropped);
        large.close();
    }

    // ---------------------------------------------------------------- whoever is writing

    /** Appends what was pushed to the queue, oldest first. */
    private void takePushed() {
        Outgoing newest = (Outgoing) PUSHED.getAndSet(this, null);
        if (newest == null) {
            return;
        }
        Outgoing oldest = null;
        Outgoing frame = newest;
        while (frame != null) {
            Outgoing older = frame.next;
            frame.next = oldest;
            oldest = frame;
            frame = older;
        }
        while (oldest != null) {
            Outgoing younger = oldest.next;
            append(oldest);
            oldest = younger;
        }
    }

    private void append(Outgoing frame) {
        if (large.takes(frame)) {
            large.add(frame);
            return;
        }
        frame.next = null;
        if (queueTail == null) {
            queueHead = frame;
        } else {
            queueTail.next = frame;
        }
        queueTail = frame;
    }

    /** One batch in one buffer: what is queued, up to a size that leaves the rest to the next one. */
    private void writeQueued(Channel target) {
        long size = 0;
        int frames = 0;
        for (Outgoing frame = queueHead; frame != null && size < BATCH_BYTES; frame = frame.next) {
            size += frame.out.size();
            frames++;
        }
        ByteBuf batch = target.alloc().directBuffer((int) size);
        for (Outgoing frame = queueHead; frame != null && frames > 0; frame = queueHead, frames--) {
            takeFirst(frame);
            if (isWanted(frame)) {
                batch.writeBytes(frame.out.array(), 0, (int) frame.out.size());
            }
            buffers.release(frame);
        }
        if (batch.isReadable()) {
            target.writeAndFlush(batch, target.voidPromise());
        } else {
            batch.release();
        }
    }

    /** Takes the first frame out of the queue; the next one. */
    private @Nullable Outgoing takeFirst(Outgoing frame) {
        Outgoing next = frame.next;
        queueHead = next;
        if (next == null) {
            queueTail = null;
        }
        return next;
    }

    private boolean isWanted(Outgoing frame) {
        return frame.owner() == null || handler.beforeWrite(frame);
    }

    /** Takes out all frames of which nothing was written. */
    private void takeAll(List<Outgoing> taken) {
        takePushed();
        for (Outgoing frame = queueHead; frame != null; frame = frame.next) {
            taken.add(frame);
        }
        queueHead = null;
        queueTail = null;
        large.takeWaiting(taken);
    }

    /** Not while it keeps others from writing, for calls are ended, and users' code may run. */
    private void drop(List<Outgoing> frames) {
        for (Outgoing frame : frames) {
            boolean isLarge = large.takes(frame);
            if (frame.owner() != null) {
                handler.neverWritten(frame);
            }
            if (isLarge) {
                large.done(frame);
            } else {
                buffers.release(frame);
            }
        }
    }
}
