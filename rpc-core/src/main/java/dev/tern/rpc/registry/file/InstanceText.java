package dev.tern.rpc.registry.file;

import dev.tern.rpc.registry.Instance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an instance's file says.
 *
 * @param instance the instance; it has an address for calls
 * @param lease for how long the file counts after it was touched; zero, where the line {@code lease=60} is missing, for ever
 */
record InstanceText(Instance instance, Duration lease) {

    private static final String LEASE = "lease=";
    private static final long MOST_LEASE_SECONDS = 86_400;
    private static final int MESSAGE_LIMIT = 200;
    private static final int MOST_BYTES = 4 * Instance.TEXT_LIMIT + 1; // a character has four at most

    /** The text that a provider writes: that of {@link Instance#format}, and the lease in whole seconds. */
    String format() {
        return instance.format() + LEASE + lease.toSeconds() + "\n";
    }

    /**
     * Reads the text of one instance.
     *
     * @throws IllegalArgumentException if it is none; the message names the line
     */
    static InstanceText parse(String text) {
        Instance instance = Instance.parse(text.replace("\r", ""));
        String address = instance.addresses().get(Instance.RPC_ADDRESS);
        if (address == null) {
            throw new IllegalArgumentException(
                    "no address (expected: a line address." + Instance.RPC_ADDRESS + "=host%3Aport)");
        }
        checkAddress(address);
        return new InstanceText(instance, lease(text));
    }

    private static Duration lease(String text) {
        for (String line : text.split("\n")) {
            if (line.startsWith(LEASE)) {
                String value = line.substring(LEASE.length()).strip();
                if (!value.matches("\\d{1,6}") || Long.parseLong(value) > MOST_LEASE_SECONDS) {
                    throw new IllegalArgumentException("instance line '" + line + "' (expected: 0 to "
                            + MOST_LEASE_SECONDS + " seconds, 0 for ever)");
                }
                return Duration.ofSeconds(Long.parseLong(value));
            }
        }
        return Duration.ZERO;
    }

    /**
     * Refuses what is no address.
     *
     * @throws IllegalArgumentException if it is not {@code host:port}
     */
    static void checkAddress(String address) {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, Math.max(colon, 0));
        String port = address.substring(colon + 1);
        if (!host.matches("[^:\\s\\[\\]/]+|\\[[0-9A-Fa-f:.%\\w]+]")
                || !port.matches("\\d{1,5}")
                || Integer.parseInt(port) < 1
                || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException(
                    "address '" + address + "' (expected: host:port or [IPv6]:port, the port 1 to 65535)");
        }
    }

    /** Reads the file of one instance; of one that is too large it reads so much that {@link #parse} refuses it. */
    static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES);
        }
    }

    /**
     * Text in UTF-8.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String decode(byte[] content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(content.length + " bytes that are no UTF-8", e);
        }
    }

    /** Enough of a message to recognise what it is about: anybody may have written that, it may be long and hold line breaks. */
    static String beginning(@Nullable String message) {
        String text = String.valueOf(message).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= MESSAGE_LIMIT ? text : text.substring(0, MESSAGE_LIMIT) + "...";
    }
}
