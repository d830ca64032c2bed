package dev.tern.rpc.wire;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ERROR that is not a declared exception: {@code | id int32 | status u8 | tagged fields}.
 *
 * <pre>
 * 1 message text   2 class name of an undeclared exception text   3 its stack text
 * 4 what caused it, once for each: length of the class name varint, class name, message
 * 5 when the call may be tried again number, ms; negative: not at all. Without it the consumer decides
 * </pre>
 */
public final class ErrorFrame {

    /** The most characters of a message; even at three bytes each they fit the smallest frame that a peer may limit itself to. */
    static final int MAX_MESSAGE = 2 * 1024;

    private static final int MAX_TEXT = 8 * 1024;

    /** How many causes are told. */
    public static final int MAX_CAUSES = 8;

    private ErrorFrame() {}

    /** Writes an error; its message is cut at 2 Ki characters. */
    public static void write(RpcOutput out, int id, boolean neverExecuted, Status status, String message) {
        write(out, id, neverExecuted, status, message, null);
    }

    /**
     * Writes an error; its message is cut at 2 Ki characters.
     *
     * @param pushback when the call may be tried again; negative: not at all; null: the consumer decides
     */
    public static void write(
            RpcOutput out, int id, boolean neverExecuted, Status status, String message, @Nullable Duration pushback) {
        begin(out, id, neverExecuted ? FrameLayout.NEVER_EXECUTED : FrameLayout.NO_FLAGS, status);
        TaggedFields.putText(out, 1, cut(message, MAX_MESSAGE));
        if (pushback != null) {
            TaggedFields.putNumber(out, 5, pushback.toMillis());
        }
        FrameLayout.end(out);
    }

    /** Writes that the call is to be sent again once the next BOUND of its service has come. */
    public static void writeRebinding(RpcOutput out, int id) {
        begin(out, id, FrameLayout.NEVER_EXECUTED | FrameLayout.REBINDING, Status.UNAVAILABLE);
        TaggedFields.putText(out, 1, "the provider waits for the consumer's contract");
        FrameLayout.end(out);
    }

    /**
     * Writes an exception that the method does not declare; texts are cut at 8 Ki characters each, those of the first eight causes at 512, or less if the
     * frame could not hold them.
     *
     * @param stack empty if it is not to be told
     */
    public static void writeUndeclared(
            RpcOutput out,
            int id,
            String className,
            String message,
            List<RpcRemoteException.Cause> causes,
            String stack,
            int maxFrameBytes) {
        // four equal shares of characters of at most three bytes: message, class name, stack, and all causes together
        int longest = Math.min(MAX_TEXT, (maxFrameBytes - FrameLayout.MAX_HEADER_BYTES) / (4 * 3) - MAX_CAUSES);
        int share = longest / (2 * MAX_CAUSES);
        begin(out, id, FrameLayout.NO_FLAGS, Status.UNKNOWN);
        TaggedFields.putText(out, 1, cut(message, longest));
        TaggedFields.putText(out, 2, cut(className, longest));
        if (!stack.isEmpty()) {
            TaggedFields.putText(out, 3, cut(stack, longest));
        }
        for (RpcRemoteException.Cause cause : causes.subList(0, Math.min(MAX_CAUSES, causes.size()))) {
            byte[] name = cut(cause.className(), share).getBytes(StandardCharsets.UTF_8);
            byte[] text = cut(cause.message(), share).getBytes(StandardCharsets.UTF_8);
            out.putCount(4);
            out.putCount(RpcOutput.sizeOfUnsigned(name.length) + name.length + text.length);
            out.putBytes(name);
            out.putRaw(text, 0, text.length);
        }
        FrameLayout.end(out);
    }

    private static void begin(RpcOutput out, int id, int flags, Status status) {
        FrameLayout.begin(out, FrameType.ERROR, flags, id);
        out.putByte(status.code());
    }

    /** The text, or its start and three dots. */
    static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 3) + "...";
    }

    /** Reads what follows the id. */
    public static RpcException read(RpcInput in, int flags, String provider) {
        Status told = Status.of(in.getByte());
        Status status = told == Status.OK ? Status.UNKNOWN : told;
        Fields fields = new Fields();
        TaggedFields.read(in, fields);
        if (!fields.className.isEmpty()) {
            return new RpcRemoteException(status, fields.className, fields.message, fields.causes, fields.stack);
        }
        RpcException error = new RpcException(
                status,
                fields.message + " (told by " + provider + ")",
                null,
                (flags & FrameLayout.NEVER_EXECUTED) != 0);
        return fields.pushback == null ? error : error.pushback(Duration.ofMillis(fields.pushback));
    }

    private static final class Fields implements TaggedFields.Field {
        String message = "";
        String className = "";
        String stack = "";

        @Nullable
        Long pushback;

        final List<RpcRemoteException.Cause> causes = new ArrayList<>();

        @Override
        public void read(int tag, RpcInput in, int length) {
            switch (tag) {
                case 1 -> message = TaggedFields.text(in, length);
                case 2 -> className = TaggedFields.text(in, length);
                case 3 -> stack = TaggedFields.text(in, length);
                case 4 -> {
                    int end = in.position() + length;
                    String name = TaggedFields.text(in, in.getUnsigned());
                    String text = TaggedFields.text(in, end - in.position());
                    if (causes.size() < MAX_CAUSES) {
                        causes.add(new RpcRemoteException.Cause(name, text));
                    }
                }
                case 5 -> pushback = in.getFixedLong();
                default -> {}
            }
        }
    }
}
