package dev.tern.rpc.wire;

import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;

/**
 * What all frames have in common. Numbers are big endian.
 *
 * <pre>
 *  0       4      5       6
 *  +-------+------+-------+----------------
 *  | length| type | flags | by type ...
 *  +-------+------+-------+----------------
 *   int32    u8     u8      length counts what follows it: from type to the end
 *
 * RESPONSE  | id int32 | body | [tail]
 * ERROR     | id int32 | status u8 | tagged fields          without DECLARED
 *           | id int32 | exception varint | body            with DECLARED: which of the method's exceptions
 * CANCEL    | id int32
 * PING PONG | token int64
 * GOAWAY    | last id int32                                 the last id that is served; only with FINAL, else 0
 * BIND      | number varint | tagged fields                 {@link BindFrame}
 * BOUND     | number varint | tagged fields                 {@link BindFrame}
 * CONTRACT  | number varint | deflated text                 {@link ContractFrame}
 * DATA      | id int32 | bytes                              {@link PartFrame}
 * CREDIT    | id int32 | bytes varint                       {@link PartFrame}
 * </pre>
 *
 * HELLO is {@link Hello}, REQUEST is {@link RequestHeader}. With the flag TAIL a frame ends in tagged fields and, last of all, their length as int32.
 */
public final class FrameLayout {

    /** Where the length stands. */
    public static final int LENGTH = 0;

    /** The size of the length, which it does not count. */
    public static final int LENGTH_BYTES = 4;

    /** Where the call's id stands in frames that have one. */
    public static final int ID = 6;

    /** The most bytes of a frame that carries no message. */
    public static final int MAX_CONTROL_BYTES = 64 * 1024;

    /** The most bytes of a frame that may carry a contract, BOUND or CONTRACT: room for the longest text that cannot be deflated. */
    public static final int MAX_CONTRACT_FRAME_BYTES = PackedContract.MAX_PACKED_BYTES + 7 * 1024;

    /** The most bytes of the first frame, which must be HELLO. */
    public static final int MAX_HELLO_BYTES = 8 * 1024;

    /** The least that a side may set as its largest frame: a small message with the largest tail. */
    public static final int MIN_FRAME_LIMIT = 9 * 1024;

    /** The most bytes of a tail, attachments and baggage, unless a side tells otherwise. */
    public static final int MAX_TAIL_BYTES = 8 * 1024;

    /** The room that the header of a message may need beyond its body and tail. */
    public static final int MAX_HEADER_BYTES = 64;

    /** No flags. */
    public static final int NO_FLAGS = 0;

    /** REQUEST: the call is not answered. */
    public static final int ONE_WAY = 0x01;

    /** REQUEST: the call is tried again, or is made because one is: who executes it does not try its own calls again. */
    public static final int REPEATED = 0x02;

    /** ERROR: the implementation surely never saw the call. */
    public static final int NEVER_EXECUTED = 0x02;

    /** ERROR: an exception that the method declares, encoded as a body. */
    public static final int DECLARED = 0x04;

    /** GOAWAY: calls with a higher id than the given one were not and will not be executed. */
    public static final int FINAL = 0x08;

    /** ERROR, with NEVER_EXECUTED: to be sent again on this connection, once the next BOUND of its service has come. */
    public static final int REBINDING = 0x10;

    /** REQUEST, RESPONSE, ERROR: only the first part of the message; the rest follows in DATA frames. */
    public static final int MORE = 0x20;

    /** DATA: the last part. */
    public static final int END = 0x01;

    /** DATA, without bytes: the sender has given the message up, the rest of it will not come. */
    public static final int STOPPED = 0x02;

    /** REQUEST, RESPONSE: the frame ends in tagged fields. */
    public static final int TAIL = 0x80;

    private FrameLayout() {}

    /** The room that header and tail may need beyond a body; at least that of the usual tail, so that every side takes the least frame. */
    public static int overhead(int maxTailBytes) {
        return MAX_HEADER_BYTES + Math.max(MAX_TAIL_BYTES, maxTailBytes);
    }

    /** Begins a frame in an empty output. */
    public static void begin(RpcOutput out, FrameType type, int flags) {
        out.reserve(MAX_HEADER_BYTES);
        out.putFixedInt(0);
        out.putByte(type.code());
        out.putByte(flags);
    }

    /** Begins a frame with the id of a call. */
    public static void begin(RpcOutput out, FrameType type, int flags, int id) {
        begin(out, type, flags);
        out.putFixedInt(id);
    }

    /**
     * Finds the tail of a frame, from where its body begins, and cuts it off.
     *
     * @param maxTailBytes the longest that is taken
     * @return the length of the tail, which then stands behind the input's limit
     */
    public static int dropTail(RpcInput in, int maxTailBytes) {
        int body = in.position();
        int end = in.limit() - Integer.BYTES;
        in.setPosition(Math.max(body, end));
        int length = in.getFixedInt();
        if (length < 0 || length > maxTailBytes || end - length < body) {
            throw new DecodingException(
                    "tail: " + length + " bytes (expected: 0 to " + Math.min(maxTailBytes, end - body) + ")");
        }
        in.setPosition(body);
        in.setLimit(end - length);
        return length;
    }

    /** Ends the frame, unless it is over the limit. */
    public static void end(RpcOutput out) {
        out.end();
        if (!out.isOverLimit()) {
            out.setFixedInt(LENGTH, (int) out.size() - LENGTH_BYTES);
        }
    }
}
