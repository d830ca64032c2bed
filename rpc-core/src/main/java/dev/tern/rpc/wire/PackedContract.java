package dev.tern.rpc.wire;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A contract as it travels: its {@linkplain ContractText text} in UTF-8 without documentation, in the zlib format (RFC 1950). Whoever takes one from a peer believes nothing
 * of it: what it inflates to is bounded, and its hash is computed anew.
 */
public final class PackedContract {

    /** The most bytes of one: text that cannot be deflated grows by less than this. */
    public static final int MAX_PACKED_BYTES = ContractText.MAX_BYTES + 1024;

    private static final int CHUNK = 4 * 1024;

    private final byte[] packed;

    private PackedContract(byte[] packed) {
        this.packed = packed;
    }

    /**
     * Deflates a contract.
     *
     * @throws IllegalArgumentException if its text is longer than {@link ContractText#MAX_BYTES}
     */
    public static PackedContract of(Contract contract) {
        return ofText(ContractText.forPeers(contract));
    }

    static PackedContract ofText(byte[] text) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(text);
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] chunk = new byte[CHUNK];
            while (!deflater.finished()) {
                packed.write(chunk, 0, deflater.deflate(chunk));
            }
            return new PackedContract(packed.toByteArray());
        } finally {
            deflater.end();
        }
    }

    /** Copies what a peer sent. */
    static PackedContract read(RpcInput in, int length) {
        int at = in.position();
        in.pass(length);
        return new PackedContract(Arrays.copyOfRange(in.array(), at, at + length));
    }

    void write(RpcOutput out) {
        out.putRaw(packed, 0, packed.length);
    }

    /** How many bytes it is. */
    public int size() {
        return packed.length;
    }

    /**
     * Inflates, reads and checks the contract. Takes milliseconds if it is large: not for event loops.
     *
     * @param hash what the peer told of it
     * @throws IllegalArgumentException if it is no contract, or another than the peer told
     */
    public Contract unpack(long hash) {
        Contract contract = ContractText.parse(text(inflate()));
        long found = contract.hash();
        if (found != hash) {
            throw new IllegalArgumentException(
                    String.format("contract hash: %016x (expected: %016x, as it was told)", found, hash));
        }
        return contract;
    }

    /** The text's bytes. Memory grows with what is inflated, and that ends at the limit, whatever a few bytes could become. */
    private byte[] inflate() {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] text = new byte[Math.min(ContractText.MAX_BYTES + 1, Math.max(CHUNK, 4 * packed.length))];
            int length = 0;
            while (!inflater.finished()) {
                if (length == text.length) {
                    text = Arrays.copyOf(text, Math.min(ContractText.MAX_BYTES + 1, 2 * length));
                }
                int n = inflater.inflate(text, length, text.length - length);
                length += n;
                if (length > ContractText.MAX_BYTES) {
                    throw new IllegalArgumentException("contract: inflates to more than " + ContractText.MAX_BYTES
                            + " bytes (expected: at most that many)");
                }
                if (n == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new IllegalArgumentException(
                            "contract: deflated bytes end early (expected: all of a zlib stream, without dictionary)");
                }
            }
            if (inflater.getRemaining() > 0) {
                throw new IllegalArgumentException(
                        "contract: " + inflater.getRemaining() + " bytes behind the end (expected: none)");
            }
            return Arrays.copyOf(text, length);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("contract: not deflated: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("contract: malformed UTF-8", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedContract that && Arrays.equals(packed, that.packed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }

    @Override
    public String toString() {
        return "packed contract of " + packed.length + " bytes";
    }
}
