package dev.tern.rpc.kernel;

import dev.tern.rpc.io.RpcInput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The failure of a call that is to be recovered from when its result is read; a declared exception is still encoded. Whoever has the call in hand. */
final class RecoveredOutcome {

    private @Nullable Throwable failure; // null until it is decoded
    private @Nullable RpcInput body;
    private final @Nullable BodyReader<? extends @Nullable Object> decoder;
    private final Recovery recovery;

    RecoveredOutcome(
            @Nullable Throwable failure,
            @Nullable RpcInput body,
            @Nullable BodyReader<? extends @Nullable Object> decoder,
            Recovery recovery) {
        this.failure = failure;
        this.body = body;
        this.decoder = decoder;
        this.recovery = recovery;
    }

    @Nullable
    Object result() throws Throwable {
        Throwable cause = failure;
        if (cause == null) {
            cause = decoded();
            failure = cause;
        }
        return recovery.recover(cause);
    }

    private Throwable decoded() {
        RpcInput in = Objects.requireNonNull(body);
        body = null;
        try {
            Throwable declared = (Throwable)
                    Objects.requireNonNull(Objects.requireNonNull(decoder).read(in));
            in.expectEnd();
            return declared;
        } catch (RuntimeException
                | StackOverflowError e) { // users' constructors run here too: this is what the call failed with
            return e;
        } finally {
            in.release();
        }
    }

    /** Gives back what it holds, unless it was read. */
    void release() {
        RpcInput in = body;
        body = null;
        if (in != null) {
            in.release();
        }
    }
}
