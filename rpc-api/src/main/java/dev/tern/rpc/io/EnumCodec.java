package dev.tern.rpc.io;

import java.util.Arrays;

/**
 * Writes and reads the constants of an enum: the rank of each among those of the contract. Immutable.
 *
 * @param <E> the enum
 */
@SuppressWarnings("EnumOrdinal") // it is the index of a table of this process, and never sent
public final class EnumCodec<E extends Enum<E>> {

    private static final int NONE = -1;

    private final Class<E> type;
    private final E[] constants; // by rank
    private final int[] ranks; // by ordinal; NONE for what the contract lacks

    private EnumCodec(Class<E> type, E[] constants, int[] ranks) {
        this.type = type;
        this.constants = constants;
        this.ranks = ranks;
    }

    /**
     * The codec of an enum, which can have got more constants since the contract was compiled.
     *
     * @param names the constants of the contract, in its order
     * @throws IllegalArgumentException if the enum lacks one of them
     */
    public static <E extends Enum<E>> EnumCodec<E> of(Class<E> type, String... names) {
        E[] declared = type.getEnumConstants();
        E[] constants = Arrays.copyOf(declared, names.length);
        int[] ranks = new int[declared.length];
        Arrays.fill(ranks, NONE);
        for (int rank = 0; rank < names.length; rank++) {
            E constant = constant(type, names[rank]);
            constants[rank] = constant;
            ranks[constant.ordinal()] = rank;
        }
        return new EnumCodec<>(type, constants, ranks);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "enum " + type.getName() + " has no constant " + name
                            + " (expected: those it had when the contract was compiled; compile that anew)",
                    e);
        }
    }

    /**
     * Writes a constant, and reserves room for it.
     *
     * @throws IllegalArgumentException if the contract lacks it
     */
    public void write(RpcOutput out, E value) {
        int rank = ranks[value.ordinal()];
        if (rank == NONE) {
            throw new IllegalArgumentException("constant " + value.name() + " of " + type.getName()
                    + " (expected: one that it had when the contract was compiled; compile that anew)");
        }
        out.reserve(RpcOutput.MAX_INT);
        out.putUnsigned(rank);
    }

    /**
     * Reads a constant.
     *
     * @throws DecodingException if there is none of the rank that was sent
     */
    public E read(RpcInput in) {
        return constant(in.getUnsigned());
    }

    /**
     * The constant of a rank.
     *
     * @throws DecodingException if there is none
     */
    public E constant(int rank) {
        if (rank < 0 || rank >= constants.length) {
            throw new DecodingException(type.getCanonicalName() + ": constant " + Integer.toUnsignedString(rank)
                    + (constants.length == 0
                            ? " (expected: none, as there are no constants)"
                            : " (expected: 0 to " + (constants.length - 1) + ")"));
        }
        return constants[rank];
    }
}
