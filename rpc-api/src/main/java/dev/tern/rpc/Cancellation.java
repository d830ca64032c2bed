package dev.tern.rpc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells once, to all who listen, that a handler's result is not wanted any more. Thread-safe. Listeners run on the thread that cancels and
 * must not block.
 */
public final class Cancellation {

    private static final Logger log = LoggerFactory.getLogger(Cancellation.class);

    private @Nullable List<Listener> listeners; // guarded by this
    private volatile @Nullable RpcException cause;

    /** Whether {@link #cancel} was called. */
    public boolean isCancelled() {
        return cause != null;
    }

    /** Why it was cancelled; null if it was not. */
    public @Nullable RpcException cause() {
        return cause;
    }

    /** Tells every listener, once; later calls do nothing. */
    public void cancel(RpcException reason) {
        List<Listener> told;
        synchronized (this) {
            if (cause != null) {
                return;
            }
            cause = reason;
            told = listeners;
            listeners = null;
        }
        if (told != null) {
            told.forEach(listener -> tell(listener, reason));
        }
    }

    /** Adds a listener; it is told at once if this is cancelled already. */
    public void listen(Listener listener) {
        RpcException already;
        synchronized (this) {
            already = cause;
            if (already == null) {
                if (listeners == null) {
                    listeners = new ArrayList<>(2);
                }
                listeners.add(listener);
            }
        }
        if (already != null) {
            tell(listener, already);
        }
    }

    private static void tell(Listener listener, RpcException reason) {
        try {
            listener.cancelled(reason);
        } catch (RuntimeException e) { // the others are to be told too
            log.warn("a cancellation listener threw", e);
        }
    }

    /** Removes a listener that has ended by itself. */
    public synchronized void forget(Listener listener) {
        if (listeners == null) {
            return;
        }
        for (int i = listeners.size() - 1; i >= 0; i--) {
            if (listeners.get(i) == listener) {
                listeners.remove(i);
                return;
            }
        }
    }

    /** Is told that the result is not wanted any more. */
    @FunctionalInterface
    public interface Listener {

        /** Called at most once, on the thread that cancels; must not block. */
        void cancelled(RpcException cause);
    }
}
