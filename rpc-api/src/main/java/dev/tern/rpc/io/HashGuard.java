package dev.tern.rpc.io;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Refuses keys of a set or map that were made to collide. A hash table takes a time that is quadratic in the number of keys with one hash code unless
 * their class lets it order them; so more than 128 of those are not read. Not thread-safe.
 */
public final class HashGuard {

    private static final int MAX_EQUAL = 128;
    private static final HashGuard OF_FEW = new HashGuard(0);

    /** Scatters hash codes over the table in a way that a sender cannot foresee. */
    private static final int SCATTER = new SplittableRandom().nextInt() | 1;

    private final int[] hashes;
    private final byte[] counts; // of the same place in hashes; 0: the place is free; at most MAX_EQUAL, so as unsigned
    private final int shift;

    private HashGuard(int slots) {
        hashes = new int[slots];
        counts = new byte[slots];
        shift = Integer.numberOfLeadingZeros(slots) + 1;
    }

    /** A guard for at most that many keys. */
    static HashGuard of(int keys) {
        return keys <= MAX_EQUAL ? OF_FEW : new HashGuard(Integer.highestOneBit(keys) << 2);
    }

    /** Counts a key, before it goes into the set or map. */
    public void check(@Nullable Object key) {
        if (hashes.length == 0 || key == null) {
            return;
        }
        int hash = key.hashCode();
        int slot = (hash * SCATTER) >>> shift;
        while (counts[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & (hashes.length - 1);
        }
        hashes[slot] = hash;
        if ((counts[slot] & 0xff) == MAX_EQUAL) {
            throw new DecodingException("keys with the hash code " + hash + ": more than " + MAX_EQUAL
                    + " (expected: hash codes that differ)");
        }
        counts[slot]++;
    }
}
