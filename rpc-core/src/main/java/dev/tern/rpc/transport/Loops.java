package dev.tern.rpc.transport;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops of one client or server: epoll where it is there, NIO elsewhere. Their threads do I/O and framing, complete calls, and run
 * what is marked {@link dev.tern.rpc.NonBlocking}; nothing else.
 */
public final class Loops implements AutoCloseable {

    private static final boolean EPOLL = Epoll.isAvailable();

    private final LoopGroup group;

    /**
     * Starts loops.
     *
     * @param name the prefix of the threads' names
     * @param count how many
     */
    public Loops(String name, int count) {
        AtomicInteger number = new AtomicInteger();
        IoHandlerFactory io = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        ThreadFactory threads = task -> new LoopThread(task, name + "-" + number.incrementAndGet());
        group = new LoopGroup(count, threads, io);
    }

    /** The group, for a bootstrap. */
    public EventLoopGroup group() {
        return group;
    }

    /** The class of a client's channels. */
    public static Class<? extends SocketChannel> socketChannel() {
        return EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** The class of a server's channel. */
    public static Class<? extends ServerSocketChannel> serverSocketChannel() {
        return EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** How many bytes a channel reads at a time: up to 256 KiB while that many are there, so that large messages take few reads. */
    public static RecvByteBufAllocator receiveBuffers() {
        return new AdaptiveRecvByteBufAllocator(4 * 1024, 16 * 1024, 256 * 1024);
    }

    /** Runs a task on one of the loops after a delay; at once if the loops have ended, or when they end: nobody is left waiting. */
    public void schedule(Runnable task, long delayNanos) {
        if (group.isShuttingDown()) {
            task.run();
            return;
        }
        try {
            group.schedule(task, delayNanos, TimeUnit.NANOSECONDS).addListener(done -> {
                if (done.isCancelled()) { // by the end of its loop
                    task.run();
                }
            });
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Takes the right to write from callers, and ends the threads; waits for them at most two seconds. */
    @Override
    public void close() {
        group.byLoopsOnly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
