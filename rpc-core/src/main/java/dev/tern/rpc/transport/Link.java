package dev.tern.rpc.transport;

import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.wire.FrameDecoder;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;
import dev.tern.rpc.wire.PartFrame;
import dev.tern.rpc.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of a connection, the same for client and server: says HELLO, cuts frames, keeps the connection alive and writes in batches.
 *
 * <p><b>Writing</b> is the part of its {@link FrameWriter}: any thread sends, one at a time writes.
 *
 * <p><b>Keepalive.</b> A sign of life is a received byte, or that the socket takes bytes again after it took none. Without one for the interval a PING is
 * sent, and without one for the timeout after that the connection is closed. That finds links whose other side vanished without a word.
 *
 * <p><b>A failed write</b> closes the channel at once, unless its {@code AUTO_CLOSE} is off. Then only the writing ends, and what the peer had sent before is read to its
 * end, which closes, or for a second: a provider's last words may lie in the socket unread, and say which calls it never took.
 */
public final class Link extends ChannelDuplexHandler {

    private static final Logger log = LoggerFactory.getLogger(Link.class);

    /** How long is read at most after a failed write. Usually all is there, and read within microseconds. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LinkSettings settings;
    private final Hello own;
    private final Buffers buffers;
    private final LinkHandler handler;
    private final FrameDecoder decoder;
    private final FrameWriter writer;

    private @Nullable Channel channel;
    private volatile boolean closed;
    private volatile int peerMaxFrameBytes = FrameLayout.MAX_HELLO_BYTES; // written by the event loop

    // below: the event loop's
    private boolean opened;
    private boolean failed;
    private boolean broken; // nothing can be written, and it is only read
    private boolean closing; // as soon as all is written
    private boolean stalled; // the socket takes no more
    private String closeReason = "closed by the peer";
    private long lastSignNanos; // when the peer last sent bytes, or took some after it had taken none
    private long readNanos;
    private long pingNanos; // when the unanswered PING was sent
    private boolean pinged;

    /** A link that begins when it becomes part of a channel's pipeline. */
    public Link(LinkSettings settings, Hello own, Buffers buffers, LinkHandler handler) {
        this.settings = settings;
        this.own = own;
        this.buffers = buffers;
        this.handler = handler;
        this.writer = new FrameWriter(buffers, handler, this::written);
        this.decoder = new FrameDecoder(buffers::input, settings.maxFrameBytes(), own.windowBytes(), new Received());
    }

    // ---------------------------------------------------------------- any thread

    /** The buffers that this link's frames come from. */
    public Buffers buffers() {
        return buffers;
    }

    /** Writes a frame as soon as the socket takes it. The frame is given away; if the link is closed the handler hears of it. */
    public void send(Outgoing frame) {
        writer.send(frame);
    }

    /** Whether a frame with an owner is so large that it is sent in parts; known when the peer has said HELLO. */
    public boolean sendsInParts(Outgoing frame) {
        return writer.large().takes(frame);
    }

    /** Builds and writes a small frame. */
    public void send(Consumer<RpcOutput> frame) {
        if (!sendIfFits(frame, FrameLayout.MAX_CONTROL_BYTES)) {
            throw new IllegalStateException(
                    "control frame: too large (expected: at most " + FrameLayout.MAX_CONTROL_BYTES + " bytes)");
        }
    }

    /**
     * Builds and writes a frame that may carry a contract; after HELLO.
     *
     * @return false if it is larger than the peer takes, so that it is not sent
     */
    public boolean sendContract(Consumer<RpcOutput> frame) {
        return sendIfFits(frame, Math.min(peerMaxFrameBytes, FrameLayout.MAX_CONTRACT_FRAME_BYTES));
    }

    private boolean sendIfFits(Consumer<RpcOutput> frame, int limit) {
        Outgoing outgoing = buffers.outgoing(limit);
        frame.accept(outgoing.out());
        if (outgoing.out().isOverLimit()) {
            buffers.release(outgoing);
            return false;
        }
        send(outgoing);
        return true;
    }

