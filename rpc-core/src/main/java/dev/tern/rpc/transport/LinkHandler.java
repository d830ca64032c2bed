package dev.tern.rpc.transport;

import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;

/**
 * What a client or a server does with its end of a {@link Link}. All methods but {@link #beforeWrite} are called on the link's event loop; none may block. When
 * the loop has ended, {@link #neverWritten} and {@link #done} are called by the threads that still send.
 */
public interface LinkHandler {

    /** The peer has said HELLO: calls can flow. */
    void opened(Hello peer);

    /**
     * A frame other than HELLO, PING, PONG and CREDIT, or a message that came in parts and is whole now: it has the flag MORE, and its beginning was told before. The
     * input stands behind the flags; this method releases it or gives it on.
     */
    void frame(FrameType type, int flags, RpcInput in);

    /**
     * The first part of a message is there. The input stands behind the flags, ends with the part and is neither released nor kept.
     *
     * @return false if nobody wants the message: it is dropped, and nothing more is told of it
     */
    boolean begins(FrameType type, int flags, RpcInput in);

    /** The peer has given up a message that had begun: it will not come. */
    void stopped(FrameType type, int id);

    /** All that was read at once has been told. */
    void readEnded();

    /**
     * The frame is next to be written: on the event loop, or by a caller if the frame may be, and never two at a time. On a caller's thread it must not end
     * a call: users' code would run, and nobody could write meanwhile.
     *
     * @return false to drop it
     */
    boolean beforeWrite(Outgoing frame);

    /** Whether a frame of which a part was written is still to be written to its end. On the event loop. */
    boolean wants(Outgoing frame);

    /**
     * A frame that is {@linkplain Link#sendsInParts sent in parts} is done with: written to its end, given up, dropped before it began, or never written. Told once for
     * each, as the last that is told of it; not told for others.
     */
    void done(Outgoing frame);

    /** The socket takes no more for now, so that frames stay queued; or it takes all again. */
    void stalled(boolean now);

    /** The frame will not be written: the link is closed. The handler does not keep it. */
    void neverWritten(Outgoing frame);

    /** Nothing was heard of the peer for so long that the link is closed after this. What is sent now is still written, if the system takes it at once. */
    void silent();

    /**
     * A write has failed: nothing more is written. What the peer had sent before is still told, as it may say what of all that was written the peer took; then
     * {@link #closed} follows, after a second at the latest. Told only where Netty leaves the channel open after a failed write, and at most once. Frames that
     * were not written are told after it.
     */
    void broken(String reason);

    /** The link is closed; called once. Only {@link #neverWritten} and {@link #done} may follow, for what was queued. */
    void closed(String reason);
}
