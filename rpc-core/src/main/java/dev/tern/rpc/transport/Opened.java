package dev.tern.rpc.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What a client or a server has opened so far. It is closed from last to first, each even if another one fails: when it is not needed any more, or because the start fails half way.
 * Not thread-safe; closing a second time does nothing.
 */
public final class Opened implements AutoCloseable {

    private final Deque<Runnable> closes = new ArrayDeque<>();

    /** Notes how to close what has just been opened, and returns that. */
    public <T> T add(T opened, Consumer<? super T> close) {
        closes.push(() -> close.accept(opened));
        return opened;
    }

    /** Closes everything. The first failure is thrown in the end, with the others suppressed in it. */
    @Override
    public void close() {
        Runnable last = closes.poll();
        if (last != null) {
            close(last, this);
        }
    }

    private static void close(Runnable last, Opened rest) {
        try (rest) {
            last.run();
        }
    }

    /** Closes everything because of a failure; what fails in closing is suppressed in that. */
    public void close(Throwable failure) {
        try {
            close();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }
}
