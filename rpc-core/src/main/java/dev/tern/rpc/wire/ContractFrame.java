package dev.tern.rpc.wire;

import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;

/**
 * CONTRACT: the consumer's contract, which a BOUND asked for; the provider answers with another BOUND.
 *
 * <pre>
 * CONTRACT  | number varint | the deflated text to the end of the frame
 * </pre>
 *
 * @param number the number that the consumer gave to the service
 * @param contract its contract
 */
public record ContractFrame(int number, PackedContract contract) {

    /** Writes the frame. */
    public void write(RpcOutput out) {
        FrameLayout.begin(out, FrameType.CONTRACT, FrameLayout.NO_FLAGS);
        out.putUnsigned(number);
        contract.write(out);
        FrameLayout.end(out);
    }

    /** Reads what follows the flags. */
    public static ContractFrame read(RpcInput in) {
        int number = in.getUnsigned();
        return new ContractFrame(number, PackedContract.read(in, in.remaining()));
    }
}
