package dev.tern.rpc.cluster;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Hashes of 64 bits that are the same in every process: FNV-1a over characters, finished as in SplitMix64. Not against an adversary. */
final class StableHash {

    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private StableHash() {}

    static long of(CharSequence text) {
        long hash = FNV_BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** Of the value of a hash key. Whole numbers of all types are the same for the same number; what has no form of its own here is hashed as its text. */
    static long ofKey(@Nullable Object key) {
        if (key instanceof CharSequence text) {
            return of(text);
        }
        if (key instanceof Long || key instanceof Integer || key instanceof Short || key instanceof Byte) {
            return mix(((Number) key).longValue());
        }
        if (key instanceof Enum<?> constant) {
            return of(constant.name());
        }
        if (key instanceof UUID id) {
            return mix(id.getMostSignificantBits() ^ mix(id.getLeastSignificantBits()));
        }
        return of(String.valueOf(key));
    }

    /** The n-th of many hashes that are made of one. */
    static long derived(long hash, int n) {
        return mix(hash + n * 0x9E3779B97F4A7C15L);
    }

    private static long mix(long bits) {
        long hash = bits + 0x9E3779B97F4A7C15L;
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
