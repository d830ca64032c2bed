package dev.tern.rpc.wire;

import org.jspecify.annotations.Nullable;

/** The kinds of frame; the number travels. */
public enum FrameType {
    /** First in both directions: who is there, and its limits. */
    HELLO(1),
    /** Consumer: a number for a service it is about to call. */
    BIND(2),
    /** Provider: what became of a BIND. */
    BOUND(3),
    /** A call. */
    REQUEST(4),
    /** Its value. */
    RESPONSE(5),
    /** Its failure. */
    ERROR(6),
    /** Consumer: nobody waits for this call any more. */
    CANCEL(7),
    /** Are you there? */
    PING(8),
    /** The answer to PING, with its token. */
    PONG(9),
    /** Provider: send nothing new here. */
    GOAWAY(10),
    /** Consumer: the contract that a BOUND asked for. */
    CONTRACT(11),
    /** More of a message that is sent in parts. */
    DATA(12),
    /** How much more of one the receiver takes. */
    CREDIT(13);

    /** The largest number. */
    static final int LAST_CODE = 13;

    private static final FrameType[] BY_CODE = new FrameType[LAST_CODE + 1];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    /** The number that travels. */
    public int code() {
        return code;
    }

    /** The type with this number; null if there is none. */
    public static @Nullable FrameType of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Whether a frame of this type carries a message, which may be sent in parts. */
    boolean isMessage() {
        return this == REQUEST || this == RESPONSE || this == ERROR;
    }

    /** The most bytes of a frame of this type, beside the receiver's limit; those of DATA are limited by the credit. */
    int maxBytes() {
        return switch (this) {
            case REQUEST, RESPONSE, ERROR, DATA -> Integer.MAX_VALUE;
            case BOUND, CONTRACT -> FrameLayout.MAX_CONTRACT_FRAME_BYTES;
            default -> FrameLayout.MAX_CONTROL_BYTES;
        };
    }
}
