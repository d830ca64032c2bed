package dev.tern.rpc;

import org.jspecify.annotations.Nullable;

/** All that Tern keeps per thread; small, because virtual threads multiply it. */
final class ThreadState {

    private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

    CallContext context = CallContext.none();

    /** The thread's last call, as {@link CallInfo} tells it. */
    CallInfo.@Nullable Peer lastPeer;

    long lastTraceHigh;
    long lastTraceLow;
    int lastAttempts;
    long lastElapsedNanos;

    static ThreadState current() {
        return CURRENT.get();
    }
}
