package dev.tern.rpc.wire;

import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;

/**
 * BIND gives a service a number for the life of the connection; BOUND says what became of it.
 *
 * <pre>
 * BIND   | number varint | 1 service text   2 group text   3 version text   4 contract hash number
 * BOUND  | number varint | 4 contract hash number (the provider's)   5 status number   6 message text     5 and 6 only if it is not provided
 * </pre>
 *
 * @param number chosen by the consumer
 * @param service the contract's name
 * @param group partition of providers
 * @param version partition of providers
 * @param hash the sender's contract hash; 0 in a BOUND for a service that is not provided
 * @param status OK, or why requests of this number will fail
 * @param message what there is to say about a status that is not OK
 */
public record BindFrame(
        int number, String service, String group, String version, long hash, Status status, String message) {

    /** One more than the largest number. */
    public static final int MAX_BINDINGS = 1024;

    /** A BIND. */
    public static BindFrame bind(int number, String service, String group, String version, long hash) {
        return new BindFrame(number, service, group, version, hash, Status.OK, "");
    }

    /** A BOUND for a service that is provided. */
    public static BindFrame bound(int number, long hash) {
        return new BindFrame(number, "", "", "", hash, Status.OK, "");
    }

    /** A BOUND for a service that cannot be called; its message is cut at 2 Ki characters. */
    public static BindFrame refused(int number, Status status, String message) {
        return new BindFrame(number, "", "", "", 0, status, ErrorFrame.cut(message, ErrorFrame.MAX_MESSAGE));
    }

    /** Writes the frame. */
    public void write(RpcOutput out, FrameType type) {
        FrameLayout.begin(out, type, FrameLayout.NO_FLAGS);
        out.putUnsigned(number);
        if (type == FrameType.BIND) {
            TaggedFields.putText(out, 1, service);
            TaggedFields.putText(out, 2, group);
            TaggedFields.putText(out, 3, version);
        }
        TaggedFields.putNumber(out, 4, hash);
        if (status != Status.OK) {
            TaggedFields.putNumber(out, 5, status.code());
            TaggedFields.putText(out, 6, message);
        }
        FrameLayout.end(out);
    }

    /** Reads what follows the flags. */
    public static BindFrame read(RpcInput in) {
        int number = in.getUnsigned();
        Fields fields = new Fields();
        TaggedFields.read(in, fields);
        return new BindFrame(
                number, fields.service, fields.group, fields.version, fields.hash, fields.status, fields.message);
    }

    private static final class Fields implements TaggedFields.Field {
        String service = "";
        String group = "";
        String version = "";
        long hash;
        Status status = Status.OK;
        String message = "";

        @Override
        public void read(int tag, RpcInput in, int length) {
            switch (tag) {
                case 1 -> service = TaggedFields.text(in, length);
                case 2 -> group = TaggedFields.text(in, length);
                case 3 -> version = TaggedFields.text(in, length);
                case 4 -> hash = in.getFixedLong();
                case 5 -> status = Status.of((int) in.getFixedLong());
                case 6 -> message = TaggedFields.text(in, length);
                default -> {}
            }
        }
    }
}
