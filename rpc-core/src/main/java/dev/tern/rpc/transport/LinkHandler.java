package dev.tern.rpc.transport;

import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;

/** What a client or a server does with its end of a {@link Link}. All methods but {@link #beforeWrite} are called on the link's event loop; none may block. */
public interface LinkHandler {

    /** The peer has said HELLO: calls can flow. */
    void opened(Hello peer);

    /** A frame other than HELLO, PING and PONG. The input stands behind the flags; this method releases it or gives it on. */
    void frame(FrameType type, int flags, RpcInput in);

    /**
     * The frame is next to be written: on the event loop, or by a caller if the frame may be, and never two at a time. On a caller's thread it must not end
     * a call: users' code would run, and nobody could write meanwhile.
     *
     * @return false to drop it
     */
    boolean beforeWrite(Outgoing frame);

    /** The socket takes no more for now, so that frames stay queued; or it takes all again. */
    void stalled(boolean now);

    /** The frame will not be written: the link is closed. The handler does not keep it. */
    void neverWritten(Outgoing frame);

    /** The link is closed; called once. Only {@link #neverWritten} may follow, for what was queued. */
    void closed(String reason);
}
