package dev.tern.rpc.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HashGuardTest {

    /** A key with a hash code of the sender's choice. */
    private record Key(int hash, int number) {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    @Test
    void keys_withOneHashCode_areRefusedBeyond128() {
        for (int hash : new int[] {0, 1, -1, Integer.MIN_VALUE}) {
            HashGuard guard = HashGuard.of(1_000);
            for (int i = 0; i < 128; i++) {
                guard.check(new Key(hash, i));
            }
            assertThatThrownBy(() -> guard.check(new Key(hash, 128)))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageStartingWith("keys with the hash code " + hash + ": more than 128");
        }
    }

    @Test
    void keys_asManyAsAnnounced_findRoom() {
        for (int keys : new int[] {129, 255, 256, 257, 100_000}) {
            HashGuard guard = HashGuard.of(keys);
            for (int i = 0; i < keys; i++) {
                int hash = i << 16; // the low bits alike
                int number = i;
                assertThatCode(() -> guard.check(new Key(hash + number / 65_536, number)))
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void fewKeys_areNotCounted() {
        HashGuard guard = HashGuard.of(128);
        for (int i = 0; i < 1_000; i++) {
            guard.check(new Key(7, i));
        }
        assertThatCode(() -> guard.check(null)).doesNotThrowAnyException();
    }
}
