package dev.tern.rpc.wire;

import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;

/**
 * The first frame in both directions.
 *
 * <pre>
 * | magic int32 'TERN' | tagged fields |
 *   1 version number   2 largest frame the sender takes, bytes   3 keepalive interval, ms   4 application text   5 instance id text
 *   6 largest tail the sender takes, bytes; 8 KiB if it is not told
 *   7 window, bytes: how much of one message in parts the sender takes before it has given credit; none in parts if it is not told
 * </pre>
 *
 * @param version of the protocol; 1
 * @param maxFrameBytes the largest frame the sender of this takes
 * @param keepaliveMillis after how long without a byte the sender of this asks whether the peer is there
 * @param maxTailBytes the largest tail of a message the sender of this takes
 * @param windowBytes how many bytes of DATA the sender of this takes of one message before it has given credit for more; 0: it takes whole frames only
 * @param application the name of the program
 * @param instance the id of its instance; empty if it has none
 */
public record Hello(
        int version,
        int maxFrameBytes,
        int keepaliveMillis,
        int maxTailBytes,
        int windowBytes,
        String application,
        String instance) {

    /** The version of the protocol that this release speaks. */
    public static final int VERSION = 1;

    /** The window that is told: little enough that small messages do not wait long behind it, and more than is sent until credit for half of it comes. */
    public static final int WINDOW_BYTES = 512 * 1024;

    /** The least window; who tells less is sent whole frames, rather than many small ones. */
    public static final int MIN_WINDOW_BYTES = 16 * 1024;

    private static final int MAGIC = 'T' << 24 | 'E' << 16 | 'R' << 8 | 'N';

    /** A HELLO of a side with the usual tail that takes whole frames only. */
    public Hello(int version, int maxFrameBytes, int keepaliveMillis, String application, String instance) {
        this(version, maxFrameBytes, keepaliveMillis, FrameLayout.MAX_TAIL_BYTES, 0, application, instance);
    }

    /** The largest message that the sender of this takes. */
    public int maxMessageBytes() {
        return maxFrameBytes - FrameLayout.overhead(maxTailBytes);
    }

    /** Writes the frame. */
    public void write(RpcOutput out) {
        FrameLayout.begin(out, FrameType.HELLO, FrameLayout.NO_FLAGS);
        out.putFixedInt(MAGIC);
        TaggedFields.putNumber(out, 1, version);
        TaggedFields.putNumber(out, 2, maxFrameBytes);
        TaggedFields.putNumber(out, 3, keepaliveMillis);
        TaggedFields.putText(out, 4, application);
        TaggedFields.putText(out, 5, instance);
        if (maxTailBytes != FrameLayout.MAX_TAIL_BYTES) {
            TaggedFields.putNumber(out, 6, maxTailBytes);
        }
        if (windowBytes != 0) {
            TaggedFields.putNumber(out, 7, windowBytes);
        }
        FrameLayout.end(out);
    }

    /** Reads what follows the flags. */
    public static Hello read(RpcInput in) {
        int magic = in.getFixedInt();
        if (magic != MAGIC) {
            throw new ProtocolException(String.format("magic: 0x%08x (expected: 0x%08x, 'TERN')", magic, MAGIC));
        }
        Fields fields = new Fields();
        TaggedFields.read(in, fields);
        if (fields.version != VERSION) {
            throw new ProtocolException("protocol version: " + fields.version + " (expected: " + VERSION + ")");
        }
        if (fields.maxFrameBytes < FrameLayout.MIN_FRAME_LIMIT || fields.maxFrameBytes > Integer.MAX_VALUE) {
            throw new ProtocolException(
                    "largest frame: " + fields.maxFrameBytes + " (expected: >= " + FrameLayout.MIN_FRAME_LIMIT + ")");
        }
        if (fields.maxTailBytes < 0
                || fields.maxTailBytes
                        > fields.maxFrameBytes - FrameLayout.MIN_FRAME_LIMIT + FrameLayout.MAX_TAIL_BYTES) {
            throw new ProtocolException("largest tail: " + fields.maxTailBytes
                    + " (expected: >= 0, and 1 KiB less than the largest frame)");
        }
        return new Hello(
                (int) fields.version,
                (int) fields.maxFrameBytes,
                (int) Math.max(0, Math.min(fields.keepaliveMillis, Integer.MAX_VALUE)),
                (int) fields.maxTailBytes,
                fields.windowBytes < MIN_WINDOW_BYTES ? 0 : (int) Math.min(fields.windowBytes, Integer.MAX_VALUE),
                fields.application,
                fields.instance);
    }

    private static final class Fields implements TaggedFields.Field {
        long version;
        long maxFrameBytes;
        long keepaliveMillis;
        long maxTailBytes = FrameLayout.MAX_TAIL_BYTES;
        long windowBytes;
        String application = "";
        String instance = "";

        @Override
        public void read(int tag, RpcInput in, int length) {
            switch (tag) {
                case 1 -> version = in.getFixedLong();
                case 2 -> maxFrameBytes = in.getFixedLong();
                case 3 -> keepaliveMillis = in.getFixedLong();
                case 4 -> application = TaggedFields.text(in, length);
                case 5 -> instance = TaggedFields.text(in, length);
                case 6 -> maxTailBytes = in.getFixedLong();
                case 7 -> windowBytes = in.getFixedLong();
                default -> {}
            }
        }
    }
}
