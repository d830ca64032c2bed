package dev.tern.rpc.transport;

import dev.tern.rpc.kernel.NonBlockingThread;
import io.netty.util.concurrent.FastThreadLocalThread;

/** A thread of an event loop; synchronous calls made on it are refused. */
final class LoopThread extends FastThreadLocalThread implements NonBlockingThread {

    LoopThread(Runnable task, String name) {
        super(task, name);
        setDaemon(true);
    }
}
