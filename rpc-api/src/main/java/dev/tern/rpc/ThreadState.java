package dev.tern.rpc;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All that Tern keeps per thread; small, because virtual threads multiply it. */
final class ThreadState {

    private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

    /** Null: it is the handler's, which has not been asked for yet. */
    @Nullable
    CallContext context = CallContext.none();

    @Nullable
    Supplier<CallContext> handler;

    /** The thread's last call, as {@link CallInfo} tells it. */
    CallInfo.@Nullable Peer lastPeer;

    long lastTraceHigh;
    long lastTraceLow;
    int lastAttempts;
    long lastElapsedNanos;

    CallContext context() {
        CallContext found = context;
        if (found == null) {
            found = Objects.requireNonNull(handler).get();
            context = found;
        }
        return found;
    }

    static ThreadState current() {
        return CURRENT.get();
    }
}
