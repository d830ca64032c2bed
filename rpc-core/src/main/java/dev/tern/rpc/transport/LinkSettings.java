package dev.tern.rpc.transport;

import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.wire.FrameLayout;
import java.time.Duration;

/**
 * How both ends treat a connection.
 *
 * @param maxMessageBytes the largest encoded message that is sent or taken; 1 KiB to 1 GiB
 * @param maxHeaderBytes the largest tail of a message that is sent or taken: attachments and baggage; 256 bytes to 1 MiB
 * @param bodies what messages may contain
 * @param keepaliveInterval after how long without a byte the peer is asked whether it is there
 * @param keepaliveTimeout how long it may take to answer, or to say HELLO at the start
 */
public record LinkSettings(
        int maxMessageBytes,
        int maxHeaderBytes,
        BodyLimits bodies,
        Duration keepaliveInterval,
        Duration keepaliveTimeout) {

    /** 4 MiB for a message, 8 KiB for its header, standard bodies, 10 s, 5 s. */
    public static final LinkSettings STANDARD = new LinkSettings(
            4 * 1024 * 1024,
            FrameLayout.MAX_TAIL_BYTES,
            BodyLimits.STANDARD,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));

    /** Checks each value. */
    public LinkSettings {
        between("maxMessageBytes", maxMessageBytes, 1024, 1 << 30);
        between("maxHeaderBytes", maxHeaderBytes, 256, 1 << 20);
        positive("keepaliveInterval", keepaliveInterval);
        positive("keepaliveTimeout", keepaliveTimeout);
    }

    /** The largest frame that is taken: a message with its header and tail. */
    public int maxFrameBytes() {
        return maxMessageBytes + FrameLayout.overhead(maxHeaderBytes);
    }

    /** After how long without a byte a peer is taken for gone, in nanoseconds. */
    public long silenceNanos() {
        return keepaliveInterval.plus(keepaliveTimeout).toNanos();
    }

    private static void between(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.toMillis() < 1 || value.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 ms to 24 h)");
        }
    }
}
