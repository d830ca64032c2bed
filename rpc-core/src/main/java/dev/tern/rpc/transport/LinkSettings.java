package dev.tern.rpc.transport;

import dev.tern.rpc.wire.FrameLayout;
import java.time.Duration;

/**
 * How both ends treat a connection.
 *
 * @param maxFrameBytes the largest frame that is taken; 8 KiB to 1 GiB
 * @param keepaliveInterval after how long without a byte the peer is asked whether it is there
 * @param keepaliveTimeout how long it may take to answer, or to say HELLO at the start
 */
public record LinkSettings(int maxFrameBytes, Duration keepaliveInterval, Duration keepaliveTimeout) {

    /** 4 MiB for a message and its header, 10 s, 5 s. */
    public static final LinkSettings STANDARD = of(4 * 1024 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(5));

    /** The room for header and tail that comes on top of the largest message. */
    public static final int MESSAGE_OVERHEAD = FrameLayout.MAX_HEADER_BYTES + FrameLayout.MAX_TAIL_BYTES;

    /** Checks each value. */
    public LinkSettings {
        positive("keepaliveInterval", keepaliveInterval);
        positive("keepaliveTimeout", keepaliveTimeout);
    }

    /** Settings for messages of at most that many encoded bytes. */
    public static LinkSettings of(int maxMessageBytes, Duration keepaliveInterval, Duration keepaliveTimeout) {
        if (maxMessageBytes < 1024 || maxMessageBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "maxMessageBytes: " + maxMessageBytes + " (expected: 1024 to " + (1 << 30) + ")");
        }
        return new LinkSettings(maxMessageBytes + MESSAGE_OVERHEAD, keepaliveInterval, keepaliveTimeout);
    }

    /** The largest encoded message. */
    public int maxMessageBytes() {
        return maxFrameBytes - MESSAGE_OVERHEAD;
    }

    private static void positive(String name, Duration value) {
        if (value.toMillis() < 1 || value.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 ms to 24 h)");
        }
    }
}
