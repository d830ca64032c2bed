package dev.tern.rpc.wire;

import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import io.netty.buffer.ByteBuf;

/**
 * A message in parts, so that others need not wait behind all of it: a REQUEST, RESPONSE or ERROR with the flag MORE, and DATA frames with the rest of
 * the very same bytes.
 *
 * <pre>
 * the first  | length | type | flags, MORE | id int32 | rest int32 | bytes      rest: how many bytes DATA frames will bring, at least 1
 * DATA       | length | type | flags       | id int32 | bytes                   END: the last; at least one byte
 *                                                                               STOPPED: no bytes, and none will come
 * CREDIT     | length | type | flags       | id int32 | bytes varint            how many more the receiver takes
 * </pre>
 *
 * Put together without rest, all bytes from the first's type on are those of the frame in one piece. The first part holds all of the header in
 * front of a body. The id says which message: that of the call, in the direction of the message.
 */
public final class PartFrame {

    /** How many messages in parts may be under way in one direction of a connection. */
    public static final int MOST_UNDER_WAY = 8;

    /** What stands in front of the bytes of a first part. */
    public static final int FIRST_HEADER_BYTES = FrameLayout.ID + 2 * Integer.BYTES;

    /** What stands in front of the bytes of a DATA frame. */
    public static final int DATA_HEADER_BYTES = FrameLayout.ID + Integer.BYTES;

    private PartFrame() {}

    /**
     * Writes the first part of a frame.
     *
     * @param frame a whole one
     * @param size how long it is
     * @param sent how many of its bytes are then sent, from its start; more than its header
     */
    public static void writeFirst(ByteBuf out, byte[] frame, int size, int sent) {
        out.writeInt(sent + Integer.BYTES - FrameLayout.LENGTH_BYTES);
        out.writeByte(frame[FrameLayout.LENGTH_BYTES]);
        out.writeByte(frame[FrameLayout.LENGTH_BYTES + 1] | FrameLayout.MORE);
        out.writeBytes(frame, FrameLayout.ID, Integer.BYTES);
        out.writeInt(size - sent);
        out.writeBytes(frame, DATA_HEADER_BYTES, sent - DATA_HEADER_BYTES);
    }

    /** Writes more of a frame: {@code length} bytes from {@code at}. */
    public static void writeData(ByteBuf out, int id, byte[] frame, int at, int length, boolean end) {
        writeHeader(out, id, length, end ? FrameLayout.END : FrameLayout.NO_FLAGS);
        out.writeBytes(frame, at, length);
    }

    /** Writes that the rest will not come. */
    public static void writeStopped(ByteBuf out, int id) {
        writeHeader(out, id, 0, FrameLayout.STOPPED);
    }

    private static void writeHeader(ByteBuf out, int id, int length, int flags) {
        out.writeInt(DATA_HEADER_BYTES - FrameLayout.LENGTH_BYTES + length);
        out.writeByte(FrameType.DATA.code());
        out.writeByte(flags);
        out.writeInt(id);
    }

    /** Writes a CREDIT. */
    public static void writeCredit(RpcOutput out, int id, int bytes) {
        FrameLayout.begin(out, FrameType.CREDIT, FrameLayout.NO_FLAGS, id);
        out.putUnsigned(bytes);
        FrameLayout.end(out);
    }

    /** Reads the bytes of a CREDIT, behind its id. */
    public static int readCredit(RpcInput in) {
        int bytes = in.getUnsigned();
        if (bytes <= 0) {
            throw new ProtocolException("credit: " + Integer.toUnsignedString(bytes) + " (expected: 1 to 2147483647)");
        }
        return bytes;
    }
}
