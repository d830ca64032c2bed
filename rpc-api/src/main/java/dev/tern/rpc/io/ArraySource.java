package dev.tern.rpc.io;

import org.jspecify.annotations.Nullable;

/**
 * Where inputs and outputs get the arrays for messages that are larger than what each keeps for itself, and where these go when the message is done
 * with. Thread-safe. What an array holds is nobody's: it is neither zeroed when it is taken nor when it is given.
 */
public interface ArraySource {

    /** The most bytes of an array that an input or output keeps for itself, from message to message. */
    int MAX_OWN_BYTES = 64 * 1024;

    /** New arrays, of which none is kept. */
    ArraySource UNKEPT = new ArraySource() {
        @Override
        public byte[] take(int bytes) {
            return new byte[bytes];
        }

        @Override
        public byte @Nullable [] takeKept(int bytes) {
            return null;
        }

        @Override
        public void give(byte[] array) {}
    };

    /** An array of at least that many bytes, kept or new. */
    byte[] take(int bytes);

    /** An array of at least that many bytes, if one is kept; null otherwise. */
    byte @Nullable [] takeKept(int bytes);

    /** Gives an array back; it must not be used any more. One that is never given back is merely garbage. */
    void give(byte[] array);
}
