package dev.tern.rpc.wire;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;

/**
 * An ERROR that is not a declared exception: {@code | id int32 | status u8 | tagged fields}.
 *
 * <pre>
 * 1 message text   2 class name of an undeclared exception text   3 its stack text
 * </pre>
 */
public final class ErrorFrame {

    private static final int MAX_TEXT = 8 * 1024;

    private ErrorFrame() {}

    /** Writes an error; its message is cut at 8 Ki characters. */
    public static void write(RpcOutput out, int id, boolean neverExecuted, Status status, String message) {
        begin(out, id, neverExecuted ? FrameLayout.NEVER_EXECUTED : FrameLayout.NO_FLAGS, status);
        TaggedFields.putText(out, 1, cut(message));
        FrameLayout.end(out);
    }

    /** Writes an exception that the method does not declare; texts are cut at 8 Ki characters each. */
    public static void writeUndeclared(RpcOutput out, int id, String className, String message, String stack) {
        begin(out, id, FrameLayout.NO_FLAGS, Status.UNKNOWN);
        TaggedFields.putText(out, 1, cut(message));
        TaggedFields.putText(out, 2, cut(className));
        TaggedFields.putText(out, 3, cut(stack));
        FrameLayout.end(out);
    }

    private static void begin(RpcOutput out, int id, int flags, Status status) {
        FrameLayout.begin(out, FrameType.ERROR, flags, id);
        out.putByte(status.code());
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
    }

    /** Reads what follows the id. */
    public static RpcException read(RpcInput in, int flags, String provider) {
        Status status = Status.of(in.getByte());
        Fields fields = new Fields();
        TaggedFields.read(in, fields);
        if (!fields.className.isEmpty()) {
            return new RpcRemoteException(status, fields.className, fields.message, fields.stack);
        }
        return new RpcException(
                status == Status.OK ? Status.UNKNOWN : status,
                fields.message + " (told by " + provider + ")",
                null,
                (flags & FrameLayout.NEVER_EXECUTED) != 0);
    }

    private static final class Fields implements TaggedFields.Field {
        String message = "";
        String className = "";
        String stack = "";

        @Override
        public void read(int tag, RpcInput in, int length) {
            switch (tag) {
                case 1 -> message = TaggedFields.text(in, length);
                case 2 -> className = TaggedFields.text(in, length);
                case 3 -> stack = TaggedFields.text(in, length);
                default -> {}
            }
        }
    }
}