    /**
     * Runs a task on this link's event loop.
     *
     * @return false if the loop has ended, so that the task will not run
     */
    public boolean execute(Runnable task) {
        Channel target = channel;
        if (target == null) {
            return false;
        }
        try {
            target.eventLoop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Whether the calling thread is this link's event loop. */
    public boolean onLoop() {
        Channel target = channel;
        return target != null && target.eventLoop().inEventLoop();
    }

    /** Only the event loop writes from now on, even what callers may write. Any thread. */
    public void byLoopOnly() {
        writer.byLoopOnly();
    }

    /** Runs a task on this link's event loop after a delay. On the loop only. */
    public void schedule(Runnable task, long delayNanos) {
        Channel target = channel;
        if (target != null && !target.eventLoop().isShuttingDown()) {
            target.eventLoop().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Closes the connection after what is queued was written, at the latest when that has not gone on for the keepalive timeout. */
    public void close(String reason) {
        execute(() -> {
            Channel target = channel;
            if (closed || closing || target == null) {
                return;
            }
            closing = true;
            closeReason = reason;
            closeUnlessWriting(writer.large().parts());
            writer.byLoopOnly();
            writer.drain();
        });
    }

    /** Closes after the timeout, if no further part of a large message was written by then. */
    private void closeUnlessWriting(long partsBefore) {
        schedule(
                () -> {
                    long parts = writer.large().parts();
                    if (parts == partsBefore) {
                        Objects.requireNonNull(channel).close();
                    } else {
                        closeUnlessWriting(parts);
                    }
                },
                settings.keepaliveTimeout().toNanos());
    }

    // ---------------------------------------------------------------- the event loop

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        writer.open(ctx.channel());
        if (ctx.channel().isActive()) {
            begin();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin();
    }

    private void begin() {
        if (lastSignNanos != 0) {
            return;
        }
        lastSignNanos = System.nanoTime();
        Channel target = Objects.requireNonNull(channel);
        if (target.localAddress().equals(target.remoteAddress())) {
            fail("connected with itself: nobody listens at this address, and the system picked it for this end too");
            return;
        }
        send(own::write);
        schedule(this::expectHello, settings.keepaliveTimeout().toNanos());
        schedule(this::keepalive, settings.keepaliveInterval().toNanos());
    }

    private void expectHello() {
        if (!opened && !closed) {
            fail("no HELLO within " + settings.keepaliveTimeout().toMillis() + " ms");
        }
    }

    private void keepalive() {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        long interval = settings.keepaliveInterval().toNanos();
        long timeout = settings.keepaliveTimeout().toNanos();
        long silent = now - lastSignNanos;
        if (silent < interval) {
            pinged = false;
            schedule(this::keepalive, interval - silent);
        } else if (!pinged) {
            pinged = true;
            pingNanos = now;
            send(out -> {
                FrameLayout.begin(out, FrameType.PING, FrameLayout.NO_FLAGS);
                out.putFixedLong(now);
                FrameLayout.end(out);
            });
            schedule(this::keepalive, timeout);
        } else if (lastSignNanos - pingNanos >= 0) {
            pinged = false;
            schedule(this::keepalive, Math.max(1, interval - silent));
        } else {
            handler.silent();
            writer.drain(); // the last word goes as far as the system, if that still takes anything
            fail("nothing received for " + TimeUnit.NANOSECONDS.toMillis(silent) + " ms, PING not answered within "
                    + settings.keepaliveTimeout().toMillis() + " ms");
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        readNanos = System.nanoTime();
        lastSignNanos = readNanos;
        writer.beginReading();
        try {
            if (!failed) {
                decoder.decode(bytes);
            }
        } catch (ProtocolException | DecodingException e) {
            fail(String.valueOf(e.getMessage()));
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        handler.readEnded();
        writer.endReading();
    }

    /** What the decoder finds. */
    private final class Received implements FrameDecoder.FrameListener {

        @Override
        public void frame(FrameType type, int flags, RpcInput in) {
            switch (type) {
                case HELLO -> hello(in);
                case PING -> {
                    long token = in.getFixedLong();
                    in.release();
                    send(out -> {
                        FrameLayout.begin(out, FrameType.PONG, FrameLayout.NO_FLAGS);
                        out.putFixedLong(token);
                        FrameLayout.end(out);
                    });
                }
                case PONG -> in.release(); // that it was read is all that matters
                case CREDIT -> {
                    int id = in.getFixedInt();
                    int bytes = PartFrame.readCredit(in);
                    in.release();
                    writer.large().credit(id, bytes);
                }
                default -> handler.frame(type, flags, in);
            }
        }

        @Override
        public boolean begins(FrameType type, int flags, RpcInput in) {
            return handler.begins(type, flags, in);
        }

        @Override
        public void stopped(FrameType type, int id) {
            handler.stopped(type, id);
        }

        @Override
        public void credit(int id, int bytes) {
            Outgoing credit = buffers.outgoing(FrameLayout.MAX_CONTROL_BYTES);
            PartFrame.writeCredit(credit.out(), id, bytes);
            send(credit);
        }
    }

    private void hello(RpcInput in) {
        Hello peer = Hello.read(in);
        in.release();
        if (opened) {
            throw new ProtocolException("a second HELLO (expected: one, as the first frame)");
        }
        opened = true;
        writer.byCallersToo();
        writer.large().windowBytes(peer.windowBytes());
        peerMaxFrameBytes = peer.maxFrameBytes();
        if (!broken) {
            handler.opened(peer);
        }
    }

    /** Nobody wants a message any more that is coming in parts: it is dropped. On the event loop. */
    public void discard(FrameType type, int id) {
        decoder.discard(type, id);
    }

    /** How many bytes have come of a message that comes in parts; 0 if none does under that id. On the event loop. */
    public int received(int id) {
        return decoder.received(id);
    }

    /** Looks whether messages that are being sent in parts are still wanted. On the event loop. */
    public void stopUnwanted() {
        if (writer.large().hasUnderWay()) {
            writer.drain();
        }
    }

    /** The writer has written what it could. */
    private void written() {
        Channel target = channel;
        boolean full = writer.isFull();
        if (closing && writer.isIdle() && !closed && target != null) {
            target.writeAndFlush(target.alloc().buffer(0)).addListener(f -> target.close());
        }
        if (stalled != full) {
            stalled = full;
            handler.stalled(full);
        }
    }

    /** Shows whom the frames are for that wait to be written. On the event loop. */
    public void forEachQueued(Consumer<Object> visitor) {
        writer.forEachQueued(visitor);
    }

    /** When the bytes were read that are being handled, on the scale of {@link System#nanoTime()}. On the event loop. */
    public long readNanos() {
        return readNanos;
    }

    /** Stops or resumes reading, so that a peer that does not take answers cannot ask for more. On the event loop. */
    public void reading(boolean on) {
        Channel target = channel;
        if (target != null) {
            target.config().setAutoRead(on);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            lastSignNanos = System.nanoTime();
        }
        writer.drain();
    }

    /**
     * Whatever closes the channel comes by here, or by the two below, first; but for a failed write that closes, when callers find Netty's buffer not empty or gone,
     * and the end of the event loops, before which {@link LoopGroup} sees to it.
     */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        writer.byLoopOnly();
        ctx.close(promise);
    }

    /** The peer has closed its end. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.channel().close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        writer.byLoopOnly();
        if (cause instanceof ChannelOutputShutdownException
                && !ctx.channel().config().isAutoClose()) {
            writeFailed(ctx.channel(), cause.getCause() == null ? cause : cause.getCause());
        } else if (cause instanceof IOException) { // the network's, not the protocol's: the handler tells of it
            failed = true;
            if (!broken) {
                closeReason = String.valueOf(cause.getMessage());
            }
            ctx.channel().close();
        } else {
            fail(cause.toString());
        }
    }

    /** Is told for each buffer that Netty had, in the middle of a write. */
    private void writeFailed(Channel target, Throwable cause) {
        if (broken || failed || closed) {
            return;
        }
        broken = true;
        closeReason = String.valueOf(cause.getMessage());
        execute(this::endWriting);
        schedule(target::close, LAST_WORDS_NANOS);
    }

    private void endWriting() {
        if (!closed) {
            handler.broken(closeReason); // first: what is refused below is tried again, and not here
            writer.close();
        }
    }

    private void fail(String reason) {
        failed = true;
        closeReason = reason;
        Channel target = channel;
        if (target != null) {
            log.warn("{}: closing: {}", this, reason);
            target.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        closed = true;
        writer.byLoopOnly();
        decoder.close();
        handler.closed(closeReason); // first: what is refused below is tried again, and not here
        writer.close();
    }

    @Override
    public String toString() {
        Channel target = channel;
        return target == null ? "link" : "link " + target.localAddress() + " - " + target.remoteAddress();
    }
}
