package dev.tern.rpc.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Event loops that, before they end and close what is open, see to it that no caller writes to it. */
final class LoopGroup extends MultiThreadIoEventLoopGroup {

    private static final long MOST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Set<FrameWriter> writers = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;

    LoopGroup(int count, ThreadFactory threads, IoHandlerFactory io) {
        super(count, threads, io);
    }

    /** Callers may write to the connection of this writer. */
    void add(FrameWriter writer) {
        writers.add(writer);
        if (ending) {
            writer.byLoopOnly();
        }
    }

    void remove(FrameWriter writer) {
        writers.remove(writer);
    }

    /** To be called before the shutdown. Waits for writes that are under way, at most two seconds for each connection. */
    void byLoopsOnly() {
        ending = true;
        long end = System.nanoTime() + MOST_WAIT_NANOS;
        writers.forEach(writer -> writer.byLoopOnly(end - System.nanoTime()));
    }
}
