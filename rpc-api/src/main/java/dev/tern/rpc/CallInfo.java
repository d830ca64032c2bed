package dev.tern.rpc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a finished call.
 *
 * @param endpoint the address of the provider that was tried last, {@code host:port}; empty if there was none
 * @param instance the id of that provider's instance; empty if it is not known
 * @param attempts how many attempts reached a connection
 * @param elapsed from the call of the stub to its end
 * @param traceId 32 hex digits
 */
public record CallInfo(String endpoint, String instance, int attempts, Duration elapsed, String traceId) {

    /**
     * The last call of this thread: the last synchronous one that it made, or, in what runs behind the future of an asynchronous call, that call. Null if there
     * was none.
     */
    public static @Nullable CallInfo last() {
        ThreadState thread = ThreadState.current();
        if (thread.lastTraceLow == 0) {
            return null;
        }
        Peer peer = thread.lastPeer == null ? Peer.NONE : thread.lastPeer;
        return new CallInfo(
                peer.address(),
                peer.instance(),
                thread.lastAttempts,
                Duration.ofNanos(thread.lastElapsedNanos),
                TraceContext.hexTraceId(thread.lastTraceHigh, thread.lastTraceLow));
    }

    /** Remembers the calling thread's last call; for the framework. Keeps no reference to the call itself. */
    public static void remember(@Nullable Peer peer, int attempts, long elapsedNanos, long traceHigh, long traceLow) {
        ThreadState thread = ThreadState.current();
        thread.lastPeer = peer;
        thread.lastAttempts = attempts;
        thread.lastElapsedNanos = elapsedNanos;
        thread.lastTraceHigh = traceHigh;
        thread.lastTraceLow = traceLow;
    }

    /**
     * The provider at the other end of a connection.
     *
     * @param address {@code host:port}
     * @param instance the id of the instance; empty if it is not known
     */
    public record Peer(String address, String instance) {

        /** Nobody. */
        public static final Peer NONE = new Peer("", "");
    }
}
