package dev.tern.rpc.io;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The codecs of addresses and buffers: a {@link URI} as its text, a {@link ByteBuffer} as its remaining bytes. */
public final class NetCodecs {

    /** The URIs of at most one Latin-1 character: they would take far more memory than bytes. Null where there is none. */
    private static final @Nullable URI[] SHORT = new URI[256];

    private static final URI EMPTY = URI.create("");

    static {
        for (char c = 0; c < SHORT.length; c++) {
            try {
                SHORT[c] = new URI(String.valueOf(c));
            } catch (URISyntaxException e) {
                SHORT[c] = null;
            }
        }
    }

    private NetCodecs() {}

    /** Writes a URI. */
    public static void writeURI(RpcOutput out, URI value) {
        out.putText(value.toString());
    }

    /** Reads a URI. */
    public static URI readURI(RpcInput in) {
        String text = in.getText();
        if (text.isEmpty()) {
            return EMPTY;
        }
        URI known = text.length() == 1 && text.charAt(0) < SHORT.length ? SHORT[text.charAt(0)] : null;
        try {
            return known != null ? known : new URI(text);
        } catch (URISyntaxException e) {
            throw new DecodingException(
                    "URI: " + (text.length() <= 64 ? "'" + text + "'" : text.length() + " characters")
                            + " (expected: RFC 2396's syntax)");
        }
    }

    /** Writes the bytes between position and limit; the buffer is left as it is. */
    public static void writeByteBuffer(RpcOutput out, ByteBuffer value) {
        if (value.hasArray()) {
            out.putCount(value.remaining());
            out.putRaw(value.array(), value.arrayOffset() + value.position(), value.remaining());
        } else {
            byte[] bytes = new byte[value.remaining()];
            value.duplicate().get(bytes);
            out.putBytes(bytes);
        }
    }

    /** Reads a buffer that has just these bytes. */
    public static ByteBuffer readByteBuffer(RpcInput in) {
        return ByteBuffer.wrap(in.getBytes());
    }
}
