package dev.tern.rpc.wire;

import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * BIND gives a service a number for the life of the connection; BOUND says what became of it, once or, if it asks for the consumer's contract,
 * again when that has come.
 *
 * <pre>
 * BIND   | number varint | 1 service text   2 group text   3 version text   4 contract hash number
 *                          7 hashes of providers' contracts that the consumer has, 8 bytes each, at most 8
 * BOUND  | number varint | 4 contract hash number (the provider's)   5 status number   6 message text     5 and 6 only if it cannot be called
 *                          8 the provider's contract, deflated   9 number 1: the consumer's contract is wanted
 * </pre>
 *
 * @param number chosen by the consumer
 * @param service the contract's name
 * @param group partition of providers
 * @param version partition of providers
 * @param hash the sender's contract hash; 0 in a BOUND for a service that is not provided
 * @param known hashes of contracts that the provider need not send; those beyond the eighth are dropped
 * @param contract the provider's contract, if its hash is neither the consumer's nor known to it
 * @param wanted whether the provider needs the consumer's contract and answers requests with REBINDING until it has it
 * @param status OK, or why requests of this number will fail
 * @param message what there is to say about a status that is not OK
 */
public record BindFrame(
        int number,
        String service,
        String group,
        String version,
        long hash,
        List<Long> known,
        @Nullable PackedContract contract,
        boolean wanted,
        Status status,
        String message) {

    /** One more than the largest number. */
    public static final int MAX_BINDINGS = 1024;

    /** How many known contracts a BIND may name. */
    public static final int MAX_KNOWN = 8;

    /** Keeps the first of the known hashes. */
    public BindFrame {
        known = List.copyOf(known.subList(0, Math.min(known.size(), MAX_KNOWN)));
    }

    /** A BIND of a consumer that has no provider's contract. */
    public static BindFrame bind(int number, String service, String group, String version, long hash) {
        return bind(number, service, group, version, hash, List.of());
    }

    /** A BIND. */
    public static BindFrame bind(
            int number, String service, String group, String version, long hash, List<Long> known) {
        return new BindFrame(number, service, group, version, hash, known, null, false, Status.OK, "");
    }

    /** A BOUND for a service that is provided under the same contract, or one that the consumer has. */
    public static BindFrame bound(int number, long hash) {
        return bound(number, hash, null, false);
    }

    /** A BOUND for a service that is provided. */
    public static BindFrame bound(int number, long hash, @Nullable PackedContract contract, boolean wanted) {
        return new BindFrame(number, "", "", "", hash, List.of(), contract, wanted, Status.OK, "");
    }

    /** A BOUND for a service that cannot be called; its message is cut at 2 Ki characters. */
    public static BindFrame refused(int number, Status status, String message) {
        String cut = ErrorFrame.cut(message, ErrorFrame.MAX_MESSAGE);
        return new BindFrame(number, "", "", "", 0, List.of(), null, false, status, cut);
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
        if (!known.isEmpty()) {
            out.reserve(2 * RpcOutput.MAX_INT + MAX_KNOWN * Long.BYTES);
            out.putUnsigned(7);
            out.putUnsigned(known.size() * Long.BYTES);
            known.forEach(out::putFixedLong);
        }
        if (contract != null) {
            out.putCount(8);
            out.putCount(contract.size());
            contract.write(out);
        }
        if (wanted) {
            TaggedFields.putNumber(out, 9, 1);
        }
        FrameLayout.end(out);
    }

    /** Reads what follows the flags. */
    public static BindFrame read(RpcInput in) {
        int number = in.getUnsigned();
        Fields fields = new Fields();
        TaggedFields.read(in, fields);
        return new BindFrame(
                number,
                fields.service,
                fields.group,
                fields.version,
                fields.hash,
                fields.known,
                fields.contract,
                fields.wanted,
                fields.status,
                fields.message);
    }

    private static final class Fields implements TaggedFields.Field {
        String service = "";
        String group = "";
        String version = "";
        long hash;
        final List<Long> known = new ArrayList<>();

        @Nullable
        PackedContract contract;

        boolean wanted;
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
                case 7 -> {
                    for (int left = length; left >= Long.BYTES && known.size() < MAX_KNOWN; left -= Long.BYTES) {
                        known.add(in.getFixedLong());
                    }
                }
                case 8 -> contract = PackedContract.read(in, length);
                case 9 -> wanted = in.getFixedLong() != 0;
                default -> {}
            }
        }
    }
}
